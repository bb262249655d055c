"""Notes and coins of a currency, and what amounts can be paid with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CashMoney:
    """The cash of a currency: ``step_minor`` is the smallest amount that coins can pay; notes and coins ascend."""

    currency: str
    step_minor: int
    coins_minor: tuple[int, ...]
    notes_minor: tuple[int, ...]
    source: str


#: By currency. Where one is not here, cash is exact and no amount of it is too large.
CASH_MONEY = {
    each.currency: each
    for each in (
        CashMoney(
            "SEK", 100, (100, 200, 500, 1000), (20_00, 50_00, 100_00, 200_00, 500_00, 1000_00),
            "lag (1970:1029) om avrundning av vissa öresbelopp, section 1; Sveriges riksbank",
        ),
        CashMoney(
            "NOK", 1, (100, 500, 1000, 2000), (50_00, 100_00, 200_00, 500_00, 1000_00), "Norges Bank"
        ),
        CashMoney(
            "DKK", 1, (50, 100, 200, 500, 1000, 2000), (50_00, 100_00, 200_00, 500_00), "Danmarks Nationalbank"
        ),
        CashMoney(
            "EUR", 1, (1, 2, 5, 10, 20, 50, 100, 200), (5_00, 10_00, 20_00, 50_00, 100_00, 200_00, 500_00),
            "Council Regulation (EC) 974/98; the note of 500 is legal tender though it is no longer printed",
        ),
    )
}  # fmt: skip


def cash_step(currency: str) -> int:
    """The smallest amount that can be paid in cash, in minor units.

    >>> cash_step("SEK"), cash_step("EUR"), cash_step("JPY")
    (100, 1, 1)
    """
    return CASH_MONEY[currency].step_minor if currency in CASH_MONEY else 1
