"""Accounts that Kassa posts to, numbered as in the Swedish BAS chart of accounts."""

from __future__ import annotations

from models.errors import Broken
from models.selling.settlement import TenderKind

CASH = "1910"
#: Fordringar för kontokort och kuponger; older charts have it as 1580.
CARD_RECEIVABLE = "1686"
ROUNDING = "3740"

#: Means of payment to the account that it fills.
TENDER_ACCOUNTS = {TenderKind.CASH: CASH, TenderKind.CARD: CARD_RECEIVABLE}

#: Tax rate in parts per million to (sales, output tax). Source: BAS, account groups 30 and 26.
RATE_ACCOUNTS = {
    250_000: ("3001", "2611"),
    120_000: ("3002", "2621"),
    60_000: ("3003", "2631"),
    0: ("3004", ""),
}


class NoAccount(Broken):
    """A tax rate that no account is set up for."""

    code = "no_account"
    text = (
        "No account is set up for a tax rate of {rate_ppm} parts per million. Nothing was kept; "
        "add the rate to the chart of accounts."
    )

    rate_ppm: int


def accounts_of(rate_ppm: int) -> tuple[str, str]:
    """The sales and the output tax account of a rate."""
    try:
        return RATE_ACCOUNTS[rate_ppm]
    except KeyError:
        raise NoAccount(rate_ppm) from None
