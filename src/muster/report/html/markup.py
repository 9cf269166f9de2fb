"""HTML in which all text is escaped: markup is only what `element` makes."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})

# What no one can see but what browsers, terminals and readers of HTML act on: control characters show as their
# pictures, overrides of direction and what is no character at all as the mark of something unreadable.
_SEEN = (
    {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
    | {0x7F: 0x2421}
    | dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)
)


class Markup(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


Child = str | None
"""Text, markup, or nothing."""


def seen(text: str) -> str:
    """The text with control characters and overrides of direction replaced by signs that can be seen."""
    return text.translate(_SEEN)


def element(tag: str, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """One element. Plain text and attributes are escaped; None and False are left out; True is a bare attribute.

    A name that Python keeps for itself ends in an underscore, and `_` within stands for `-`:

    >>> element("p", "a < b", element("br"), class_="note", aria_label='"x"', hidden=True)
    '<p class="note" aria-label="&quot;x&quot;" hidden>a &lt; b<br></p>'
    """
    opened = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{opened}>")
    return Markup(f"<{tag}{opened}>{together(*children)}</{tag}>")


def together(*children: Child) -> Markup:
    """One after the other; what is plain text is escaped."""
    return Markup("".join(map(_escaped, children)))


def _escaped(child: Child) -> str:
    if child is None:
        return ""
    return str(child) if isinstance(child, Markup) else escape(seen(child))


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    shown = name.rstrip("_").replace("_", "-")
    return f" {shown}" if value is True else f' {shown}="{escape(seen(str(value)))}"'
