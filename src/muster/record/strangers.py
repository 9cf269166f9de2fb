"""Names that a measure filters by and the record has never seen: a slip of the pen, or something still to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from muster.problems import nearest
from muster.record.known import Known
from muster.record.measure import Measure

_PARTIES = ("party", "recipient", "from", "to")
_THINGS = ("wants",)


@dataclass(frozen=True)
class Stranger:
    """A name, and the one of the record that is most like it, if one is."""

    name: str
    nearest: str | None


def strangers(known: Known, measure: Measure) -> list[Stranger]:
    """The parties, items and families that a measure names and no row and no document does, in order."""
    parties = {*_keys(known, "parties"), *_told(known, _PARTIES)}
    things = {*_keys(known, "items"), *_keys(known, "families"), *_told(known, _THINGS)}
    asked = [(name, parties) for name in sorted(measure.into | measure.givers)]
    asked += [(name, things) for name in sorted(measure.wants)]
    return [Stranger(name, nearest(name, sorted(there))) for name, there in asked if name not in there]


def _keys(known: Known, table: str) -> Iterator[str]:
    """The first part of the keys of a table's rows: a party's id, an item's, a family's."""
    return (str(key[0]) for (name, key), _row in known.there() if name == table)


def _told(known: Known, fields: tuple[str, ...]) -> Iterator[str]:
    """What entries about documents name."""
    for entries in known.about.values():
        for one in entries:
            yield from (one.content[field] for field in fields if isinstance(one.content.get(field), str))
