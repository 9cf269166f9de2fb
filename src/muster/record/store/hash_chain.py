"""Hash chain over the entries: each entry's line contains the hash of the line before it.

The line of an entry is JSON without spaces outside texts, with its names in this order:

    {"number":2,"recorded_at":"…","author":"…","action":"…","subject":"…","valid_from":"…","content":{…},"previous":"…"}

`previous` is the SHA-256 (lower-case hexadecimal) of the previous line in UTF-8 without its line feed; in the first
line it is 64 zeros. `muster record export` writes these lines, so anybody can check them with `sha256sum`. This module
needs no database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from muster.record.errors import RecordRefusedError
from muster.record.store.checkpoint import Checkpoint
from muster.text import Phrase, phrase

GENESIS_HASH = "0" * 64
_LINE_KEYS = ("number", "recorded_at", "author", "action", "subject", "valid_from", "content", "previous")


@dataclass(frozen=True)
class ChainLink:
    """A line of the chain: the entry's number, its bytes, and the hash stored beside it (None in an export)."""

    number: int
    line: bytes
    previous: str
    recorded_at: str
    stored_hash: str | None = None


@dataclass(frozen=True)
class ChainVerdict:
    """Result of a verification: the number of entries, the hash of the last one, and the faults."""

    entry_count: int
    head_hash: str
    faults: tuple[Phrase, ...]

    @property
    def is_intact(self) -> bool:
        """True if there are no faults."""
        return not self.faults


def canonical_json(content: Any) -> str:
    """Format JSON without spaces, with names sorted by code point and the shortest numbers that round-trip."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def format_line(number: int, metadata: Sequence[str], content: str, previous: str) -> bytes:
    """Format the line of an entry.

    Args:
        number: Number of the entry.
        metadata: recorded_at, author, action, subject and valid_from, in this order.
        content: Content as canonical JSON.
        previous: Hash of the previous line.
    """
    json_texts = [json.dumps(text, ensure_ascii=False) for text in metadata]
    values = (str(number), *json_texts, content, json.dumps(previous))
    joined = ",".join(f'"{name}":{value}' for name, value in zip(_LINE_KEYS, values, strict=True))
    return f"{{{joined}}}".encode()


def sha256_hex(line: bytes) -> str:
    """Return the SHA-256 of a line in lower-case hexadecimal."""
    return hashlib.sha256(line).hexdigest()


def verify_chain(
    links: Iterable[ChainLink], checkpoints: Iterable[Checkpoint] = (), max_faults: int = 20
) -> ChainVerdict:
    """Verify that the lines form an unbroken chain and agree with every checkpoint.

    A changed byte breaks the link to the next line. A change in the last line shows only in its stored hash or in a
    checkpoint. A chain rewritten from some line on disagrees with any checkpoint taken after that line.

    Args:
        links: Lines from the first entry on.
        checkpoints: Checkpoints that members kept.
        max_faults: Maximum number of faults in the result.
    """
    faults: list[Phrase] = []
    checkpoints_by_number: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        checkpoints_by_number.setdefault(checkpoint.number, []).append(checkpoint)
    expected_number, previous_hash, last_recorded_at = 1, GENESIS_HASH, ""
    for link in links:
        line_hash = sha256_hex(link.line)
        if link.number != expected_number:
            faults.append(
                phrase("entry {number} is where entry {expected} belongs", number=link.number, expected=expected_number)
            )
        elif link.previous != previous_hash:
            faults.append(phrase("entry {number} does not follow the entry before it", number=link.number))
        if link.stored_hash is not None and link.stored_hash != line_hash:
            faults.append(phrase("entry {number} was changed: its hash does not match", number=link.number))
        if link.recorded_at <= last_recorded_at:
            faults.append(phrase("entry {number} was not recorded after the entry before it", number=link.number))
        faults += [
            _fork_fault(checkpoint)
            for checkpoint in checkpoints_by_number.pop(expected_number, ())
            if checkpoint.hash != line_hash
        ]
        expected_number, previous_hash, last_recorded_at = expected_number + 1, line_hash, link.recorded_at
    if expected_number == 1:
        faults.append(phrase("there are no entries"))
    for unreached in checkpoints_by_number.values():
        faults += [_missing_entries_fault(checkpoint, expected_number - 1) for checkpoint in unreached]
    return ChainVerdict(expected_number - 1, previous_hash, tuple(faults[:max_faults]))


def _fork_fault(checkpoint: Checkpoint) -> Phrase:
    return phrase(
        "the record disagrees with the checkpoint {file}: something up to entry {number} was changed",
        file=checkpoint.file,
        number=checkpoint.number,
    )


def _missing_entries_fault(checkpoint: Checkpoint, entries: int) -> Phrase:
    return phrase(
        "the checkpoint {file} covers {number} entries, but the record has {entries}: entries were removed",
        file=checkpoint.file,
        number=checkpoint.number,
        entries=entries,
    )


def parse_export(lines: Iterable[bytes]) -> Iterator[ChainLink]:
    """Parse an exported chain, one link for each line.

    Raises:
        RecordRefusedError: A line is not an entry; the message has its number.
    """
    for line_number, line in enumerate(lines, start=1):
        text = line.removesuffix(b"\n")
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as failure:
            raise unreadable_line_error(line_number, str(failure)) from None
        if not isinstance(values, dict) or tuple(values) != _LINE_KEYS:
            raise unreadable_line_error(line_number, ", ".join(_LINE_KEYS))
        if not isinstance(values["number"], int) or not all(isinstance(values[name], str) for name in _LINE_KEYS[1:6]):
            raise unreadable_line_error(line_number, ", ".join(_LINE_KEYS))
        yield ChainLink(values["number"], text, str(values["previous"]), values["recorded_at"])


def unreadable_line_error(line: int, reason: str | Phrase) -> RecordRefusedError:
    """Make the error for a line of an export that is not an entry."""
    return RecordRefusedError(phrase("line {line} is not an entry: {reason}", line=line, reason=reason))
