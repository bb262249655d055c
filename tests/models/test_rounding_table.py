"""Every worked figure of docs/algorithms/rounding.md."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.money import Money, allocate
from models.pricing.price import line_gross
from models.pricing.tax import tax_within
from models.selling.settlement import Offer, TenderKind, TooMuchCash, cash_due, settle
from tests.doc_tables import ppm, table, whole_numbers


@pytest.mark.parametrize(("price", "quantity", "gross"), table("rounding.md", "Line"))
def test_line(price: str, quantity: str, gross: str) -> None:
    assert line_gross(int(price), Decimal(quantity)) == int(gross)


@pytest.mark.parametrize(("gross", "rate", "tax", "net"), table("rounding.md", "Tax of a rate"))
def test_tax_of_a_rate(gross: str, rate: str, tax: str, net: str) -> None:
    found = tax_within(int(gross), ppm(rate))
    assert (found, int(gross) - found) == (int(tax), int(net))


@pytest.mark.parametrize(("amount", "weights", "parts"), table("rounding.md", "Split"))
def test_split(amount: str, weights: str, parts: str) -> None:
    assert allocate(int(amount), whole_numbers(weights)) == whole_numbers(parts)


@pytest.mark.parametrize(("to_pay", "cash", "rounding"), table("rounding.md", "Cash, Swedish kronor"))
def test_cash(to_pay: str, cash: str, rounding: str) -> None:
    due = cash_due(Money(int(to_pay), "SEK"))
    assert (due.minor, due.minor - int(to_pay)) == (int(cash), int(rounding))


@pytest.mark.parametrize(("currency", "to_pay", "cash", "change"), table("rounding.md", "Change"))
def test_change(currency: str, to_pay: str, cash: str, change: str) -> None:
    offers = [Offer(TenderKind.CASH, Money(int(cash), currency))]
    if change == "refused":
        with pytest.raises(TooMuchCash):
            settle(Money(int(to_pay), currency), offers)
    else:
        assert settle(Money(int(to_pay), currency), offers).change == Money(int(change), currency)


def test_other_currencies_are_paid_to_the_cent() -> None:
    assert cash_due(Money(1999, "EUR")) == Money(1999, "EUR")
