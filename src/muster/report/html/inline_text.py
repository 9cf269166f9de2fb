"""Running text, with days that are not broken at the end of a line."""

from __future__ import annotations

import re

from muster.report.html.markup import Markup, element, together

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")


def told(text: str) -> Markup:
    """The text, escaped; each day in it stays on one line."""
    parts = _DAY.split(text)
    return together(*(element("span", part, class_="whole") if n % 2 else part for n, part in enumerate(parts)))
