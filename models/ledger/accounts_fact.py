"""The accounts that a shop chose, as a fact of the journal."""

from __future__ import annotations

from collections.abc import Iterable

from models.facts.account import AccountsChosen, ChosenAccount
from models.ledger.chart import AccountChoice


def accounts_fact(choices: Iterable[AccountChoice]) -> AccountsChosen:
    """The fact that these accounts are used from their first days on."""
    return AccountsChosen(
        tuple(
            ChosenAccount(each.role.value, each.rate_ppm, each.valid_from, each.number, each.name) for each in choices
        )
    )
