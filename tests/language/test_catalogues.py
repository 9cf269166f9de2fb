"""Every text for people has its translation, and the translations are sound."""

from __future__ import annotations

import ast
import re
import string
from gettext import GNUTranslations, c2py  # type: ignore[attr-defined]

import pytest
from babel.messages.catalog import Message

from docs.pages import ROOT
from language.messages import LANGUAGES, LOCALE, PACKAGE, as_text, compiled, gathered, messages, source, stored

AGAIN = "run `make messages`, and translate what is new"
ISOLATES = "\u2068\u2069"
# What a right-to-left sentence would turn round: dates, options, names that begin with a point or a bracket.
TURNED = re.compile(r"\d{4}-\d\d|(?<![\w-])-{1,2}[a-z]|(?<!\w)\.[a-z]+|\[\[|`")


def forms(message: Message) -> list[str]:
    """The translation, or one for each plural form."""
    return list(message.string) if message.pluralizable else [message.string]


def said(message: Message) -> str:
    """The message as it stands in the code."""
    return message.id[-1] if message.pluralizable else message.id


def names(text: str) -> list[str]:
    """The placeholders of a text."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_the_template_is_what_the_code_says() -> None:
    assert (LOCALE / "muster.pot").read_bytes() == as_text(gathered()), AGAIN


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_nothing_else(language: str) -> None:
    found = stored(language)
    assert {m.id for m in messages(found)} == {m.id for m in messages(gathered())}, AGAIN
    assert not found.obsolete
    assert not [m.id for m in found if m.fuzzy]
    assert not [m.id for m in messages(found) if not all(form.strip() for form in forms(m))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_is_what_was_translated(language: str) -> None:
    file = source(language).with_suffix(".mo")
    assert file.read_bytes() == compiled(language), AGAIN
    with file.open("rb") as stream:
        shown = GNUTranslations(stream)
    for message in messages(stored(language)):
        if not message.pluralizable:
            assert shown.gettext(message.id) == message.string


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_a_catalogue_depends_on_the_day_or_the_machine(language: str) -> None:
    for file in (LOCALE / "muster.pot", source(language)):
        text = file.read_text("utf-8")
        assert not re.search(r"POT-Creation-Date|PO-Revision-Date|Generated-By|^#: /|^#: .*:\d", text, re.M)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    for message in messages(stored(language)):
        wanted = names(said(message))
        for number, form in enumerate(forms(message)):
            # Of none, one and two Arabic needs no figure.
            figure = {"count", "nargs"} if message.pluralizable and number < 3 else set()
            if message.pluralizable and "possibilit" in said(message):
                assert names(form) in (["possibility"], ["possibilities"])
            else:
                assert set(names(form)) | figure == set(wanted) | figure, message.id
                assert len(names(form)) == len(wanted) or figure, message.id


def test_arabic_has_all_six_plural_forms() -> None:
    found = stored("ar")
    assert found.num_plurals == 6
    plurals = [m for m in messages(found) if m.pluralizable]
    assert len(plurals) >= 6
    assert all(len(m.string) == 6 for m in plurals)
    numbers = {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3, 111: 4}
    form = c2py(found.plural_expr)
    assert {number: form(number) for number in numbers} == numbers


def test_every_catalogue_isolates_in_pairs_and_uses_no_marks() -> None:
    for message in messages(stored("ar")):
        for form in forms(message):
            assert not set(form) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067"), message.id
            depth = 0
            for character in form:
                depth += (character == ISOLATES[0]) - (character == ISOLATES[1])
                assert 0 <= depth <= 2, message.id
            assert depth == 0, message.id


def test_what_a_sentence_would_turn_round_is_isolated() -> None:
    for message in messages(stored("ar")):
        for form in forms(message):
            if re.search(r"[\u0621-\u064a]", form):
                outside = re.sub(r"\u2068[^\u2069]*\u2069", "", form)
                assert not TURNED.search(outside), form


def test_arabic_is_arabic() -> None:
    for message in messages(stored("ar")):
        if re.search(r"[a-z]{3}", re.sub(r"\{.*?\}|`.*?`", "", said(message))):
            assert all(re.search(r"[\u0621-\u064a]", form) for form in forms(message)), message.id


def test_every_text_of_the_schema_and_of_the_register_is_marked() -> None:
    from muster.plans.result_schema import RESULT_TABLES
    from muster.problems import CODES
    from muster.schema import SETTINGS, TABLES

    told = {text for code in CODES.values() for text in (code.title, code.reason, code.remedy, code.explanation)}
    told |= {setting.description for setting in SETTINGS.values()}
    for table in TABLES.values():
        told |= {table.description, table.group}
        told |= {text for column in table.columns for text in (column.description, column.unit) if text}
        told |= {c.default_from for c in table.columns if c.default_from and c.default_from not in SETTINGS}
    for result in RESULT_TABLES.values():
        told |= {result.description, *(column.description for column in result.columns)}
    assert told <= {m.id for m in messages(gathered())}


def test_help_is_marked() -> None:
    for file in (PACKAGE / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "help":
                assert not isinstance(node.value, ast.Constant), f"{file.name}:{node.value.lineno}"


# A word, and what its Arabic contains wherever the word is said (without vowel signs).
WORDS = {
    r"\brequests?\b": "طلب",
    r"\bdue\b": "موعد|مواعيد",
    r"\blate\b": "متأخر",
    r"\bshort\b": "عجز",
    r"\bconsents?\b": "موافق",
    r"\blanes?\b": "مسار(ات)? (ال)?نقل",
    r"\breserves?\b": "احتياطي",
    r"\bfloors?\b": "الحد الأدنى|حد أدنى|الحدود الدنيا|حدا أدنى",
    r"\btargets?\b": "مستهدف",
    r"\bfunds?\b": "صندوق|صناديق",
    r"\binvestments?\b": "استثمار",
    r"\bthe worth\b|\bfrom worth\b": "قيمة الوحدة الإضافية",
    r"\bbuckets?\b": "فتر",
    r"\bhorizon\b": "أفق (ال)?تخطيط",
    r"\bresources?\b": "مورد|موارد",
    r"\bload\b": "حمل",
    r"\blead times?\b": "(مدة|مدد) (ال)?تنفيذ",
    r"\boperations?\b": "عملي(ة|ات) (ال)?إنتاج",
    r"\bscenarios?\b": "سيناريو",
    r"\bplan\b": "خطة|تخطيط",
    r"\bpledges?\b": "تعهد",
    r"\bstock\b": "مخزون",
    r"\bfamil(y|ies)\b": "فئة",
    r"\bitems?\b": "مادة|مواد",
    r"\bpart(y|ies)\b": "طرف|أطراف",
    r"\blocations?\b": "موقع|مواقع",
    r"\bpatch\b": "تعديل",
    r"\bcertificate\b": "شهادة الإثبات",
    r"\bcompanions?\b": "مصاحب",
    r"\bmarks?\b": "علام(ة|ات) (ال)?مصدر",
    r"\bhanded over\b": "سلم|تسليم",
    r"\bcapacity\b": "طاق",
}
# Not words but names of columns, of sheets, of encodings.
SPARED = re.compile(
    r"`.*?`|\{.*?\}|\w+_\w+|\w+\.\w+|sheet scenario|start and buckets|quantity and due|byte order mark|muster \w+"
)
VOWELS = re.compile(r"[\u064b-\u0652]")


@pytest.mark.parametrize("word", WORDS)
def test_arabic_uses_the_words_of_the_glossary(word: str) -> None:
    hits = 0
    for message in messages(stored("ar")):
        if re.search(word, SPARED.sub("", said(message))):
            hits += 1
            for form in forms(message):
                assert re.search(WORDS[word], VOWELS.sub("", form)), f"{message.id}: {form}"
    assert hits


def test_those_words_are_in_the_glossary() -> None:
    page = (ROOT / "GLOSSARY.md").read_text("utf-8")
    for word in ("طلب", "موعد", "متأخر", "عجز", "موافقة", "طاقة إنتاجية", "مسار نقل", "احتياطي", "حد أدنى", "صندوق"):
        assert f"| {word}" in page
