"""The figures of a proposal in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.dashboards.boards.order_proposals import why
from app.dashboards.formats import Formats
from app.words import words_of
from models.money import Money
from models.purchasing.supplier import SupplierTerm
from models.quantity import Unit
from models.replenishment.proposal import propose_line
from tests.app.dashboards.proposals import TARGET
from tests.builders import COMPANY


@pytest.mark.parametrize(
    ("case_pack", "moq", "told"),
    [
        (1, 0, "I lager finns 8 st och på väg är 12 st, så 11 st saknas."),
        (6, 0, "så 11 st saknas. Hela förpackningar om 6 st ger 12 st."),
        (6, 24, "ger 12 st. Leverantören tar emot minst 24 st: 24 st."),
    ],
)
def test_the_worked_figures_of_the_algorithm_page_in_words(case_pack: int, moq: int, told: str) -> None:
    term = SupplierTerm("MILK", "GROSS", Money(995, "SEK"), Decimal(case_pack), Decimal(moq))
    line = propose_line(TARGET, on_hand=Decimal(8), on_order=Decimal(12), term=term)
    assert line is not None
    assert why(line.reasons, Unit.PIECE, Formats(words_of("sv"), COMPANY)).endswith(told)
