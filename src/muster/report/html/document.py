"""HTML shell of every page: head, font, style, scripts and content security policy.

The content security policy allows the scripts and styles of this file by their hashes, pictures and fonts that are
within it, and nothing else: no other script, no inline event, no style attribute, no request, no evaluation of text.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from muster.report.html.markup import Markup, concatenate, element, make_visible

_ASSETS = files("muster.report") / "assets"
_PACKAGE_FILES = files("muster.report.html")
_TITLE_LENGTH = 90
"""Characters of a title at the bottom of a printed page."""
_LIBRARIES = {
    "vega.min.js": ("LICENSE-vega.txt", "LICENSE-d3.txt"),
    "vega-lite.min.js": ("LICENSE-vega-lite.txt",),
    "vega-interpreter.js": ("LICENSE-vega-interpreter.txt",),
}


def html_document(
    *,
    title: str,
    language: str,
    right_to_left: bool,
    running_header: str,
    is_warning: bool,
    body: Markup,
    with_charts: bool,
) -> str:
    """A whole HTML file.

    `running_header` stands at the top of every printed page, as a warning if it is one (`is_warning`), `title` at the
    bottom. With `with_charts`, the file has what draws charts.
    """
    styles = (_style_sheet(), _page_rule(running_header, title, right_to_left, is_warning))
    scripts = (_script("page.js"), *map(_library, _LIBRARIES)) if with_charts else ()
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(styles, scripts)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        *(element("style", Markup(style)) for style in styles),
    )
    whole = concatenate(body, *(element("script", Markup(script)) for script in scripts))
    direction = "rtl" if right_to_left else "ltr"
    html = element("html", head, "\n", element("body", whole), lang=language.replace("_", "-"), dir=direction)
    return f"<!DOCTYPE html>\n{html}\n"


def _policy(styles: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    allowed = {
        "default-src": "'none'",
        "script-src": " ".join(map(_csp_hash, scripts)) or "'none'",
        "style-src": " ".join(map(_csp_hash, styles)),
        "font-src": "data:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{directive} {sources}" for directive, sources in allowed.items())


@cache
def _csp_hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _style_sheet() -> str:
    faces = "".join(map(_font_face, ("Regular", "Bold"), (400, 700)))
    return faces + (_PACKAGE_FILES / "page.css").read_text("utf-8")


def _font_face(name: str, weight: int) -> str:
    data = b64encode((_ASSETS / f"Vazirmatn-{name}.woff2").read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "Vazirmatn"; font-weight: {weight}; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
    )


def _page_rule(running: str, title: str, right_to_left: bool, warned: bool) -> str:
    """The rule that puts words at the edges of printed pages."""
    direction, start, end = ("rtl", "right", "left") if right_to_left else ("ltr", "left", "right")
    common = f"direction: {direction}; font-family: Vazirmatn; font-size: 8pt; color: #4a5763"
    warning = "; color: #a33c00; font-weight: 700" if warned else ""
    # The page's number among all pages keeps its order between U+2066 and U+2069 in every language.
    number = r'"\002066" counter(page) " / " counter(pages) "\002069"'
    edges = {
        f"@top-{start}": f"content: {_css_string(running)}; inline-size: 100%; {common}{warning}",
        f"@bottom-{start}": f"content: {_css_string(title[:_TITLE_LENGTH])}; {common}",
        f"@bottom-{end}": f"content: {number}; {common}",
    }
    boxes = " ".join(f"{edge} {{ {rules} }}" for edge, rules in edges.items())
    return f"@page {{ size: A4; margin: 20mm 16mm 18mm; {boxes} }}"


def _css_string(text: str) -> str:
    """A CSS string: all but letters and digits are written as their numbers, so that nothing can end it."""
    return '"' + "".join(sign if sign.isalnum() else f"\\{ord(sign):06x}" for sign in make_visible(text)) + '"'


@cache
def _script(name: str) -> str:
    return (_PACKAGE_FILES / name).read_text("utf-8")


@cache
def _library(name: str) -> str:
    licences = "\n".join((_ASSETS / licence).read_text("utf-8").strip() for licence in _LIBRARIES[name])
    return f"/*!\n{licences}\n*/\n{(_ASSETS / name).read_text('utf-8')}"
