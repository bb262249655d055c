"""Gift cards of a former system go on paying: their codes are hashed like our own, and the books owe their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.gift_card import GiftCardBlocked, GiftCardsMade, MadeCard
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.entry import EntryKind
from models.ledger.posting.of_moved_debt import entry_of_moved_debt, legs_of_moved_debt
from models.selling.gift_card import GiftCardChange, GiftCardState, read_code
from operations.access.permissions import check
from operations.counted_codes import card_digest
from operations.gift_card_changes import activate_card, book_change
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import ledger
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling import gift_card_rows


@dataclass(frozen=True, slots=True)
class MovedGiftCard:
    """A card as the former system has it: its code as it is printed, and what is on it in minor units.

    ``good_until`` is the first day on which it no longer pays; ``None``: it always does.
    """

    code: str
    balance_minor: int
    good_until: date | None = None
    is_blocked: bool = False


def move_gift_cards(
    store: Store, actor: Actor, installation: InstallationSecret, cards: Sequence[MovedGiftCard], *, at: datetime
) -> int:
    """Store cards of a former system, in one transaction, and return how many are new; a known code is passed over.

    Raises :class:`models.selling.gift_card.UnknownGiftCard` for a text that cannot be a code.
    """
    check(actor, Permission.MOVE_IN)
    by_digest = {card_digest(installation, read_code(each.code)): each for each in cards}
    with unit_of_work(store, actor, at=at) as work:
        stored = gift_card_rows.known_digests(work.tx, by_digest)
        fresh = [(digest, each) for digest, each in by_digest.items() if digest not in stored]
        if not fresh:
            return 0
        blanks = [
            MadeCard(card_id, digest, read_code(each.code)[-4:])
            for card_id, (digest, each) in zip(work.take_ids(len(fresh)), fresh, strict=True)
        ]
        gift_card_rows.add_blanks(work.tx, blanks)
        work.record(GiftCardsMade(tuple(blanks)))
        _open(work, [(blank.card, each) for blank, (_, each) in zip(blanks, fresh, strict=True)])
        return len(fresh)


def _open(work: UnitOfWork, cards: Sequence[tuple[int, MovedGiftCard]]) -> None:
    """Put on each card what was on it, and book it as a debt."""
    company, entries = work.station.shop, []
    day = company.business_day(work.at)
    chart = chart_on(ledger.account_choices(work.tx), day, jurisdiction_of(company.country).accounts)
    for card_id, each in cards:
        balance = gift_card_rows.put_on(work.tx, card_id, each.balance_minor)
        activate_card(work, card_id, each.good_until)
        source = book_change(work, card_id, GiftCardChange.OPENING, each.balance_minor, balance=balance)
        legs = legs_of_moved_debt(AccountRole.GIFT_CARD, each.balance_minor)
        if legs:
            (entry_id,) = work.take_ids()
            entries.append(entry_of_moved_debt(entry_id, source, legs, EntryKind.GIFT_CARD, chart=chart, day=day))
        if each.is_blocked:
            gift_card_rows.set_state(work.tx, card_id, GiftCardState.BLOCKED)
            work.record(GiftCardBlocked(card_id, GiftCardState.BLOCKED.value, ""))
    ledger.post(work.tx, entries)
