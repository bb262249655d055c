"""Setting from which quantities on a supplier asks less."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.price_breaks import AgreedBreak, PriceBreaksSet
from models.purchasing.price_breaks import Breaks, PriceBreak, in_order
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import catalogue, price_break_rows, purchasing
from store.database.engine import Store


class NoTermsYet(Refused):
    """Price breaks of a supplier that asks nothing for the product yet."""

    code = "no_terms_yet"
    text = "{supplier} has no terms for {sku}. Nothing was changed; set what it asks for a unit first."

    supplier: str
    sku: str


def set_price_breaks(
    store: Store, actor: Actor, sku: str, supplier_code: str, breaks: Sequence[PriceBreak], *, at: datetime
) -> Breaks:
    """Store the price breaks of a supplier for a product, in place of those before; none ends them.

    Setting the same again changes nothing. Raises :class:`NoTermsYet`,
    :class:`models.purchasing.supplier.WrongTerm` or :class:`store.catalogue.one_product.UnknownProduct`.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        catalogue.get_product(work.tx, sku)
        currency = work.station.shop.currency
        terms = {each.supplier_code: each for each in purchasing.terms_for(work.tx, sku, currency)}
        if supplier_code not in terms:
            raise NoTermsYet(supplier_code[:40], sku)
        new = in_order(terms[supplier_code], breaks)
        if price_break_rows.breaks_for(work.tx, sku, currency).get(supplier_code, ()) != new:
            price_break_rows.replace_breaks(work.tx, sku, supplier_code, new)
            agreed = tuple(AgreedBreak(each.least, each.cost.minor) for each in new)
            work.record(PriceBreaksSet(sku, supplier_code, agreed))
    return new
