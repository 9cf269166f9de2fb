"""Import a release of the tracker into the record: new, changed and withdrawn figures.

Each figure has its own subject, `figure/kiel/ACTIVITY/PART/MEASURE`. Figures with the same name are numbered, and
unchanged ones keep their number. Importing a release twice writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.problems import Problem, fold_repeats, nearest
from muster.record.errors import RecordRefusedError
from muster.record.exchange.kiel.donor_parties import RECIPIENT, DonorParties, registration_draft
from muster.record.exchange.kiel.release import Release, TrackerFigure, is_release_id, release_order
from muster.record.projection.state import RecordState, fold_entries
from muster.record.queries.published_figures import latest_figure_entries
from muster.record.store.entry import FIGURE_PUBLISHED, FIGURE_WITHDRAWN, EntryDraft, LedgerEntry
from muster.record.store.hash_chain import sha256_hex
from muster.record.store.ledger import Ledger, normalise_line
from muster.record.store.reversals import reversed_entry_numbers
from muster.text import phrase

TRACKER_URL = "https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/"
_SOURCE_PREFIX = "kiel-"
_SUBJECT_PREFIX = "figure/kiel/"
# The ledger would shorten a longer subject, and the next release would not match it.
_MAX_NAME_LENGTH = 300
_ENTRY_FIELDS = ("source", "of")


@dataclass
class ReleaseImport:
    """Result of an import: the source, the entries written, and the number of figures of each kind.

    `same` counts unchanged figures, `undated` those without a month.
    """

    source: str
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0
    undated: int = 0
    entries: list[LedgerEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def import_release(
    ledger: Ledger, release: Release, author: str, day: str = "", url: str = TRACKER_URL
) -> ReleaseImport:
    """Write the differences between a release and the record.

    Nothing is written if the release has problems or an unknown donor; the result then has the problems.

    Args:
        ledger: The open record.
        release: The release.
        author: Name written into the entries.
        day: ISO day of publication; empty if unknown.
        url: Address of the release.

    Raises:
        RecordRefusedError: The record has a later release already.
    """
    result = ReleaseImport(_SOURCE_PREFIX + release.id, problems=list(release.problems))
    if result.problems:
        return result
    with ledger.exclusive_writer(author) as writer:
        last = ledger.head().number
        state = fold_entries(ledger.entries(last), reversed_entry_numbers(ledger, last))
        _check_order(state, release.id)
        parties = DonorParties(state)
        figures = [(parties.party_id(figure.donor), figure) for figure in release.figures]
        result.problems = _unknown_donors(release, figures, parties)
        if not result.problems:
            drafts = _figure_drafts(figures, latest_figure_entries(ledger, last), result)
            source = _source_draft(state, result.source, release.id, day, url)
            result.entries = writer.append([*source, *parties.drafts(result.source), *drafts])
    return result


def _check_order(state: RecordState, release: str) -> None:
    """Refuse an older release, because it would undo the corrections of a later one."""
    recorded = [
        str(key[0]).removeprefix(_SOURCE_PREFIX) for (table, key), _row in state.present_rows() if table == "sources"
    ]
    later = [other for other in recorded if is_release_id(other) and release_order(other) > release_order(release)]
    if later:
        raise RecordRefusedError(
            phrase(
                "release {later} is in the record already; release {release} is older and would undo it",
                later=max(later, key=release_order),
                release=release,
            )
        )


def _unknown_donors(
    release: Release, figures: Iterable[tuple[str, TrackerFigure]], parties: DonorParties
) -> list[Problem]:
    rows = {figure.row: figure for party, figure in figures if not party}
    return fold_repeats(
        release.locator.problem(
            "PUB-003", row, release.donor_title, figure.donor, nearest=nearest(figure.donor, parties.names)
        )
        for row, figure in rows.items()
    )


def _source_draft(state: RecordState, source: str, release: str, day: str, url: str) -> Iterator[EntryDraft]:
    if ("sources", (source,)) not in state.rows:
        title = f"Ukraine Support Tracker, release {release}"
        cells = {"source": source, "title": title, "publisher": "Kiel Institute for the World Economy", "date": day}
        yield registration_draft("sources", cells | {"url": url, "language": "en"})


def _figure_drafts(
    figures: Iterable[tuple[str, TrackerFigure]], previous: Mapping[str, LedgerEntry], result: ReleaseImport
) -> Iterator[EntryDraft]:
    """Draft new, changed and withdrawn figures, matched by name."""
    statements: dict[str, list[_Statement]] = {}
    for party, figure in figures:
        result.undated += not figure.month
        statements.setdefault(_figure_name(figure), []).append(_statement_of_figure(party, figure))
    recorded = {subject: entry for subject, entry in previous.items() if subject.startswith(_SUBJECT_PREFIX)}
    entries_by_name: dict[str, list[LedgerEntry]] = {name: [] for name in statements}
    for subject, entry in recorded.items():
        entries_by_name.setdefault(subject.partition("#")[0], []).append(entry)
    for name, entries in entries_by_name.items():
        yield from _match_figures(name, entries, statements.get(name, []), result)


def _match_figures(
    name: str, previous: list[LedgerEntry], statements: list[_Statement], result: ReleaseImport
) -> Iterator[EntryDraft]:
    """Match the figures of one name with their previous entries: equal ones first, others in order, then new ones."""
    previous = sorted(previous, key=lambda entry: (entry.action != FIGURE_PUBLISHED, entry.subject))
    unmatched = []
    for statement in statements:
        same = next(
            (
                entry
                for entry in previous
                if entry.action == FIGURE_PUBLISHED and _statement_of_entry(entry) == statement
            ),
            None,
        )
        if same is None:
            unmatched.append(statement)
            continue
        previous.remove(same)
        result.same += 1
    used = len(previous) + len(statements) - len(unmatched)
    for index, (day, fields) in enumerate(unmatched):
        entry = previous[index] if index < len(previous) else None
        if entry is None:
            used += 1
            result.new += 1
            yield EntryDraft(
                FIGURE_PUBLISHED, name if used == 1 else f"{name}#{used}", {"source": result.source, **fields}, day
            )
        else:
            result.changed += 1
            yield EntryDraft(
                FIGURE_PUBLISHED, entry.subject, {"source": result.source, "of": entry.number, **fields}, day
            )
    for entry in previous[len(unmatched) :]:
        if entry.action == FIGURE_PUBLISHED:
            result.withdrawn += 1
            content = {"source": result.source, "of": entry.number, "reason": f"not in {result.source}"}
            yield EntryDraft(FIGURE_WITHDRAWN, entry.subject, content, entry.valid_from)


_Statement = tuple[str, dict[str, Any]]


def _figure_name(figure: TrackerFigure) -> str:
    parts = (figure.activity, figure.part, figure.measure) if figure.part else (figure.activity, figure.measure)
    name = "/".join(normalise_line(part).replace("#", "-").replace("/", "-") for part in parts)
    return _SUBJECT_PREFIX + (name if len(name) <= _MAX_NAME_LENGTH else f"{name[:100]}~{sha256_hex(name.encode())}")


def _statement_of_figure(party: str, figure: TrackerFigure) -> _Statement:
    """Return the day of a figure (or the first of its month; empty if unknown) and its fields."""
    fields = {
        "party": party,
        "recipient": RECIPIENT[0],
        "measure": figure.measure,
        "month": figure.month,
        "aid": figure.aid,
        "detail": figure.detail,
        "item": figure.item,
        "units": figure.units,
        "value": figure.value,
        "currency": "EUR",
        "rule": figure.rule,
        "url": figure.url,
    }
    day = figure.day or (f"{figure.month}-01" if figure.month else "")
    return day, {name: value for name, value in fields.items() if value not in ("", None)}


def _statement_of_entry(entry: LedgerEntry) -> _Statement:
    return entry.valid_from, {name: value for name, value in entry.content.items() if name not in _ENTRY_FIELDS}
