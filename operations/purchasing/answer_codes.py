"""The numbers by which a supplier's answer may name the goods of an order."""

from __future__ import annotations

from models.purchasing.purchase_order import PurchaseOrder
from store import catalogue, purchasing
from store.database.engine import Connection


def codes_of_order(view: Connection, order: PurchaseOrder) -> dict[str, str]:
    """The SKU of each number: our own, a barcode with or without leading zeros, and the supplier's own first of all."""
    terms = purchasing.terms_of(view, order.supplier_code, order.currency)
    skus = [line.sku for line in order.lines]
    codes = {sku: sku for sku in skus}
    for product in catalogue.find_products(view, skus).values():
        codes |= {code: product.sku for gtin in product.gtins for code in (gtin, gtin.lstrip("0"))}
    return codes | {number: sku for sku in skus if sku in terms and (number := terms[sku].supplier_sku)}
