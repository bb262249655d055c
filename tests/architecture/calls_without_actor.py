"""Operations called as nobody: the type checker refuses each call, and reports every ignore that it does not need."""

from __future__ import annotations

from collections.abc import Callable

from models.delivery import Consumer
from operations.customers.households import register_households
from operations.delivery import begin_deliveries, copy_receipt
from operations.replenishment.proposals import dismiss_proposal
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.till_events import apply_events
from store.database.engine import Store
from tests.builders import AT, CLIENT, kr

PAYMENT = Payment(1, kr(0), ())


def apply_as_nobody(store: Store) -> None:
    apply_events(store, CLIENT, [], at=AT)  # type: ignore[call-arg, arg-type]


def sell_as_nobody(store: Store) -> None:
    complete_sale(store, PAYMENT, at=AT)  # type: ignore[call-arg, arg-type]


def copy_as_nobody(store: Store) -> None:
    copy_receipt(store, 1, at=AT)  # type: ignore[call-arg, arg-type]


def deliver_as_nobody(store: Store) -> None:
    begin_deliveries(store, Consumer.RECEIPT_PRINTER, "here", at=AT)  # type: ignore[call-arg, arg-type]


def register_as_nobody(store: Store) -> None:
    register_households(store, [], at=AT)  # type: ignore[call-arg, arg-type]


def dismiss_as_nobody(store: Store) -> None:
    dismiss_proposal(store, 1, at=AT)  # type: ignore[call-arg, arg-type]


CALLS: tuple[Callable[[Store], None], ...] = (
    apply_as_nobody,
    sell_as_nobody,
    copy_as_nobody,
    deliver_as_nobody,
    register_as_nobody,
    dismiss_as_nobody,
)
