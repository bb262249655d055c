"""Whatever comes back of a line, in whatever parts, also if some are cancelled: with the last one all of it is back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.product import TaxCategory
from models.money import Money
from models.quantity import Unit
from models.selling.refund_sale import GoneBack, return_line, settle_refund
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnLine, ReturnReason
from models.selling.sale import Origin, Sale, SaleLine
from models.selling.settlement import Offer, TenderKind, settle
from tests.builders import AT, DAY, kr

WHY = GoodsReturned(ReturnReason.FAULTY, GoodsTo.WASTE)
ORIGIN = Origin(1, 1, 1, AT, DAY, "anna")


def sold(milli: int, gross: int, tax: int) -> Sale:
    amounts = (kr(7), kr(gross), kr(gross - tax), kr(tax))
    line = SaleLine(
        1,
        "A",
        None,
        "A",
        Unit.KILOGRAM,
        Decimal(milli) / 1000,
        kr(100),
        *amounts,
        TaxCategory.FOOD,
        60_000,
        kr(gross // 3),
    )
    paid = settle(kr(gross), [Offer(TenderKind.CARD, kr(gross))])
    return Sale(1, ORIGIN, (line,), line.net, line.tax, line.discount, paid)


def counted(parts: list[ReturnLine]) -> GoneBack:
    return GoneBack(
        sum((each.quantity for each in parts), Decimal(0)),
        sum(each.gross_minor for each in parts),
        sum(each.tax_minor for each in parts),
        sum(each.discount_minor for each in parts),
        sum(each.cost_minor or 0 for each in parts),
    )


@given(
    st.lists(st.integers(1, 3_000), min_size=1, max_size=7),
    st.integers(0, 10**6),
    st.integers(0, 250_000),
    st.lists(st.booleans(), min_size=7, max_size=7),
)
def test_the_last_part_brings_back_the_rest_to_the_unit(
    parts: list[int], gross: int, ppm: int, cancels: list[bool]
) -> None:
    sale = sold(sum(parts), gross, gross * ppm // 10**6)
    (line,) = sale.lines
    back: list[ReturnLine] = []
    waiting = list(zip(parts, cancels, strict=False))
    while waiting:
        part, cancel = waiting.pop(0)
        back.append(return_line(sale, line, Decimal(part) / 1000, counted(back), WHY))
        if cancel:  # the earliest is given up, and comes another time
            gone = back.pop(0)
            waiting.append((int(gone.quantity * 1000), False))
    whole = counted(back)
    assert whole.quantity == line.quantity
    assert (whole.gross_minor, whole.tax_minor) == (line.gross.minor, line.tax.minor)
    assert (whole.discount_minor, whole.cost_minor) == (line.discount.minor, gross // 3)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_refund_is_settled_to_the_unit_and_only_cash_is_rounded(returned: int, set_off: int, card: int) -> None:
    set_off = min(set_off, returned)
    card = min(card, returned - set_off)
    rest = returned - set_off - card
    offers = [Offer(TenderKind.CARD, kr(card))] if card else []
    paid = settle_refund(kr(returned), kr(set_off), offers, has_cash=rest > 0)
    assert paid.gross == kr(-returned)
    assert paid.due == paid.gross + paid.rounding
    assert sum(tender.amount.minor for tender in paid.tenders) == paid.due.minor
    assert abs(paid.rounding.minor) <= 50
    assert paid.tenders
    if not rest:
        assert paid.rounding == kr(0)
    cash = [tender.amount.minor for tender in paid.tenders if tender.kind is TenderKind.CASH]
    assert all(amount % 100 == 0 for amount in cash)


def test_a_sale_refers_to_none() -> None:
    sale = sold(1000, 100, 6)
    with pytest.raises(ValueError, match="only a refund"):
        replace(sale, settled_with=2)
    assert sale.currency == Money(0, "SEK").currency
