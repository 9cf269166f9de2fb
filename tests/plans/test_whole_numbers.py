"""Plans in whole numbers: proved where no limit was hit, and honest about what they cannot say."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import muster
from examples.folders import example
from muster.report.plan.summary_points import consents_point
from plans.small_plans import PUMPS_WITH_FUEL
from stories.story import plan_of


def test_whole_mobile_units_are_planned_with_proof(tmp_path: Path) -> None:
    """The example with its mobile units whole: rows with next to no room made the solver call its own last levels
    infeasible, and take a suggested solution for better than it was."""
    folder = tmp_path / "transformers"
    shutil.copytree(example("transformers"), folder, ignore=shutil.ignore_patterns("expected"))
    with (folder / "items.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "items.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "integer"])
        writer.writeheader()
        writer.writerows(row | {"integer": "true" if row["item"] == "mobile" else ""} for row in rows)
    plan = muster.plan(muster.read(folder))
    assert plan.status == "optimal"
    assert plan.certificate is not None
    assert plan.certificate.primal_residual <= 1e-6
    assert all(abs(tier.gap) <= 1e-6 for tier in plan.certificate.tiers)
    mobile = plan.handed_over.filter(plan.handed_over["item"] == "mobile")["quantity"]
    assert len(mobile)
    assert mobile.to_list() == mobile.round(0).to_list()


def test_where_no_worth_is_known_a_refused_consent_is_named_as_such(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PUMPS_WITH_FUEL.format(integer="true"))
    sentence = "Not granted: us/fuel (undecided). This plan has no worths, so what they keep back is not known."
    assert consents_point(plan).text == sentence
