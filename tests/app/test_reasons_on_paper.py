"""Reasons on paper are in the language of the paper, whatever language the operator chose them in."""

from __future__ import annotations

import pytest

from app.words import words_of
from models.cash.day_page import compose_day
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.pricing.discount_part import DiscountKind, DiscountPart
from models.selling.receipt_words import WORDS
from models.selling.usual_reasons import USUAL_REASONS
from tests.models.cash.test_day_page import FIGURES, HEAD, STATION

CASH = {"wrong_change", "unknown", "terminal_period"}


@pytest.mark.parametrize("key", USUAL_REASONS)
def test_the_reasons_that_the_till_offers_are_known(key: str) -> None:
    area = "cash" if key in CASH else "discount"
    for language, text in USUAL_REASONS[key].items():
        assert words_of(language.value).translate(f"till.{area}_reason_{key}") == text


@pytest.mark.parametrize("language", ReceiptLanguage)
def test_a_paper_shows_a_usual_reason_in_its_own_language(language: ReceiptLanguage) -> None:
    for key, texts in USUAL_REASONS.items():
        for chosen in (key, *texts.values()):
            part = DiscountPart(DiscountKind.LINE, chosen, 100)
            assert WORDS[language].discount_name(part).endswith(texts[language])
            figures = FIGURES.with_terminal(1_00, chosen)
            page = compose_day(HEAD, figures, STATION, language)
            assert texts[language] in [value for section in page.sections for _, value in section.rows]
