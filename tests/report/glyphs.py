"""Which characters a TrueType font has a glyph for: its `cmap`, formats 4 and 12 (OpenType specification, cmap)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from


def glyphs(path: Path) -> frozenset[str]:
    """The characters of the font's Unicode tables."""
    font = path.read_bytes()
    cmap = next(_tables(font, b"cmap"))
    code_points: set[int] = set()
    for index in range(unpack_from(">H", font, cmap + 2)[0]):
        platform, _, offset = unpack_from(">HHL", font, cmap + 4 + 8 * index)
        if platform in (0, 3):
            code_points.update(_characters(font, cmap + offset))
    return frozenset(map(chr, code_points))


def _tables(font: bytes, tag: bytes) -> Iterator[int]:
    for index in range(unpack_from(">H", font, 4)[0]):
        name, _, offset, _ = unpack_from(">4sLLL", font, 12 + 16 * index)
        if name == tag:
            yield offset


def _characters(font: bytes, at: int) -> Iterator[int]:
    kind = unpack_from(">H", font, at)[0]
    if kind == 12:
        for index in range(unpack_from(">L", font, at + 12)[0]):
            first, last, _ = unpack_from(">LLL", font, at + 16 + 12 * index)
            yield from range(first, last + 1)
    if kind == 4:
        segments = unpack_from(">H", font, at + 6)[0] // 2
        ends = unpack_from(f">{segments}H", font, at + 14)
        starts = unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, min(last, 0xFFFE) + 1)
