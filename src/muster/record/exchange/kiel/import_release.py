"""A release of the tracker taken into the record: what it says anew, what it says otherwise, what it says no longer.

Each figure has a subject of its own, `figure/kiel/ACTIVITY/PART/MEASURE`; figures that the table knows by the same are
numbered, and those that say the same as before keep their number. A release that is read twice writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.problems import Problem, fold, nearest
from muster.record.errors import Refused
from muster.record.exchange.kiel.donor_parties import RECIPIENT, Parties, registered
from muster.record.exchange.kiel.release import Figure, Release, is_release, order
from muster.record.projection.state import Known
from muster.record.projection.state import fold as known_of
from muster.record.queries.published_figures import PUBLISHED, WITHDRAWN, latest
from muster.record.store.entry import Draft, Entry
from muster.record.store.hash_chain import hash_of
from muster.record.store.ledger import Book, plain
from muster.record.store.reversals import taken_back
from muster.text import phrase

PAGE = "https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/"
_SOURCE = "kiel-"
_START = "figure/kiel/"
# A subject longer than the book's would be cut there, and not be found again.
_LONGEST = 300
_OF_AN_ENTRY = ("source", "of")


@dataclass
class Imported:
    """What came of a release: its source, the entries written, how many figures were as before, and have no month."""

    source: str
    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0
    undated: int = 0
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def take(book: Book, release: Release, author: str, day: str = "", url: str = PAGE) -> Imported:
    """Write what the record does not say yet; nothing if the release has problems or a giver that nobody knows.

    `day` is when the release was published, as far as known. Refused if the record has a later release already.
    """
    found = Imported(_SOURCE + release.id, problems=list(release.problems))
    if found.problems:
        return found
    with book.writing(author) as pen:
        last = book.head().number
        known = known_of(book.entries(last), taken_back(book, last))
        _check_order(known, release.id)
        parties = Parties(known)
        figures = [(parties.id_of(figure.giver), figure) for figure in release.figures]
        found.problems = _unknown(release, figures, parties)
        if not found.problems:
            drafts = _compared(figures, latest(book, last), found)
            source = _source(known, found.source, release.id, day, url)
            found.entries = pen.write([*source, *parties.drafts(found.source), *drafts])
    return found


def _check_order(known: Known, release: str) -> None:
    """Refuse an older release: what a later one has left out or corrected would come back."""
    there = [str(key[0]).removeprefix(_SOURCE) for (table, key), _row in known.there() if table == "sources"]
    later = [one for one in there if is_release(one) and order(one) > order(release)]
    if later:
        raise Refused(
            phrase(
                "release {later} is in the record already; release {release} is older and would undo it",
                later=max(later, key=order),
                release=release,
            )
        )


def _unknown(release: Release, figures: Iterable[tuple[str, Figure]], parties: Parties) -> list[Problem]:
    rows = {figure.row: figure for party, figure in figures if not party}
    return fold(
        release.place.problem("PUB-003", row, release.giver, figure.giver, nearest=nearest(figure.giver, parties.names))
        for row, figure in rows.items()
    )


def _source(known: Known, source: str, release: str, day: str, url: str) -> Iterator[Draft]:
    if ("sources", (source,)) not in known.rows:
        title = f"Ukraine Support Tracker, release {release}"
        told = {"source": source, "title": title, "publisher": "Kiel Institute for the World Economy", "date": day}
        yield registered("sources", told | {"url": url, "language": "en"})


def _compared(figures: Iterable[tuple[str, Figure]], before: Mapping[str, Entry], found: Imported) -> Iterator[Draft]:
    """New figures, other ones, and withdrawals, by what a figure is known by."""
    now: dict[str, list[_Said]] = {}
    for party, figure in figures:
        found.undated += not figure.month
        now.setdefault(_name(figure), []).append(_said(party, figure))
    own = {subject: entry for subject, entry in before.items() if subject.startswith(_START)}
    there: dict[str, list[Entry]] = {name: [] for name in now}
    for subject, entry in own.items():
        there.setdefault(subject.partition("#")[0], []).append(entry)
    for name, entries in there.items():
        yield from _matched(name, entries, now.get(name, []), found)


def _matched(name: str, before: list[Entry], now: list[_Said], found: Imported) -> Iterator[Draft]:
    """What is said now of the figures known by one name: the same ones first, the others in order, then new ones."""
    before = sorted(before, key=lambda entry: (entry.action != PUBLISHED, entry.subject))
    left = []
    for one in now:
        same = next((entry for entry in before if entry.action == PUBLISHED and _said_in(entry) == one), None)
        if same is None:
            left.append(one)
            continue
        before.remove(same)
        found.same += 1
    used = len(before) + len(now) - len(left)
    for place, (day, said) in enumerate(left):
        entry = before[place] if place < len(before) else None
        if entry is None:
            used += 1
            found.new += 1
            yield Draft(PUBLISHED, name if used == 1 else f"{name}#{used}", {"source": found.source, **said}, day)
        else:
            found.changed += 1
            yield Draft(PUBLISHED, entry.subject, {"source": found.source, "of": entry.number, **said}, day)
    for entry in before[len(left) :]:
        if entry.action == PUBLISHED:
            found.withdrawn += 1
            why = {"source": found.source, "of": entry.number, "reason": f"not in {found.source}"}
            yield Draft(WITHDRAWN, entry.subject, why, entry.valid_from)


_Said = tuple[str, dict[str, Any]]


def _name(figure: Figure) -> str:
    parts = (figure.activity, figure.part, figure.measure) if figure.part else (figure.activity, figure.measure)
    name = "/".join(plain(part).replace("#", "-").replace("/", "-") for part in parts)
    return _START + (name if len(name) <= _LONGEST else f"{name[:100]}~{hash_of(name.encode())}")


def _said(party: str, figure: Figure) -> _Said:
    """The day of a figure (of its month the first, empty if neither is known), and what it says."""
    said = {
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
    return day, {name: value for name, value in said.items() if value not in ("", None)}


def _said_in(entry: Entry) -> _Said:
    return entry.valid_from, {name: value for name, value in entry.content.items() if name not in _OF_AN_ENTRY}
