"""The settings of a scenario, from TOML or from rows of name and value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.calendar import MAXIMUM_BUCKETS, Calendar, NoCalendar
from muster.problems import Problem, nearest, problem
from muster.scenario.cell_parsing import parse_date
from muster.scenario.raw_table import plain_text
from muster.schema import SETTINGS, Setting
from muster.text import Phrase, phrase

FIRST_OF_MONTH = ("month", "quarter", "year")
_COUNT = re.compile(r"0*(\d+)\s*[a-z]*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """What the plan is made for; `start` and `buckets` mean something only with a calendar."""

    title: str = ""
    title_ar: str = ""
    start: dt.date = dt.date.min
    buckets: str = ""
    bucket: str = "month"
    as_of: dt.date | None = None
    currency: str = "USD"
    objective: str = "service"
    basis: tuple[str, ...] = ("demonstrated", "contracted", "nameplate", "announced", "assumed")
    without_consent: str = "granted"
    share: bool = True


class _Wrong(ValueError):
    """What a setting should have been, in words."""

    def __init__(self, meant: Phrase) -> None:
        super().__init__(meant)
        self.meant = meant


def understand(found: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Problem]]:
    """The settings given, each in its type; what cannot be understood is left out and told."""
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in found.items():
        setting = SETTINGS.get(name)
        if setting is None:
            problems.append(problem("SET-003", file=file, column=name, nearest=nearest(name, SETTINGS)))
            continue
        try:
            meant = _value(setting, value)
        except _Wrong as wrong:
            shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            near = nearest(shown, setting.choices) if setting.choices else None
            problems.append(problem("SET-005", file=file, column=name, value=shown, allowed=wrong.meant, nearest=near))
            continue
        if meant is not None:
            given[name] = meant
    return given, problems


def _value(setting: Setting, value: Any) -> Any:
    """The value in the setting's type; None for blank text."""
    if isinstance(value, str):
        value = plain_text(value)
        if not value:
            return None
    if setting.type == "boolean":
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if not isinstance(value, bool):
            raise _Wrong(phrase("true or false"))
        return value
    if setting.type == "date":
        return _date(value)
    if setting.type == "buckets":
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise _Wrong(phrase('a count such as 36, or "12 month, 8 quarter"'))
        return str(value)
    if setting.type == "list":
        return _list(setting, value)
    if not isinstance(value, str):
        raise _Wrong(_one_of(setting) if setting.choices else phrase("text"))
    if setting.choices and value not in setting.choices:
        raise _Wrong(_one_of(setting))
    return value


def _one_of(setting: Setting) -> Phrase:
    return phrase("one of {choices}", choices=", ".join(setting.choices))


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    date = parse_date(value) if isinstance(value, str) else None
    if date is None:
        raise _Wrong(phrase("a date such as 2022-10-01"))
    return date


def _list(setting: Setting, value: Any) -> tuple[str, ...]:
    parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    choices = ", ".join(setting.choices)
    if not isinstance(parts, list | tuple) or not parts or any(part not in setting.choices for part in parts):
        raise _Wrong(phrase("a list of {choices}", choices=choices))
    if len(set(parts)) < len(parts):
        raise _Wrong(phrase("a list without repetition of {choices}", choices=choices))
    return tuple(parts)


def complete(given: Mapping[str, Any]) -> tuple[Settings, Calendar | None]:
    """The settings with their defaults, and the calendar they make (None if they make none)."""
    settings = Settings(**given)
    if not {"start", "buckets"} <= given.keys():
        return settings, None
    try:
        calendar = Calendar.of(settings.start, settings.buckets, settings.bucket)
        calendar.base_date(calendar.base_count)
    except (ValueError, OverflowError):
        return settings, None
    return settings, calendar


def missing(given: Mapping[str, Any], file: str) -> list[Problem]:
    """A problem for each required setting that is not given."""
    names = [setting.name for setting in SETTINGS.values() if setting.required and setting.name not in given]
    return [problem("SET-004", file=file, column=name) for name in names]


def why_no_calendar(settings: Settings, file: str) -> list[Problem]:
    """What is wrong with start, buckets and bucket together."""
    if settings.bucket in FIRST_OF_MONTH and settings.start.day != 1:
        return [problem("SET-006", file=file, column="start", value=settings.start.isoformat())]
    try:
        Calendar.of(settings.start, settings.buckets, settings.bucket)
    except NoCalendar as refusal:
        detail = _too_many(settings.buckets) or refusal.reason
        return [problem("SET-007", file=file, column="buckets", value=settings.buckets, detail=detail)]
    return [problem("SET-009", file=file, column="start", value=settings.start.isoformat())]


def _too_many(buckets: str) -> Phrase | None:
    """That a count has more digits than any horizon, which is otherwise well written."""
    counts = [_COUNT.fullmatch(part.strip()) for part in buckets.split(",")]
    if all(counts) and any(count and len(count[1]) > len(str(MAXIMUM_BUCKETS)) for count in counts):
        return phrase("the horizon has more than {count} base buckets", count=MAXIMUM_BUCKETS)
    return None
