"""A page read back as a browser's parser reads it: its elements, with what each holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})


@dataclass
class Element:
    """An element with its attributes, its own elements, and all the text within it."""

    tag: str
    given: dict[str, str]
    within: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str, **given: str) -> list[Element]:
        """The elements below with this tag and these attributes, in order."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}
        return [element for element in self.below() if element.tag == tag and wanted.items() <= element.given.items()]

    def only(self, tag: str, **given: str) -> Element:
        """The only such element."""
        (element,) = self.all(tag, **given)
        return element

    def below(self) -> Iterator[Element]:
        """All elements below, in order."""
        for element in self.within:
            yield element
            yield from element.below()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_decl(self, decl: str) -> None:
        assert decl == "DOCTYPE html"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}"
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].within.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> ends something else"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data[:80]}")


def parsed(html: str) -> Element:
    """The page's elements. Fails if one is not closed, is closed twice, or crosses another."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root
