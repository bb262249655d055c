"""The question for the postcode after a sale: chance chooses the sale, and of an answer only a count is stored.

Neither operation writes to the journal: a row beside that of the sale would link the answer to the receipt.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.analytics.customers.area_survey import (
    AreaCount,
    AreaOutcome,
    amount_band,
    is_drawn,
    read_area,
    week_of,
)
from models.member_settings import POSTCODE_EVERY
from models.selling.sale import Sale, SaleKind
from operations.access.permissions import check
from store import area_rows, shop
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.selling import sales
from store.setting_rows import get_value


def ask_for_area(
    store: Store, actor: Actor, installation: InstallationSecret, sale_id: int, *, at: datetime
) -> bool | None:
    """Whether the customer of a sale is asked for the postcode; ``None`` where the shop asks nobody.

    A keyed hash of the till and its receipt number draws it, so that nobody at the till can choose whom to ask. Asking
    twice about a sale counts once. Raises :class:`store.selling.sales.UnknownSale`.
    """
    check(actor, Permission.SELL)
    with store.view() as view:
        every = int(get_value(view, POSTCODE_EVERY))
        sale = _sale_here(view, actor, sale_id, at) if every else None
        if not every:
            return None
        if sale is None or not is_drawn(_digest(installation, sale), every):
            return False
    with store.transaction() as tx:
        if area_rows.open_question(tx, actor.device_id, sale.origin.receipt_number):
            area_rows.add_count(tx, AreaCount(week_of(sale.origin.business_day), AreaOutcome.ASKED))
        return area_rows.is_question_open(tx, actor.device_id, sale.origin.receipt_number)


def answer_area(store: Store, actor: Actor, sale_id: int, area: str, *, at: datetime) -> bool:
    """Count the answer of the customer who was asked; an empty ``area`` is one who does not want to answer.

    ``False``, and nothing is counted, where nobody was asked, the answer came already or is too late. Raises
    :class:`models.analytics.customers.area_survey.WrongArea` or :class:`store.selling.sales.UnknownSale`.
    """
    check(actor, Permission.SELL)
    digits = read_area(area) if area else ""
    with store.transaction() as tx:
        sale = _sale_here(tx, actor, sale_id, at)
        if sale is None or not area_rows.close_question(tx, actor.device_id, sale.origin.receipt_number):
            return False
        week = week_of(sale.origin.business_day)
        band = amount_band(sale.settlement.due)
        answer = AreaCount(week, AreaOutcome.ANSWERED, digits, band)
        area_rows.add_count(tx, answer if digits else AreaCount(week, AreaOutcome.DECLINED))
    return True


def add_area_counts(store: Store, actor: Actor, counts: Iterable[AreaCount]) -> None:
    """Add what was counted elsewhere, such as on paper before the till asked."""
    check(actor, Permission.PUBLISH_CUSTOMER_FIGURES)
    with store.transaction() as tx:
        for each in counts:
            area_rows.add_count(tx, each)


def _sale_here(view: Connection, actor: Actor, sale_id: int, at: datetime) -> Sale | None:
    """The sale, if goods were sold at this till on this business day."""
    sale = sales.get_sale(view, sale_id)
    is_today = sale.origin.business_day == shop.get_shop(view).business_day(at)
    is_sale = sale.kind is SaleKind.SALE and sale.origin.device_id == actor.device_id
    return sale if is_sale and is_today else None


def _digest(installation: InstallationSecret, sale: Sale) -> str:
    return installation.pepper("postcode-question", f"{sale.origin.device_id}-{sale.origin.receipt_number}")
