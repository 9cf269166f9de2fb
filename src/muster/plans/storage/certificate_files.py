"""The certificate folder: final levels and every tier's duals, by family, ids and bucket, there and back.

Beside them `bases.parquet` (tier, stands) says where the solver ended, in the program's own order, columns then rows.
It proves nothing: whoever asks more of the plan goes on from there, and one that fits nothing is left aside.

`levels.parquet` holds (family, id, bucket, level), levels in the tables' units, those of nothing left out;
`duals.parquet` (tier, family, id, bucket, dual), duals on the scaled rows; `tiers.json` how each tier was held. An id
is the JSON list of the key's parts; `bucket` is blank for what has no time.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from muster.network.graph import Array, Templates
from muster.program import Program
from muster.solve import Proof, is_basis
from muster.text import _


class Unreadable(Exception):
    """The certificate does not belong to the scenario's program; the message says how."""


def write_evidence(folder: Path, program: Program, proofs: list[Proof], x: Array) -> None:
    """Write the files into an existing folder."""
    templates = program.network.activities
    levels = _named(templates, program.first_column, x * program.column_scale, "level", program)
    levels.write_parquet(folder / "levels.parquet")
    parts = []
    for proof in proofs:
        if proof.duals is not None:
            part = _named(program.network.balances, program.first_row, proof.duals, "dual", program)
            parts.append(part.select(pl.lit(proof.tier).alias("tier"), pl.all()))
    duals = pl.concat(parts) if parts else pl.DataFrame(schema=_DUALS)
    duals.write_parquet(folder / "duals.parquet")
    _bases(proofs).write_parquet(folder / "bases.parquet")
    tiers = [
        {
            "tier": proof.tier,
            "status": proof.status,
            "proved_by": "bound" if proof.duals is None else "duals",
            "held": proof.held,
            "limit": _finite(proof.limit),
            "row_duals": proof.row_duals,
            "bound": _finite(proof.bound),
        }
        for proof in proofs
    ]
    (folder / "tiers.json").write_text(json.dumps(tiers, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def read_evidence(folder: Path, program: Program) -> tuple[list[Proof], Array]:
    """The proofs and the scaled levels; `Unreadable` where a name is not in the program."""
    levels = pl.read_parquet(folder / "levels.parquet")
    x = _placed(levels, "level", program.network.activities, program.first_column, program)
    x = x / program.column_scale
    duals = pl.read_parquet(folder / "duals.parquet")
    bases = pl.read_parquet(folder / "bases.parquet")
    proofs = []
    for tier in json.loads((folder / "tiers.json").read_text(encoding="utf-8")):
        own = None
        if tier["proved_by"] == "duals":
            part = duals.filter(pl.col("tier") == tier["tier"])
            own = _placed(part, "dual", program.network.balances, program.first_row, program)
        limit = float("nan") if tier["limit"] is None else tier["limit"]
        bound = float("-inf") if tier["bound"] is None else tier["bound"]
        basis = _basis(bases, tier["tier"], program)
        row_duals = tier["row_duals"]
        proofs.append(Proof(tier["tier"], tier["status"], own, tier["held"], limit, row_duals, bound, basis))
    return proofs, x


def _bases(proofs: list[Proof]) -> pl.DataFrame:
    """Every tier's basis, one after the other."""
    parts = [
        pl.DataFrame({"tier": pl.repeat(proof.tier, len(proof.basis), eager=True), "stands": proof.basis})
        for proof in proofs
        if proof.basis is not None
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema={"tier": pl.String, "stands": pl.Int8})


def _basis(bases: pl.DataFrame, tier: str, program: Program) -> NDArray[np.int8] | None:
    """A tier's basis, if it is one of this program at all."""
    found = bases.filter(pl.col("tier") == tier)["stands"].cast(pl.Int8).to_numpy()
    return found if is_basis(found, program.rows, program.columns) else None


_DUALS = {"tier": pl.String, "family": pl.String, "id": pl.String, "bucket": pl.Date, "dual": pl.Float64}


def _finite(figure: float) -> float | None:
    return figure if np.isfinite(figure) else None


def _named(templates: Templates, first: NDArray[np.int64], figures: Array, name: str, program: Program) -> pl.DataFrame:
    """Figures that are not nothing, with family, id and bucket."""
    places = np.flatnonzero(figures)
    member = np.searchsorted(first, places, side="right") - 1
    bucket = places - first[member]
    days = pl.Series("bucket", program.network.calendar.first_days, dtype=pl.Date).gather(bucket)
    timed = pl.Series(np.array(templates.timed, dtype=bool)[member])
    ids = pl.Series("id", [json.dumps(key, ensure_ascii=False) for key in templates.key], dtype=pl.String)
    families = pl.Series("family", templates.family, dtype=pl.String)
    table = pl.DataFrame([families.gather(member), ids.gather(member), days, pl.Series(name, figures[places])])
    return table.with_columns(bucket=pl.when(timed).then(pl.col("bucket")).otherwise(None))


def _placed(table: pl.DataFrame, name: str, templates: Templates, first: NDArray[np.int64], program: Program) -> Array:
    """The way back: figures by family, id and bucket at their places."""
    known = pl.DataFrame(
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
    joined = table.join(known, on=["family", "id"], how="left").join(buckets, on="bucket", how="left")
    misplaced = pl.col("_timed") != pl.col("_bucket").is_not_null()
    nowhere = pl.col("bucket").is_not_null() & pl.col("_bucket").is_null()
    twice = pl.struct("family", "id", "bucket").is_duplicated()
    unknown = joined.filter(pl.col("_first").is_null() | misplaced | nowhere | twice)
    if len(unknown):
        raise Unreadable(f"{unknown['family'][0]} {unknown['id'][0]} {unknown['bucket'][0]}")
    if not joined[name].cast(pl.Float64).is_finite().fill_null(False).all():
        raise Unreadable(_("{column} with a figure that is none").format(column=name))
    places = (joined["_first"] + joined["_bucket"].fill_null(0)).to_numpy()
    figures = joined[name].to_numpy()
    if not np.isfinite(figures).all():
        raise Unreadable(name)
    result = np.zeros(int(first[-1]))
    result[places] = figures
    return result
