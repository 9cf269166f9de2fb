"""The best guess at what holds a request back weighs what is blocked by what the request is about, and no more."""

from __future__ import annotations

from pathlib import Path

from plans.small_plans import PUMPS_WITH_FUEL
from stories.story import plan_of, tier


def test_a_consent_weighs_no_more_than_the_request(tmp_path: Path) -> None:
    """20 pumps are wanted in January, 6 a month are made, and no fuel may go along before February.

    So 20 are late in January, 8 in February and 2 in March. Twice the line spares 2 months for each of the 6 made in
    January and in February, and 1 for those of March: 30 unit-months. Fuel in January spares 1 for each unit, and no
    more than 20, though there are a million units of it.
    """
    plan = plan_of(tmp_path, PUMPS_WITH_FUEL.format(integer=""))
    assert round(tier(plan, "requests/1") * 20, 6) == 20 + 8 + 2
    assert [str(guess) for guess in plan.guesses["r"]] == ["capacity of line", "consent of us/fuel"]
