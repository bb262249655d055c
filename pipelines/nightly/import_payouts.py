"""Payouts of a provider come into the books, each once, and one that cannot be booked does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from models.access.actor import Actor
from models.errors import KassaError, Refused
from models.payments.booked_payout import BookedPayout
from models.payments.provider_list import Payout
from operations.selling.book_payouts import book_payout
from store import devices
from store.database.engine import Store
from store.selling import payment_attempts

Listed = TypeVar("Listed")
#: What a till is set to for payments.
TERMINAL_ROLE = "payment_terminal"


@dataclass(frozen=True, slots=True)
class PayoutReport:
    """What became of payouts: newly ``booked``, how many were before, and by name why others could not be booked."""

    booked: tuple[BookedPayout, ...]
    known_before: int
    problems: dict[str, str]
    unreachable: tuple[str, ...] = ()


def book_payouts(store: Store, actor: Actor, payouts: Iterable[Payout], *, at: datetime) -> PayoutReport:
    """Book every payout that is not booked yet."""
    booked: list[BookedPayout] = []
    problems: dict[str, str] = {}
    known_before = 0
    for each in payouts:
        try:
            stored, is_new = book_payout(store, actor, each, at=at)
        except Refused as error:
            problems[each.reference] = str(error)
            continue
        known_before += not is_new
        booked += [stored] if is_new else []
    return PayoutReport(tuple(booked), known_before, problems)


def ask_providers(
    store: Store, ask: Callable[[str, datetime, datetime], list[Listed]], first: datetime, until: datetime
) -> tuple[list[Listed], tuple[str, ...]]:
    """What every provider that tills use lists between two instants, and the links that gave no list.

    ``ask`` is called with the link of a terminal; an account is asked once.
    """
    listed: list[Listed] = []
    unreachable: list[str] = []
    for link in provider_links(store, first):
        try:
            listed += ask(link, first, until)
        except KassaError:
            unreachable.append(link)
    return listed, tuple(unreachable)


def provider_links(store: Store, first: datetime) -> list[str]:
    """One link for each provider whose terminals tills are set to, or asked since ``first``: it has one account."""
    with store.view() as view:
        own = {link for (_till, role), link in devices.all_links(view).items() if role == TERMINAL_ROLE}
        links = sorted(own | set(payment_attempts.terminals_since(view, first)))
    return list({link.partition(":")[0]: link for link in reversed(links)}.values())
