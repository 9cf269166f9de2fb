"""Each example's `expected/` holds what it comes to: every tier's value, and how each request fares.

Tier values and what they decide are compared; levels among equally good plans are not. After a change that is meant,
write the files anew with `MUSTER_GOLDEN=write pytest tests/examples`.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from examples.folders import EXAMPLES, example, planned, rows

DECIDED = ("quantity", "handed_over", "on_time", "short", "late_unit_buckets", "filled_by")

# Requests whose figures the tiers leave no freedom: alone in their class for what they want, or decided by one limit.
SURE = {
    "brussels-2022": ("ua-155-base", "ua-35-winter", "ua-missile-long", "ua-launchers"),
    "transformers": ("phl-400-urgent",),
    "vaccines-2021": ("bgd-first", "cod-first", "lower-first"),
}


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_example_comes_to_what_is_expected(folder: Path) -> None:
    plan = planned(folder)
    assert plan.status == "optimal"
    assert plan.certificate is not None
    tiers = [{"tier": tier.name, "value": tier.value} for tier in plan.certificate.tiers if tier.name != "calm"]
    requests = [{name: row[name] for name in ("request", *DECIDED)} for row in plan.summary["requests"]]
    if os.environ.get("MUSTER_GOLDEN") == "write":
        write(folder / "expected" / "tiers.csv", tiers)
        write(folder / "expected" / "requests.csv", requests)
    for row, expected in zip(tiers, rows(folder / "expected" / "tiers.csv"), strict=True):
        assert row["tier"] == expected["tier"]
        assert row["value"] == pytest.approx(float(expected["value"]), rel=2e-6, abs=2e-6)
    for row, expected in zip(requests, rows(folder / "expected" / "requests.csv"), strict=True):
        assert row["request"] == expected["request"]
        assert row["quantity"] == pytest.approx(float(expected["quantity"]))


def test_every_example_has_requests_that_are_sure() -> None:
    assert set(SURE) == {folder.name for folder in EXAMPLES}


@pytest.mark.parametrize(("name", "request_id"), [(name, one) for name in SURE for one in SURE[name]])
def test_a_request_without_freedom_is_decided_to_the_unit(name: str, request_id: str) -> None:
    served = {row["request"]: row for row in planned(example(name)).summary["requests"]}
    expected = {row["request"]: row for row in rows(example(name) / "expected" / "requests.csv")}
    for figure in DECIDED[:-1]:
        assert served[request_id][figure] == pytest.approx(float(expected[request_id][figure]), rel=1e-5, abs=1e-5)


def write(path: Path, lines: list[dict[str, object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
