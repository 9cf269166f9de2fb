"""The certificate folder: final levels and the duals of every tier, written and read by family, id and bucket.

- `levels.parquet` (family, id, bucket, level): levels in the units of the tables, without zeros.
- `duals.parquet` (tier, family, id, bucket, dual): duals of the scaled rows, without zeros.
- `tiers.json`: status, bound and fixing of each tier.
- `bases.parquet` (tier, stands): basis status of columns, then rows, in the program's order. It proves nothing; it
  warm-starts later solves, and a basis that does not fit the program is ignored.

An id is the JSON list of the key's parts; `bucket` is blank for activities and balances without time.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from muster.errors import MusterError
from muster.network.graph import Array, Templates
from muster.program import Program
from muster.solve import TierProof, is_basis
from muster.text import _


class CertificateMismatchError(MusterError):
    """Raised if the certificate does not match the scenario's program; the message names the mismatch."""


def write_certificate(folder: Path, program: Program, proofs: list[TierProof], x: Array) -> None:
    """Write the certificate files of scaled levels `x` into an existing folder."""
    templates = program.network.activities
    levels = _to_keyed_rows(templates, program.first_column, x * program.column_scale, "level", program)
    levels.write_parquet(folder / "levels.parquet")
    parts = []
    for proof in proofs:
        if proof.duals is not None:
            part = _to_keyed_rows(program.network.balances, program.first_row, proof.duals, "dual", program)
            parts.append(part.select(pl.lit(proof.tier).alias("tier"), pl.all()))
    duals = pl.concat(parts) if parts else pl.DataFrame(schema=_DUALS)
    duals.write_parquet(folder / "duals.parquet")
    _bases(proofs).write_parquet(folder / "bases.parquet")
    tiers = [
        {
            "tier": proof.tier,
            "status": proof.status,
            "proved_by": "bound" if proof.duals is None else "duals",
            "held": proof.fixed_by,
            "limit": _finite(proof.limit),
            "row_duals": proof.row_duals,
            "bound": _finite(proof.bound),
        }
        for proof in proofs
    ]
    (folder / "tiers.json").write_text(json.dumps(tiers, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def read_certificate(folder: Path, program: Program) -> tuple[list[TierProof], Array]:
    """Read the proofs and the scaled levels, shape (columns,).

    Raises:
        CertificateMismatchError: a file names a row, column or bucket that the program does not have, or contains a
            value that is not finite.
    """
    levels = pl.read_parquet(folder / "levels.parquet")
    x = _from_keyed_rows(levels, "level", program.network.activities, program.first_column, program)
    x = x / program.column_scale
    duals = pl.read_parquet(folder / "duals.parquet")
    bases = pl.read_parquet(folder / "bases.parquet")
    proofs = []
    for tier in json.loads((folder / "tiers.json").read_text(encoding="utf-8")):
        tier_duals = None
        if tier["proved_by"] == "duals":
            part = duals.filter(pl.col("tier") == tier["tier"])
            tier_duals = _from_keyed_rows(part, "dual", program.network.balances, program.first_row, program)
        proofs.append(
            TierProof(
                tier=tier["tier"],
                status=tier["status"],
                duals=tier_duals,
                fixed_by=tier["held"],
                limit=float("nan") if tier["limit"] is None else tier["limit"],
                row_duals=tier["row_duals"],
                bound=float("-inf") if tier["bound"] is None else tier["bound"],
                basis=_basis(bases, tier["tier"], program),
            )
        )
    return proofs, x


def _bases(proofs: list[TierProof]) -> pl.DataFrame:
    """Bases of all tiers, concatenated."""
    parts = [
        pl.DataFrame({"tier": pl.repeat(proof.tier, len(proof.basis), eager=True), "stands": proof.basis})
        for proof in proofs
        if proof.basis is not None
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema={"tier": pl.String, "stands": pl.Int8})


def _basis(bases: pl.DataFrame, tier: str, program: Program) -> NDArray[np.int8] | None:
    """Basis of a tier; None if it does not fit the program."""
    basis = bases.filter(pl.col("tier") == tier)["stands"].cast(pl.Int8).to_numpy()
    return basis if is_basis(basis, program.rows, program.columns) else None


_DUALS = {"tier": pl.String, "family": pl.String, "id": pl.String, "bucket": pl.Date, "dual": pl.Float64}


def _finite(number: float) -> float | None:
    return number if np.isfinite(number) else None


def _to_keyed_rows(
    templates: Templates, first: NDArray[np.int64], values: Array, name: str, program: Program
) -> pl.DataFrame:
    """Convert nonzero values to rows of family, id and bucket; `first` is the index of each template's first value."""
    indices = np.flatnonzero(values)
    members = np.searchsorted(first, indices, side="right") - 1
    buckets = indices - first[members]
    days = pl.Series("bucket", program.network.calendar.first_days, dtype=pl.Date).gather(buckets)
    timed = pl.Series(np.array(templates.timed, dtype=bool)[members])
    ids = pl.Series("id", [json.dumps(key, ensure_ascii=False) for key in templates.key], dtype=pl.String)
    families = pl.Series("family", templates.family, dtype=pl.String)
    table = pl.DataFrame([families.gather(members), ids.gather(members), days, pl.Series(name, values[indices])])
    return table.with_columns(bucket=pl.when(timed).then(pl.col("bucket")).otherwise(None))


def _from_keyed_rows(
    table: pl.DataFrame, name: str, templates: Templates, first: NDArray[np.int64], program: Program
) -> Array:
    """Invert `_to_keyed_rows`: put each value at its index."""
    template_rows = pl.DataFrame(
        {
            "family": pl.Series(templates.family, dtype=pl.String),
            "id": pl.Series([json.dumps(key, ensure_ascii=False) for key in templates.key], dtype=pl.String),
            "_timed": pl.Series(templates.timed, dtype=pl.Boolean),
            "_first": pl.Series(first[:-1], dtype=pl.Int64),
        }
    )
    days = program.network.calendar.first_days
    buckets = pl.DataFrame(
        {"bucket": pl.Series(days, dtype=pl.Date), "_bucket": pl.Series(range(len(days)), dtype=pl.Int64)}
    )
    joined = table.join(template_rows, on=["family", "id"], how="left").join(buckets, on="bucket", how="left")
    misplaced = pl.col("_timed") != pl.col("_bucket").is_not_null()
    unknown_bucket = pl.col("bucket").is_not_null() & pl.col("_bucket").is_null()
    duplicated = pl.struct("family", "id", "bucket").is_duplicated()
    unknown = joined.filter(pl.col("_first").is_null() | misplaced | unknown_bucket | duplicated)
    if len(unknown):
        raise CertificateMismatchError(f"{unknown['family'][0]} {unknown['id'][0]} {unknown['bucket'][0]}")
    if not joined[name].cast(pl.Float64).is_finite().fill_null(False).all():
        raise CertificateMismatchError(_("{column} contains a value that is not a finite number").format(column=name))
    indices = (joined["_first"] + joined["_bucket"].fill_null(0)).to_numpy()
    values = joined[name].to_numpy()
    if not np.isfinite(values).all():
        raise CertificateMismatchError(name)
    result = np.zeros(int(first[-1]))
    result[indices] = values
    return result
