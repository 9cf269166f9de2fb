"""Meetings as moments: what was known at the end of the day on which one was held."""

from __future__ import annotations

import datetime as dt

from muster.record.errors import Refused
from muster.record.projection.document_lookup import existing
from muster.record.queries.diff import Moment
from muster.record.store.ledger import Book
from muster.text import phrase


def moment_of_meeting(book: Book, name: str) -> Moment:
    """What had been recorded by the end of the meeting's day, as of that day; refused if it was not held.

    `name` may be written with its kind (`meeting/m`). Minutes entered on a later day belong to what changed after it.
    """
    name = name.removeprefix("meeting/")
    found = existing(book, "meeting", name)
    if found.state != "held":
        raise Refused(phrase("meeting {document} was not held; it is {state}", document=name, state=found.state))
    day = dt.date.fromisoformat(found.since)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC) - dt.timedelta(microseconds=1)
    return Moment(book.upto(end), day)
