"""The chain over entries: each entry's line carries the hash of the line before it.

An entry's line is one line of JSON without spaces outside texts, its names in this order:

    {"number":2,"recorded_at":"…","author":"…","action":"…","subject":"…","valid_from":"…","content":{…},"previous":"…"}

`previous` is the SHA-256, in small hexadecimal letters, of the line before in UTF-8 without its line feed; of the
first line it is 64 zeros. So `muster record export` writes the lines themselves, and anybody can check them with
`sha256sum`. Nothing here needs a database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from muster.record.errors import Refused
from muster.record.store.checkpoint import Checkpoint
from muster.text import Phrase, phrase

NOTHING = "0" * 64
_NAMES = ("number", "recorded_at", "author", "action", "subject", "valid_from", "content", "previous")


@dataclass(frozen=True)
class Link:
    """A line of the chain as it was found: its number, its bytes, and the hash that is kept beside it (or None)."""

    number: int
    line: bytes
    previous: str
    recorded_at: str
    kept: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What was found: how many entries, the hash of the last, and what does not follow."""

    entries: int
    head: str
    faults: tuple[Phrase, ...]

    @property
    def stands(self) -> bool:
        """Whether nothing was changed."""
        return not self.faults


def canonical(content: Any) -> str:
    """JSON without spaces, names in order by code point, numbers as the shortest that give the same double."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def line_of(number: int, facts: Sequence[str], content: str, previous: str) -> bytes:
    """The line of an entry; `facts` are recorded_at, author, action, subject, valid_from; `content` is JSON already."""
    texts = [json.dumps(fact, ensure_ascii=False) for fact in facts]
    values = (str(number), *texts, content, json.dumps(previous))
    joined = ",".join(f'"{name}":{value}' for name, value in zip(_NAMES, values, strict=True))
    return f"{{{joined}}}".encode()


def hash_of(line: bytes) -> str:
    """The SHA-256 of a line."""
    return hashlib.sha256(line).hexdigest()


def verify(links: Iterable[Link], checkpoints: Iterable[Checkpoint] = (), most: int = 20) -> Verdict:
    """Whether the lines follow one another without a gap, and go through every checkpoint.

    A changed byte breaks the link to the next line; of the last line only a hash kept beside it or a checkpoint can
    tell. A fork that was written anew from some line on is told by any checkpoint taken after that line.
    """
    faults: list[Phrase] = []
    wanted: dict[int, list[Checkpoint]] = {}
    for one in checkpoints:
        wanted.setdefault(one.number, []).append(one)
    expected, previous, moment = 1, NOTHING, ""
    for link in links:
        found = hash_of(link.line)
        if link.number != expected:
            faults.append(
                phrase("entry {number} stands where entry {expected} belongs", number=link.number, expected=expected)
            )
        elif link.previous != previous:
            faults.append(phrase("entry {number} does not follow the entry before it", number=link.number))
        if link.kept is not None and link.kept != found:
            faults.append(phrase("entry {number} was changed: its hash is another one", number=link.number))
        if link.recorded_at <= moment:
            faults.append(phrase("entry {number} was recorded before the entry in front of it", number=link.number))
        faults += [_forked(one) for one in wanted.pop(expected, ()) if one.hash != found]
        expected, previous, moment = expected + 1, found, link.recorded_at
    if expected == 1:
        faults.append(phrase("there are no entries"))
    for missing in wanted.values():
        faults += [_gone(checkpoint, expected - 1) for checkpoint in missing]
    return Verdict(expected - 1, previous, tuple(faults[:most]))


def _forked(checkpoint: Checkpoint) -> Phrase:
    return phrase(
        "the record goes another way than the checkpoint {file}: something up to entry {number} was changed",
        file=checkpoint.file,
        number=checkpoint.number,
    )


def _gone(checkpoint: Checkpoint, entries: int) -> Phrase:
    return phrase(
        "the checkpoint {file} knows {number} entries, the record has {entries}: entries were taken away",
        file=checkpoint.file,
        number=checkpoint.number,
        entries=entries,
    )


def exported(lines: Iterable[bytes]) -> Iterator[Link]:
    """The links of an exported chain, a line each; refused with the number of a line that is none."""
    for place, line in enumerate(lines, start=1):
        bare = line.removesuffix(b"\n")
        try:
            found = json.loads(bare)
        except (ValueError, RecursionError) as failure:
            raise unreadable(place, str(failure)) from None
        if not isinstance(found, dict) or tuple(found) != _NAMES:
            raise unreadable(place, ", ".join(_NAMES))
        if not isinstance(found["number"], int) or not all(isinstance(found[name], str) for name in _NAMES[1:6]):
            raise unreadable(place, ", ".join(_NAMES))
        yield Link(found["number"], bare, str(found["previous"]), found["recorded_at"])


def unreadable(line: int, reason: str | Phrase) -> Refused:
    """That a line of an export is no entry."""
    return Refused(phrase("line {line} is no entry: {reason}", line=line, reason=reason))
