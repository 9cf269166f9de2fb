"""What is wrong, doubtful or worth knowing in the data, each with its place, its reason and its remedy.

A problem holds a code and the facts; its sentences are made when somebody reads them, in the reader's
language, from the templates that the code registers. Problems are data, gathered and shown all at once, never
exceptions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.problems.code import Code, Severity
from muster.problems.codes import CODES
from muster.problems.nearest import nearest
from muster.text import Phrase, _, apart, listed, mark, number

__all__ = [
    "CODES",
    "FIRST",
    "ROW_FACTS",
    "Code",
    "Problem",
    "Severity",
    "counted",
    "fold",
    "more",
    "nearest",
    "problem",
]

# How many problems of one code are told one by one, for each column of a file.
FIRST = 5
_LONGEST_VALUE = 80
# Facts that are rows of a file: their number, or the name of the change that made them.
ROW_FACTS = frozenset(("first", "later", "limit_row"))
# Facts that are words of ours, translated when shown; where there are several, any of them would do.
WORDS = frozenset(("noun", "detail", "separator", "what", "files", "tables", "title"))
_SHEET = re.compile(r"(.+?\.xlsx), sheet (.+)", re.IGNORECASE)
_ISOLATES = "\u2068\u2069"
_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Problem:
    """One problem and its place.

    `file` is the file as a person knows it ("lanes.csv"; "group.xlsx, sheet lanes"), `row` the line in it
    (the header is line 1) or the sheet's row, `value` the cell as it was found. `args` are the further facts
    that the code's templates name; `cell` among them is a workbook's cell ("E18"), `nearest` the known name
    that comes closest to the value.
    """

    code: str
    severity: Severity
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | float | None = None
    args: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, self.file, self.row, self.column, str(self.value)))

    def _facts(self) -> dict[str, str]:
        facts = {"file": self.file, "row": self.row, "column": self.column, "value": self.value} | dict(self.args)
        shown = {name: _shown(fact) for name, fact in facts.items()}
        for name in ROW_FACTS & facts.keys():
            shown[name] = _row(facts[name])
        for name in WORDS & facts.keys():
            shown[name] = listed((_visible(_file(_(str(word)))) for word in _several(facts[name])), mark(" or "))
        shown["file"] = _file(shown["file"])
        return shown | {"here": _row(self.row) if self.row is not None else shown["file"]}

    @property
    def reason(self) -> str:
        """What was found, in the reader's language."""
        return _(CODES[self.code].reason).format(**self._facts())

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language, after the nearest known name if there is one."""
        advice = _(CODES[self.code].remedy).format(**self._facts())
        if self.args.get("nearest"):
            return _('Did you mean "{nearest}"?').format(nearest=self.args["nearest"]) + " " + advice
        return advice

    @property
    def place(self) -> str:
        """Where it is: `lanes.csv row 18, destination`; empty for what has no place."""
        cell = self.args.get("cell")
        where = _place(self.file or "")
        if cell:
            where = _("{file} cell {cell}").format(file=where, cell=cell)
        elif self.row is not None:
            where = _("{file} row {row}").format(file=where, row=self.row)
        return listed(part for part in (where, _shown(self.column or "")) if part)

    def __str__(self) -> str:
        place = f"{apart(self.code)} {self.place}".strip()
        return " ".join(part for part in (f"{place}:", self.reason, self.remedy) if part)

    def as_dict(self) -> dict[str, Any]:
        """The problem as `plan.json` gives it, in the reader's language."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
            "remedy": self.remedy,
        }


def problem(
    code: str,
    *,
    file: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: str | float | None = None,
    **args: Any,
) -> Problem:
    """A problem of a registered code; further facts are those that the code's templates name."""
    return Problem(code, CODES[code].severity, file, row, column, value, args)


def more(code: str, count: int, *, file: str | None = None, column: str | None = None) -> Problem:
    """Stands for `count` further problems of the code in the same column, which are not told one by one."""
    args = {"code": code, "count": count, "title": CODES[code].title}
    return Problem("MORE-001", CODES[code].severity, file, None, column, None, args)


def counted(problems: Iterable[Problem]) -> dict[str, int]:
    """How many of each severity there are, with those that are only counted."""
    counts = dict.fromkeys(_ORDER, 0)
    for found in problems:
        counts[found.severity] += int(found.args.get("count", 1)) if found.code == "MORE-001" else 1
    return counts


def fold(problems: Iterable[Problem], first: int = FIRST) -> list[Problem]:
    """The problems in order, only the first few of each code and column, and how many more there are."""
    groups: dict[tuple[str, str | None, str | None], list[Problem]] = {}
    for found in problems:
        groups.setdefault((found.code, found.file, found.column), []).append(found)
    kept: list[Problem] = []
    for (code, file, column), group in groups.items():
        group.sort(key=lambda p: p.row or 0)
        if code == "MORE-001" or len(group) <= first + 1:
            kept += group
        else:
            kept += [*group[:first], more(code, len(group) - first, file=file, column=column)]
    return sorted(kept, key=lambda p: (_ORDER[p.severity], p.file or "", p.row or 1 << 40, p.column or "", p.code))


def _several(fact: Any) -> tuple[Any, ...]:
    return tuple(fact) if isinstance(fact, tuple | list) else (fact,)


def _row(row: Any) -> str:
    return _("row {row}").format(row=row) if isinstance(row, int) else str(row)


def _file(name: str) -> str:
    """A file's name; for a workbook's sheet, in the reader's language."""
    sheet = _SHEET.fullmatch(name)
    return _("{file}, sheet {sheet}").format(file=sheet[1], sheet=sheet[2]) if sheet else name


def _place(file: str) -> str:
    """A file's name as `_file` gives it, cut and with all characters visible as facts are."""
    sheet = _SHEET.fullmatch(file)
    return _file(f"{_shown(sheet[1][:-5])}{sheet[1][-5:]}, sheet {_shown(sheet[2])}") if sheet else _shown(file)


def _visible(text: str, keep: str = _ISOLATES) -> str:
    if all(c.isprintable() or c in keep for c in text):
        return text
    return "".join(c if c.isprintable() or c in keep else c.encode("unicode_escape").decode("ascii") for c in text)


def _shown(fact: Any) -> str:
    """A fact as it stands in a sentence: numbers with commas, long text cut, all characters visible."""
    if isinstance(fact, bool) or fact is None:
        return str(fact)
    if isinstance(fact, int | float):
        return number(fact)
    if isinstance(fact, Phrase):
        return _visible(str(fact))
    if isinstance(fact, tuple | list | set | frozenset):
        return listed(_shown(one) for one in fact)
    text = _visible(str(fact), keep="")
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
