"""Each example's `expected/` holds what it comes to: every tier's value, and how each request fares.

Tier values and what they decide are compared; levels among equally good plans are not. After a change that is meant,
write the files anew with `MUSTER_GOLDEN=write pytest tests/examples`.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

import muster

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "examples").glob("*/scenario.toml"))
DECIDED = ("quantity", "handed_over", "on_time", "short", "late_unit_buckets", "filled_by")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_example_comes_to_what_is_expected(example: Path) -> None:
    plan = muster.plan(muster.read(example))
    assert plan.status == "optimal"
    assert plan.certificate is not None
    tiers = [{"tier": tier.name, "value": tier.value} for tier in plan.certificate.tiers if tier.name != "calm"]
    requests = [{name: row[name] for name in ("request", *DECIDED)} for row in plan.summary["requests"]]
    if os.environ.get("MUSTER_GOLDEN") == "write":
        write(example / "expected" / "tiers.csv", tiers)
        write(example / "expected" / "requests.csv", requests)
    for row, expected in zip(tiers, read(example / "expected" / "tiers.csv"), strict=True):
        assert row["tier"] == expected["tier"]
        assert row["value"] == pytest.approx(float(expected["value"]), rel=2e-6, abs=2e-6)
    for row, expected in zip(requests, read(example / "expected" / "requests.csv"), strict=True):
        assert row["request"] == expected["request"]
        assert row["quantity"] == pytest.approx(float(expected["quantity"]))


def test_a_class_of_one_request_is_decided_to_the_unit() -> None:
    """Where no other request of the class competes, the tiers leave a request's figures no freedom."""
    example = next(path for path in EXAMPLES if path.name == "brussels-2022")
    served = {row["request"]: row for row in muster.plan(muster.read(example)).summary["requests"]}
    expected = {row["request"]: row for row in read(example / "expected" / "requests.csv")}
    for request in ("ua-155-base", "ua-35-winter", "ua-missile-long", "ua-launchers"):
        for name in DECIDED[:-1]:
            assert served[request][name] == pytest.approx(float(expected[request][name]), rel=1e-5, abs=1e-5)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
