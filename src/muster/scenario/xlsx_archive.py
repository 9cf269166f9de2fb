"""Unpack a workbook within limits, so that reading it cannot exhaust memory."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from muster.problems import Problem, make_problem
from muster.scenario import raw_scenario as raw
from muster.text import mark, number, phrase

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_COLUMNS = re.compile(rb"""\sr\s*=\s*["']([A-Z]+)""")
_ROWS = re.compile(rb"""\sr\s*=\s*["'][A-Z]+(\d+)""")
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ERROR = re.compile(rb"""\st=["']e["']""")


@dataclass(frozen=True)
class UnusableCell:
    """A cell without a usable value: a formula without a stored value (`error` is None), or an error value."""

    row: int
    letters: str
    error: str | None


@dataclass(frozen=True)
class XlsxParts:
    """Unpacked parts of a workbook, and the part of each sheet by name."""

    parts: dict[str, bytes]
    sheets: dict[str, str]

    def repack(self) -> io.BytesIO:
        """Rebuild the workbook in memory with its parts stored uncompressed."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        target.seek(0)
        return target

    def unusable_cells(self, sheet: str) -> Iterator[UnusableCell]:
        """Yield the cells of a sheet with an error value, or with a formula without a stored value."""
        data = self.parts.get(self.sheets.get(sheet, ""), b"")
        if not _FORMULA.search(data) and not _ERROR.search(data):
            return
        for cell in _elements(data, "c"):
            reference = _REFERENCE.fullmatch(cell.get("r", ""))
            text_of_child = {_local_name(child.tag): child.text or "" for child in cell}
            if reference is None:
                continue
            if cell.get("t") == "e":
                yield UnusableCell(int(reference[2]), reference[1], text_of_child.get("v") or "#N/A")
            elif "f" in text_of_child and not text_of_child.get("v") and cell.get("t") != "str":
                yield UnusableCell(int(reference[2]), reference[1], None)


def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _elements(data: bytes, tag: str) -> Iterator[ET.Element]:
    """Yield the elements of this name; each is cleared once the caller has used it."""
    for _event, element in ET.iterparse(io.BytesIO(data)):
        if _local_name(element.tag) == tag:
            yield element
            element.clear()


def unpack(path: Path) -> tuple[XlsxParts | None, list[Problem]]:
    """Unpack a workbook; None and a problem if it is too large, damaged or no workbook."""
    file = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            needed = [entry for entry in archive.infolist() if _is_needed(entry.filename)]
            size = sum(entry.file_size for entry in needed)
            if size > raw.UNPACKED_LIMIT:
                return None, [_too_large(file, size, 0)]
            # ZipFile never returns more bytes than the directory states, whatever the packed data hold.
            parts = {entry.filename: archive.read(entry) for entry in needed}
        if any(b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096] for data in parts.values()):
            return None, [make_problem("FILE-002", file=file, detail=mark("it declares XML entities"))]
        package = XlsxParts(parts, _sheet_parts(parts))
        cells, characters = _unpacked_extent(package)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError) as failure:
        detail = phrase("it is not a workbook ({reason})", reason=str(failure))
        return None, [make_problem("FILE-002", file=file, detail=detail)]
    except ET.ParseError as failure:
        detail = phrase("it is damaged ({reason})", reason=str(failure))
        return None, [make_problem("FILE-002", file=file, detail=detail)]
    if cells > raw.CELL_LIMIT or characters > raw.UNPACKED_LIMIT:
        return None, [_too_large(file, max(size, characters), cells)]
    return package, []


def _too_large(file: str, size: int, cells: int) -> Problem:
    detail = phrase("{size} bytes", size=number(size))
    if cells:
        detail = phrase("{size} bytes and {cells} cells", size=number(size), cells=number(cells))
    return make_problem("FILE-005", file=file, detail=detail, limit=raw.UNPACKED_LIMIT, cell_limit=raw.CELL_LIMIT)


def _is_needed(name: str) -> bool:
    if not name.endswith((".xml", ".rels")):
        return False
    return not name.startswith(("xl/drawings/", "xl/media/", "xl/charts/", "customXml/", "docProps/", "xl/comments"))


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    targets = {}
    for link in ET.fromstring(parts["xl/_rels/workbook.xml.rels"]):
        target = link.get("Target", "")
        targets[link.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets = {}
    for space in (_MAIN, _STRICT):
        for sheet in ET.fromstring(parts["xl/workbook.xml"]).iter(f"{space}sheet"):
            link_id = next((value for name, value in sheet.items() if name.endswith("}id")), "")
            sheets[sheet.get("name", "")] = targets.get(link_id, "")
    return sheets


def _unpacked_extent(package: XlsxParts) -> tuple[int, int]:
    """Cells of the largest sheet as a rectangle from A1, and total characters of all uses of shared strings."""
    cells = 0
    uses: Counter[str] = Counter()
    shared = package.parts.get("xl/sharedStrings.xml")
    lengths = [sum(map(len, text.itertext())) for text in _elements(shared, "si")] if shared else []
    for name, data in package.parts.items():
        if not name.startswith("xl/worksheets/"):
            continue
        width = max((_column_number(letters) for letters in set(_COLUMNS.findall(data))), default=0)
        height = max((int(row) for row in set(_ROWS.findall(data))), default=0)
        cells = max(cells, width * height)
        if max(lengths, default=0) * data.count(b"<v") > raw.UNPACKED_LIMIT:
            for cell in _elements(data, "c"):
                if cell.get("t") == "s":
                    uses.update(child.text or "" for child in cell if _local_name(child.tag) == "v")
    characters = sum(
        lengths[int(use)] * count for use, count in uses.items() if use.isdecimal() and int(use) < len(lengths)
    )
    return cells, characters


def _column_number(letters: bytes) -> int:
    index = 0
    for character in letters[:8]:
        index = index * 26 + character - 64
    return index
