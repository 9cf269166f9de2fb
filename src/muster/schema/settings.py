"""Settings of a scenario, in scenario.toml or on the sheet `scenario`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from muster.schema.capacities import BASES
from muster.text import mark


@dataclass(frozen=True)
class Setting:
    """A setting: its type, meaning and default."""

    name: str
    type: Literal["text", "date", "buckets", "list", "boolean"]
    description: str
    required: bool = False
    default: str | bool | tuple[str, ...] | None = None
    choices: tuple[str, ...] = ()


_ALL = (
    Setting("title", "text", mark("The scenario's title in English.")),
    Setting("title_ar", "text", mark("The scenario's title in Arabic.")),
    Setting(
        "start",
        "date",
        mark("The first day of the horizon; month, quarter and year buckets begin on the first of a month."),
        required=True,
    ),
    Setting(
        "buckets",
        "buckets",
        mark('How many buckets there are, such as 36, or "12 month, 8 quarter" for longer buckets later.'),
        required=True,
    ),
    Setting(
        "bucket",
        "text",
        mark("The base bucket."),
        default="month",
        choices=("day", "week", "month", "quarter", "year"),
    ),
    Setting("as_of", "date", mark("The day as of which things were known; information only.")),
    Setting("currency", "text", mark("The currency of all money; nothing is converted."), default="USD"),
    Setting("objective", "text", mark("What the plan optimises."), default="service", choices=("service", "value")),
    Setting(
        "basis",
        "list",
        mark("Which capacity rows count, the preferred basis first."),
        default=("demonstrated", "contracted", "nameplate", "announced", "assumed"),
        choices=BASES,
    ),
    Setting(
        "without_consent",
        "text",
        mark("What applies where no consent row does."),
        default="granted",
        choices=("granted", "withheld"),
    ),
    Setting(
        "share",
        "boolean",
        mark("Whether lateness is spread evenly within a class (fair-share tiers)."),
        default=True,
    ),
)

SETTINGS: dict[str, Setting] = {setting.name: setting for setting in _ALL}
