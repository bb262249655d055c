"""What is left on gift cards whose time is over becomes income: the shop owes it to nobody any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_gift_card import entry_of_ended_card
from models.selling.gift_card import GiftCardChange
from operations.access.permissions import check
from operations.gift_card_changes import book_change
from operations.unit_of_work import unit_of_work
from store import ledger
from store.database.engine import Store
from store.selling import gift_card_rows

#: So many cards end in one transaction.
PORTION = 100


@dataclass(frozen=True, slots=True)
class EndedCards:
    """How many cards ended, what was on them in minor units, and whether more of them wait."""

    cards: int
    amount_minor: int
    more: bool


def end_gift_cards(store: Store, actor: Actor, *, at: datetime) -> EndedCards:
    """Book what is left on cards whose last day is over as income; again on the same day it ends nothing more.

    A card of which a basket holds a part ends on a later day. Call it until there are no ``more``.
    """
    check(actor, Permission.END_GIFT_CARDS)
    with unit_of_work(store, actor, at=at) as work:
        company = work.station.shop
        day = company.business_day(at)
        chart = chart_on(ledger.account_choices(work.tx), day, jurisdiction_of(company.country).accounts)
        ended, entries = gift_card_rows.expired_cards(work.tx, day, PORTION), []
        for card in ended:
            balance = gift_card_rows.spend(work.tx, card.id, card.balance_minor, held_minor=0)
            assert balance == 0, "its row is locked"
            change_id = book_change(work, card.id, GiftCardChange.END, -card.balance_minor, balance=0)
            (entry_id,) = work.take_ids()
            entries.append(entry_of_ended_card(entry_id, change_id, card.balance_minor, chart=chart, day=day))
        ledger.post(work.tx, entries)
        return EndedCards(len(ended), sum(each.balance_minor for each in ended), more=len(ended) == PORTION)
