"""Problems: errors, warnings and notes about the data, each with its position, reason and remedy.

A problem holds a code and the facts. Its sentences are rendered when shown, in the reader's language, from the
templates of the code. Problems are data, collected and shown together; they are never exceptions. `codes` registers
each kind of problem (`code`), one file per subject. `nearest` finds the known name closest to a mistyped one.
`stored_problem` reads problems back from a plan folder; `system_messages` lists the operating system's messages for
the catalogues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.problems.code import Code, Severity
from muster.problems.codes import CODES
from muster.problems.nearest import nearest
from muster.text import Phrase, _, isolate_foreign, join_list, mark, number

__all__ = [
    "CODES",
    "MAX_PER_CODE",
    "ROW_FACTS",
    "Code",
    "Problem",
    "Severity",
    "count_by_severity",
    "fold_repeats",
    "further_problems",
    "make_problem",
    "nearest",
]

# Problems of one code shown one by one, per column of a file; the rest are counted.
MAX_PER_CODE = 5
_MAX_VALUE_LENGTH = 80
# Facts that are rows of a file: their number, or the label of the patch that made them.
ROW_FACTS = frozenset(("first", "later", "limit_row"))
# Facts that are our own words, translated when shown; several are alternatives, joined by "or".
TRANSLATED_FACTS = frozenset(("noun", "detail", "separator", "what", "files", "tables", "title"))
_SHEET = re.compile(r"(.+?\.xlsx), sheet (.+)", re.IGNORECASE)
_ISOLATES = "\u2068\u2069"
_SEVERITY_RANK = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Problem:
    """One problem and its position.

    Attributes:
        file: file as shown to people ("lanes.csv"; "group.xlsx, sheet lanes").
        row: line in the file (the header is line 1) or row of the sheet.
        value: the cell as found.
        args: further facts of the code's templates. `cell` is a workbook's cell ("E18"), `nearest` the known name
            closest to the value.
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

    def _fact_texts(self) -> dict[str, str]:
        facts = {"file": self.file, "row": self.row, "column": self.column, "value": self.value} | dict(self.args)
        texts = {name: _fact_text(fact) for name, fact in facts.items()}
        for name in ROW_FACTS & facts.keys():
            texts[name] = _row_text(facts[name])
        for name in TRANSLATED_FACTS & facts.keys():
            texts[name] = join_list(
                (_escape_unprintable(_file_text(_(str(word)))) for word in _as_tuple(facts[name])), mark(" or ")
            )
        texts["file"] = _file_text(texts["file"])
        return texts | {"here": _row_text(self.row) if self.row is not None else texts["file"]}

    @property
    def reason(self) -> str:
        """Statement of what was found, in the reader's language."""
        return _(CODES[self.code].reason).format(**self._fact_texts())

    @property
    def remedy(self) -> str:
        """Advice in the reader's language, preceded by the nearest known name if there is one."""
        advice = _(CODES[self.code].remedy).format(**self._fact_texts())
        if self.args.get("nearest"):
            return _('Did you mean "{nearest}"?').format(nearest=self.args["nearest"]) + " " + advice
        return advice

    @property
    def position(self) -> str:
        """Position in the reader's language: `lanes.csv row 18, destination`; empty if there is none."""
        cell = self.args.get("cell")
        where = _printable_file(self.file or "")
        if cell:
            where = _("{file} cell {cell}").format(file=where, cell=cell)
        elif self.row is not None:
            where = _("{file} row {row}").format(file=where, row=self.row)
        return join_list(part for part in (where, _fact_text(self.column or "")) if part)

    def __str__(self) -> str:
        prefix = f"{isolate_foreign(self.code)} {self.position}".strip()
        return " ".join(part for part in (f"{prefix}:", self.reason, self.remedy) if part)

    def as_dict(self) -> dict[str, Any]:
        """The problem as in `plan.json`, in the reader's language."""
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


def make_problem(
    code: str,
    *,
    file: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: str | float | None = None,
    **args: Any,
) -> Problem:
    """Make a problem of a registered code; `args` are the further facts of the code's templates."""
    return Problem(code, CODES[code].severity, file, row, column, value, args)


def further_problems(code: str, count: int, *, file: str | None = None, column: str | None = None) -> Problem:
    """Make the problem that counts `count` further problems of a code in the same column."""
    args = {"code": code, "count": count, "title": CODES[code].title}
    return Problem("MORE-001", CODES[code].severity, file, None, column, None, args)


def count_by_severity(problems: Iterable[Problem]) -> dict[str, int]:
    """Number of problems by severity, folded ones included."""
    counts = dict.fromkeys(_SEVERITY_RANK, 0)
    for problem in problems:
        counts[problem.severity] += int(problem.args.get("count", 1)) if problem.code == "MORE-001" else 1
    return counts


def fold_repeats(problems: Iterable[Problem], first: int = MAX_PER_CODE) -> list[Problem]:
    """Sort the problems; keep the first few of each code and column and count the rest."""
    groups: dict[tuple[str, str | None, str | None], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.code, problem.file, problem.column), []).append(problem)
    folded: list[Problem] = []
    for (code, file, column), group in groups.items():
        group.sort(key=lambda p: p.row or 0)
        if code == "MORE-001" or len(group) <= first + 1:
            folded += group
        else:
            folded += [*group[:first], further_problems(code, len(group) - first, file=file, column=column)]
    return sorted(
        folded, key=lambda p: (_SEVERITY_RANK[p.severity], p.file or "", p.row or 1 << 40, p.column or "", p.code)
    )


def _as_tuple(fact: Any) -> tuple[Any, ...]:
    return tuple(fact) if isinstance(fact, tuple | list) else (fact,)


def _row_text(row: Any) -> str:
    return _("row {row}").format(row=row) if isinstance(row, int) else str(row)


def _file_text(name: str) -> str:
    """A file name, with the word for a workbook's sheet in the reader's language."""
    sheet = _SHEET.fullmatch(name)
    return _("{file}, sheet {sheet}").format(file=sheet[1], sheet=sheet[2]) if sheet else name


def _printable_file(file: str) -> str:
    """A file name as in `_file_text`, shortened and with invisible characters escaped like a fact."""
    sheet = _SHEET.fullmatch(file)
    return (
        _file_text(f"{_fact_text(sheet[1][:-5])}{sheet[1][-5:]}, sheet {_fact_text(sheet[2])}")
        if sheet
        else _fact_text(file)
    )


def _escape_unprintable(text: str, keep: str = _ISOLATES) -> str:
    if all(c.isprintable() or c in keep for c in text):
        return text
    return "".join(c if c.isprintable() or c in keep else c.encode("unicode_escape").decode("ascii") for c in text)


def _fact_text(fact: Any) -> str:
    """Format a fact for a sentence: numbers with commas, long text shortened, invisible characters escaped."""
    if isinstance(fact, bool) or fact is None:
        return str(fact)
    if isinstance(fact, int | float):
        return number(fact)
    if isinstance(fact, Phrase):
        return _escape_unprintable(str(fact))
    if isinstance(fact, tuple | list | set | frozenset):
        return join_list(_fact_text(item) for item in fact)
    text = _escape_unprintable(str(fact), keep="")
    return text if len(text) <= _MAX_VALUE_LENGTH else text[: _MAX_VALUE_LENGTH - 1] + "…"
