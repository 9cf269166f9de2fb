"""HTML in which all text is escaped: markup is only what `element` makes."""

from __future__ import annotations

import re
from html import escape

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")
_VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})

# What no one can see but what browsers, terminals and readers of HTML act on: control characters show as their
# pictures, overrides of direction and what is no character at all as the mark of something unreadable.
_VISIBLE_SIGNS = (
    {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
    | {0x7F: 0x2421}
    | dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)
)


class Markup(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


Child = str | None
"""Text, markup, or nothing."""


def make_visible(text: str) -> str:
    """The text with control characters and overrides of direction replaced by signs that can be seen."""
    return text.translate(_VISIBLE_SIGNS)


def element(tag: str, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """One element. Plain text and attributes are escaped; None and False are left out; True is a bare attribute.

    A name that Python keeps for itself ends in an underscore, and `_` within stands for `-`:

    >>> element("p", "a < b", element("br"), class_="note", aria_label='"x"', hidden=True)
    '<p class="note" aria-label="&quot;x&quot;" hidden>a &lt; b<br></p>'
    """
    attribute_text = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{attribute_text}>")
    return Markup(f"<{tag}{attribute_text}>{concatenate(*children)}</{tag}>")


def concatenate(*children: Child) -> Markup:
    """One after the other; what is plain text is escaped."""
    return Markup("".join(map(_escape_child, children)))


def keep_days_whole(text: str) -> Markup:
    """The text, escaped; each day in it stays on one line."""
    parts = _DAY.split(text)
    return concatenate(*(element("span", part, class_="whole") if n % 2 else part for n, part in enumerate(parts)))


def _escape_child(child: Child) -> str:
    if child is None:
        return ""
    return str(child) if isinstance(child, Markup) else escape(make_visible(child))


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    attribute = name.rstrip("_").replace("_", "-")
    return f" {attribute}" if value is True else f' {attribute}="{escape(make_visible(str(value)))}"'
