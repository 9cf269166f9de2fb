"""Parse the settings of a scenario, from TOML or from rows of name and value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.calendar import MAXIMUM_BUCKETS, Calendar, InvalidCalendarError
from muster.errors import MusterError
from muster.problems import Problem, make_problem, nearest
from muster.scenario.cell_parsing import parse_date
from muster.scenario.raw_table import normalise_text
from muster.schema import SETTINGS, Setting
from muster.text import Phrase, phrase

MONTH_BASED = ("month", "quarter", "year")
_COUNT = re.compile(r"0*(\d+)\s*[a-z]*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """Settings of a scenario; `start` and `buckets` are placeholders if the scenario has no calendar."""

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


class _InvalidSettingError(MusterError):
    """A setting with a wrong value; `allowed` says in words which values are allowed."""

    def __init__(self, meant: Phrase) -> None:
        super().__init__(meant)
        self.allowed = meant


def parse_settings(raw_settings: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Problem]]:
    """Parse settings by type; leave out and report one that cannot be parsed."""
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in raw_settings.items():
        setting = SETTINGS.get(name)
        if setting is None:
            problems.append(make_problem("SET-003", file=file, column=name, nearest=nearest(name, SETTINGS)))
            continue
        try:
            parsed = _parse_value(setting, value)
        except _InvalidSettingError as wrong:
            value_text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            near = nearest(value_text, setting.choices) if setting.choices else None
            problems.append(
                make_problem("SET-005", file=file, column=name, value=value_text, allowed=wrong.allowed, nearest=near)
            )
            continue
        if parsed is not None:
            given[name] = parsed
    return given, problems


def _parse_value(setting: Setting, value: Any) -> Any:
    """Parse a value by the type of its setting; None for blank text."""
    if isinstance(value, str):
        value = normalise_text(value)
        if not value:
            return None
    if setting.type == "boolean":
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if not isinstance(value, bool):
            raise _InvalidSettingError(phrase("true or false"))
        return value
    if setting.type == "date":
        return _parse_date_setting(value)
    if setting.type == "buckets":
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise _InvalidSettingError(phrase('a count such as 36, or "12 month, 8 quarter"'))
        return str(value)
    if setting.type == "list":
        return _parse_list(setting, value)
    if not isinstance(value, str):
        raise _InvalidSettingError(_choices_phrase(setting) if setting.choices else phrase("text"))
    if setting.choices and value not in setting.choices:
        raise _InvalidSettingError(_choices_phrase(setting))
    return value


def _choices_phrase(setting: Setting) -> Phrase:
    return phrase("one of {choices}", choices=", ".join(setting.choices))


def _parse_date_setting(value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    date = parse_date(value) if isinstance(value, str) else None
    if date is None:
        raise _InvalidSettingError(phrase("a date such as 2022-10-01"))
    return date


def _parse_list(setting: Setting, value: Any) -> tuple[str, ...]:
    parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    choices = ", ".join(setting.choices)
    if not isinstance(parts, list | tuple) or not parts or any(part not in setting.choices for part in parts):
        raise _InvalidSettingError(phrase("a list of {choices}", choices=choices))
    if len(set(parts)) < len(parts):
        raise _InvalidSettingError(phrase("a list of {choices}, each at most once", choices=choices))
    return tuple(parts)


def complete_settings(given: Mapping[str, Any]) -> tuple[Settings, Calendar | None]:
    """Fill in the defaults and build the calendar (None if the settings make none)."""
    settings = Settings(**given)
    if not {"start", "buckets"} <= given.keys():
        return settings, None
    try:
        calendar = Calendar.from_settings(settings.start, settings.buckets, settings.bucket)
        calendar.base_date(calendar.base_count)
    except (ValueError, OverflowError):
        return settings, None
    return settings, calendar


def missing_settings(given: Mapping[str, Any], file: str) -> list[Problem]:
    """One problem for each required setting that is missing."""
    names = [setting.name for setting in SETTINGS.values() if setting.required and setting.name not in given]
    return [make_problem("SET-004", file=file, column=name) for name in names]


def calendar_problems(settings: Settings, file: str) -> list[Problem]:
    """Problems of start, buckets and bucket that show only together."""
    if settings.bucket in MONTH_BASED and settings.start.day != 1:
        return [make_problem("SET-006", file=file, column="start", value=settings.start.isoformat())]
    try:
        Calendar.from_settings(settings.start, settings.buckets, settings.bucket)
    except InvalidCalendarError as refusal:
        detail = _too_many_buckets(settings.buckets) or refusal.reason
        return [make_problem("SET-007", file=file, column="buckets", value=settings.buckets, detail=detail)]
    return [make_problem("SET-009", file=file, column="start", value=settings.start.isoformat())]


def _too_many_buckets(buckets: str) -> Phrase | None:
    """Reason for refusing a well-formed count with more digits than any horizon has; None otherwise."""
    counts = [_COUNT.fullmatch(part.strip()) for part in buckets.split(",")]
    if all(counts) and any(count and len(count[1]) > len(str(MAXIMUM_BUCKETS)) for count in counts):
        return phrase("the horizon has more than {count} base buckets", count=MAXIMUM_BUCKETS)
    return None
