"""Classes of deposit as the journal has them."""

from __future__ import annotations

from models.facts.own_deposit import AmountOfDeposit, OwnDepositChanged, OwnDepositValues
from models.jurisdiction.deposits import DepositClass


def own_deposit_changed(before: DepositClass | None, after: DepositClass) -> OwnDepositChanged:
    """The fact that a class was made or changed."""
    return OwnDepositChanged(
        after.code, None if before is None else own_deposit_values(before), own_deposit_values(after)
    )


def own_deposit_values(deposit: DepositClass) -> OwnDepositValues:
    """What the journal has of a class."""
    return OwnDepositValues(
        deposit.names.get("sv", ""),
        deposit.names.get("en", ""),
        tuple(AmountOfDeposit(each.valid_from, each.amount_minor) for each in deposit.amounts),
    )
