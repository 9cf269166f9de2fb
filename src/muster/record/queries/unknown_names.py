"""Names that a measure filters by and the record has never seen: a slip of the pen, or something still to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from muster.problems import nearest
from muster.record.actions.line_quantities import PROMISED
from muster.record.actions.measures import Measure
from muster.record.actions.money_milestones import PAID
from muster.record.projection.document import CORRECTED, OPENED
from muster.record.projection.milestones import REACHED
from muster.record.projection.state import Known

_PARTIES = {OPENED: ("party", "recipient"), REACHED: ("from", "to"), PAID: ("from", "to")}
_THINGS = dict.fromkeys((OPENED, REACHED, PAID, PROMISED), ("wants",))


@dataclass(frozen=True)
class Stranger:
    """A name, and the one of the record that is most like it, if one is."""

    name: str
    nearest: str | None


def strangers(known: Known, *measures: Measure) -> list[Stranger]:
    """The parties, items and families that measures name and no row and no document does, in order."""
    parties = {*_keys(known, "parties"), *_told(known, _PARTIES)}
    things = {*_keys(known, "items"), *_keys(known, "families"), *_told(known, _THINGS)}
    asked = [(name, parties) for name in sorted({name for one in measures for name in one.into | one.givers})]
    asked += [(name, things) for name in sorted({name for one in measures for name in one.wants})]
    return [Stranger(name, nearest(name, sorted(there))) for name, there in asked if name not in there]


def _keys(known: Known, table: str) -> Iterator[str]:
    """The first part of the keys of a table's rows: a party's id, an item's, a family's."""
    return (str(key[0]) for (name, key), _row in known.there() if name == table)


def _told(known: Known, fields: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What entries about documents name, in these fields by their action; and what corrections set them to."""
    for entries in known.about.values():
        for one in entries:
            said = one.content.get("set", {}) if one.action == CORRECTED else one.content
            names = fields.get(OPENED if one.action == CORRECTED else one.action, ())
            yield from (said[field] for field in names if isinstance(said.get(field), str))
