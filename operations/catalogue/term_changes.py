"""Setting what a supplier asks for a product."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Refused
from models.purchasing.supplier import SupplierTerm
from models.purchasing.terms_fact import terms_fact
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import catalogue, purchasing
from store.database.engine import Store


class UnknownSupplier(Refused):
    """The shop has no supplier of that code."""

    code = "unknown_supplier"
    text = "There is no supplier {supplier}. Nothing was changed; choose one of the shop's suppliers."

    supplier: str


def set_term(store: Store, actor: Actor, term: SupplierTerm, *, at: datetime) -> list[SupplierTerm]:
    """Store what a supplier asks for a product, in place of its earlier terms; returns the terms that changed.

    Where the product is to be ordered from this supplier (``preferred``), it is no longer ordered from another. Raises
    :class:`UnknownSupplier` or :class:`store.catalogue.one_product.UnknownProduct`.
    """
    check(actor, Permission.CHANGE_GOODS)
    check_no_card_data(*([term.supplier_sku] if term.supplier_sku else []))
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        catalogue.get_product(work.tx, term.sku)
        if term.supplier_code not in purchasing.all_suppliers(work.tx):
            raise UnknownSupplier(term.supplier_code)
        stored = {each.supplier_code: each for each in purchasing.terms_for(work.tx, term.sku, term.cost.currency)}
        rows = [] if stored.get(term.supplier_code) == term else [term]
        if term.preferred:
            others = (each for code, each in stored.items() if code != term.supplier_code and each.preferred)
            rows += [replace(each, preferred=False) for each in others]
        if rows:
            purchasing.add_terms(work.tx, rows)
            work.record(terms_fact(rows))
    return rows
