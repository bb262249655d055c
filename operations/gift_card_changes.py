"""Gift cards that are made, filled and changed in the transaction of whatever does it: a till, the web, the office."""

from __future__ import annotations

from datetime import date

from models.facts.gift_card import GiftCardBooked, GiftCardDated, GiftCardsMade, MadeCard
from models.own_code import OwnCode
from models.selling.credit_slip import code_of_digest
from models.selling.gift_card import GiftCard, GiftCardChange
from models.selling.sale import Sale
from models.shop_settings import GIFT_CARD_YEARS
from operations.counted_codes import card_digest
from operations.unit_of_work import UnitOfWork
from store.access.secrets import InstallationSecret
from store.database.engine import Connection
from store.selling import gift_card_rows
from store.selling.gift_card_rows import GiftCardEntry
from store.setting_rows import get_value


def derived_code(installation: InstallationSecret, card_id: int) -> OwnCode:
    """The code of a card that is printed or sent after it was made: always the same, and known to nobody else.

    Only the secret of the installation leads to it: neither the database nor a backup does.
    """
    return code_of_digest(installation.pepper("gift-card-code", str(card_id)))


def make_card(work: UnitOfWork, installation: InstallationSecret, *, has_pin: bool = False) -> GiftCard:
    """Make a blank card with a derived code, and with a PIN if it has one."""
    (card_id,) = work.take_ids()
    code = derived_code(installation, card_id)
    blank = MadeCard(card_id, card_digest(installation, code.text), code.body[-4:], has_pin)
    gift_card_rows.add_blanks(work.tx, [blank])
    work.record(GiftCardsMade((blank,)))
    return gift_card_rows.get_card(work.tx, card_id)


def activate_card(work: UnitOfWork, card_id: int, until: date | None) -> None:
    """Let a card pay from now on, until a day on which it no longer does; ``None``: always."""
    gift_card_rows.activate(work.tx, card_id, until)
    work.record(GiftCardDated(card_id, until))


def good_until(view: Connection, sold_on: date) -> date | None:
    """The first day on which a card that was filled on a day no longer pays; ``None``: it always does."""
    years = int(get_value(view, GIFT_CARD_YEARS))
    if not years:
        return None
    leap_day = (sold_on.month, sold_on.day) == (2, 29)
    return sold_on.replace(
        year=sold_on.year + years, month=3 if leap_day else sold_on.month, day=1 if leap_day else sold_on.day
    )


def book_change(
    work: UnitOfWork, card_id: int, change: GiftCardChange, amount_minor: int, *, balance: int, sale: Sale | None = None
) -> int:
    """Store what changed a card, and its fact; the id of the change. Without a sale it happened in the office."""
    (entry_id,) = work.take_ids()
    day = work.station.shop.business_day(work.at) if sale is None else sale.origin.business_day
    sale_id = None if sale is None else sale.id
    gift_card_rows.add_entry(
        work.tx,
        GiftCardEntry(entry_id, card_id, change, amount_minor, balance, sale_id, work.at, day, work.actor.operator_id),
    )
    work.record(GiftCardBooked(entry_id, card_id, change.value, amount_minor, balance, sale_id, day))
    return entry_id
