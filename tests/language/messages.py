"""The catalogues of texts for people, gathered from the code; `make messages` writes them.

Nothing in them depends on the day or the machine: no dates, no line numbers, messages in the order of files and lines.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[2] / "src" / "muster"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("ar",)
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
KEYWORDS = {"_": None, "mark": None, "phrase": None, "ngettext": (1, 2), "mark_plural": (1, 2)}


class Plain(Catalog):
    """A catalogue whose header says only what a reader of it needs."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """Language, plural forms and encoding."""
        said = {"Project-Id-Version": "muster", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8"}
        said["Content-Transfer-Encoding"] = "8bit"
        if self.locale_identifier:
            said |= {"Language": self.locale_identifier, "Plural-Forms": PLURALS[self.locale_identifier]}
        return list(said.items())


def gathered() -> Catalog:
    """Every text that the code marks, with the files it stands in."""
    template = Plain(fuzzy=False, header_comment="# Texts for people, gathered from the code by `make messages`.")
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True)
    for name, line, message, _comments, _context in sorted(found, key=lambda one: one[:2]):
        template.add(message, locations=[(name, line)])
    return template


def translated(language: str) -> Catalog:
    """The texts with their translations from the language's .po; those that are new have none."""
    comment = f"# muster in {language}; the words are those of GLOSSARY.md. Written anew by `make messages`."
    catalogue = Plain(language, fuzzy=False, header_comment=comment)
    known = stored(language)
    for message in messages(gathered()):
        own = known.get(message.id[0] if message.pluralizable else message.id)
        catalogue.add(message.id, own.string if own else "", locations=message.locations)
    return catalogue


def stored(language: str) -> Catalog:
    """What the language's .po says."""
    path = source(language)
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages, without the header."""
    return (message for message in catalogue if message.id)


def source(language: str) -> Path:
    """The .po, which translators write."""
    return LOCALE / language / "LC_MESSAGES" / "muster.po"


def as_text(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file."""
    file = io.BytesIO()
    write_po(file, catalogue, width=120, include_lineno=False)
    return file.getvalue()


def compiled(language: str) -> bytes:
    """The language's .mo."""
    file = io.BytesIO()
    write_mo(file, translated(language))
    return file.getvalue()


def write() -> None:
    """Write the template, and each language's .po and .mo."""
    (LOCALE / "muster.pot").write_bytes(as_text(gathered()))
    for language in LANGUAGES:
        path = source(language)
        path.write_bytes(as_text(translated(language)))
        path.with_suffix(".mo").write_bytes(compiled(language))
        missing = sum(not message.string or not all(message.string) for message in messages(stored(language)))
        print(f"{path.relative_to(PACKAGE.parent)}: {missing} texts without a translation")  # noqa: T201


if __name__ == "__main__":
    write()
