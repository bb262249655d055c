"""Both languages say everything, with the same placeholders."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from app.words import LANGUAGES, MissingWord, Text, choose_language, words_of
from models.barcode import UnknownBarcode
from models.errors import Refused
from models.money import Money
from models.selling.settlement import TooLittlePaid
from models.shop_settings import KINDS


def placeholders(text: Text) -> set[str]:
    forms = (text,) if isinstance(text, str) else text
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def test_the_languages_have_the_same_keys_and_placeholders() -> None:
    swedish, english = (words_of(language).texts for language in LANGUAGES)
    assert set(swedish) == set(english)
    assert {key: placeholders(swedish[key]) for key in swedish} == {key: placeholders(english[key]) for key in english}


#: Signs of Markdown and HTML beside a placeholder.
_MARKED = re.compile(r"([*_`\[\]<>~$#|]*)\{(\w+)[^}]*\}([*_`\[\]<>~$#|]*)")


def marks(text: Text) -> set[tuple[str, str, str]]:
    forms = (text,) if isinstance(text, str) else text
    return {(before, name, after) for form in forms for before, name, after in _MARKED.findall(form)}


def test_a_value_is_marked_alike_in_both_languages() -> None:
    """So a hostile value that stays text in one language does in the other; pages are tried with them in one."""
    swedish, english = (words_of(language).texts for language in LANGUAGES)
    assert [key for key in swedish if marks(swedish[key]) != marks(english[key])] == []
    assert marks("**{name}**") != marks("[{name}]"), "the control"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_plurals_have_two_forms(language: str) -> None:
    for key, text in words_of(language).texts.items():
        forms = (text,) if isinstance(text, str) else text
        assert all(form.strip() for form in forms), key
        assert isinstance(text, str) or len(text) == 2, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_do_about_an_uncertain_receipt_names_a_button_that_there_is(language: str) -> None:
    words = words_of(language)
    assert words.translate("till.show_receipt") in words.translate("till.printer_unknown", number=17)


def test_an_error_is_explained_in_the_operators_language() -> None:
    error = UnknownBarcode("7310865004703")
    assert words_of("sv").explain(error).startswith("Ingen vara har streckkoden 7310865004703.")
    assert words_of("en").explain(error).startswith("No product has the barcode 7310865004703.")


def test_money_in_an_error_is_written_as_in_the_shops_country() -> None:
    error = TooLittlePaid(Money(8500, "SEK"), Money(5000, "SEK"))
    assert "35,00\N{NO-BREAK SPACE}kr fattas av 85,00" in words_of("sv").explain(error)
    assert "35,00\N{NO-BREAK SPACE}kr of 85,00" in words_of("en").explain(error)


def test_an_error_without_words_tells_itself() -> None:
    class Odd(Refused):
        code = "odd_one"
        text = "Nothing was changed."

    assert words_of("sv").explain(Odd()) == "Nothing was changed."


def test_a_key_without_text_is_our_mistake() -> None:
    with pytest.raises(MissingWord) as missing:
        words_of("sv").translate("no.such.key")
    assert "no.such.key" in words_of("sv").explain(missing.value), "one that is explained like any other"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_a_setting_has_its_words(language: str) -> None:
    """Without them the page of settings shows nothing at all."""
    choices = {each or "usual" for kind in KINDS for each in kind.choices}
    assert [each for each in sorted(choices) if f"settings.choice.{each}" not in words_of(language).texts] == []


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["en"], "en"),
        (["en-GB"], "en"),
        (["sv_SE"], "sv"),
        (["de,en;q=0.5"], "en"),
        (["en;q=0.4,sv;q=0.9"], "sv"),
        (["en;q=0"], "sv"),
        (["xx", "en"], "en"),
        (["\N{SNOWMAN};q=x", None, ""], "sv"),
    ],
)
def test_the_language_is_the_first_wish_that_we_speak(wishes: list[str | None], language: str) -> None:
    assert choose_language(wishes) == language
