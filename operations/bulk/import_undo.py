"""Taking back one portion of an imported product list, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.catalogue_facts import product_from, product_values, products_fact
from models.catalogue.product import Product
from models.errors import Refused
from models.facts.barcode import BarcodesRemoved, RemovedBarcodes
from models.facts.goods_import import GoodsImported, GoodsImportUndone
from models.pricing.bulk_price import prices_back
from models.pricing.price_fact import prices_fact, withdrawn_fact
from models.purchasing.supplier import SupplierTerm
from models.purchasing.terms_fact import agreed, term_from, terms_fact
from models.selling.earlier_trade import GoodsMoved, History
from models.stock.movement import MovementReason
from operations.access.permissions import check
from operations.bulk.past_trade import save_in
from operations.unit_of_work import UnitOfWork, work_in
from store import catalogue, purchasing, shop, stock
from store.database.engine import Connection, Store
from store.importing import goods_imports, stored_range


class ImportSoldSince(Refused):
    """An import that cannot be taken back: some of its products were sold since."""

    code = "import_sold_since"
    text = (
        "{count} of these products were sold since the import. Nothing was changed; correct the products by hand, or "
        "import a corrected file."
    )

    count: int


@dataclass(frozen=True, slots=True)
class ImportedPortion:
    """A portion of an import as it was recorded, with its instant."""

    at: datetime
    fact: GoodsImported


def undo_goods_portion(store: Store, actor: Actor, portion: ImportedPortion, *, is_last: bool, at: datetime) -> bool:
    """Take back a portion of an import; whether there was anything left to take back.

    Products that it created are no longer sold, and their barcodes are free; products that it changed, their prices and
    terms are as before, unless somebody changed them since. Opening stock is taken back where nothing moved since.
    Raises :class:`ImportSoldSince`.
    """
    check(actor, Permission.CHANGE_GOODS)
    check(actor, Permission.CHANGE_PRICES)
    fact = portion.fact
    with store.transaction() as tx:
        with work_in(tx, actor, at=at) as work:
            catalogue.lock_range(tx)
            if fact.portion in goods_imports.undone_portions(tx, fact.goods_import):
                return False
            sold = goods_imports.sold_since(tx, fact, portion.at)
            if sold:
                raise ImportSoldSince(len(sold))
            _put_products_back(work, fact)
            _put_prices_back(work, fact)
            _put_terms_back(work, fact)
            work.record(GoodsImportUndone(fact.goods_import, fact.portion, is_last))
        _take_stock_back(tx, actor, fact, at=at)
    return True


def _put_products_back(work: UnitOfWork, fact: GoodsImported) -> None:
    stored = catalogue.find_products(work.tx, [*fact.created, *(each.after.sku for each in fact.replaced)])
    back = list(_products_back(stored, fact))
    gone = [
        RemovedBarcodes(
            each.sku,
            tuple(code for code in stored[each.sku].gtins if code not in each.gtins),
            tuple(code for code in stored[each.sku].codes if code not in each.codes),
        )
        for each in back
    ]
    removed = tuple(each for each in gone if each.gtins or each.codes)
    for each in removed:
        catalogue.remove_barcodes(work.tx, each.sku, each.gtins, each.codes)
    if removed:
        work.record(BarcodesRemoved(removed))
    if back:
        catalogue.add_products(work.tx, back)
        work.record(products_fact(back))


def _products_back(stored: dict[str, Product], fact: GoodsImported) -> Iterator[Product]:
    """The products as they are to be from now on, those that change."""
    for sku in fact.created:
        back = replace(stored[sku], active=False, gtins=(), codes=(), gtin_deposits=())
        if back != stored[sku]:
            yield back
    for each in fact.replaced:
        if product_values(stored[each.after.sku]) == each.after:
            yield product_from(each.before)


def _put_prices_back(work: UnitOfWork, fact: GoodsImported) -> None:
    company = work.station.shop
    stored = catalogue.prices_of(work.tx, [each.sku for each in fact.prices], company.currency)
    back = prices_back(stored, fact.prices, (fact.day, None), company.business_day(work.at))
    if back.rows:
        catalogue.add_prices(work.tx, back.rows)
        work.record(prices_fact(back.rows))
    if back.withdrawn:
        catalogue.remove_prices(work.tx, back.withdrawn)
        work.record(withdrawn_fact(back.withdrawn))


def _put_terms_back(work: UnitOfWork, fact: GoodsImported) -> None:
    currency = work.station.shop.currency
    skus = list({each.after.sku for each in fact.terms})
    stored = {
        (each.sku, each.supplier_code): agreed(each) for each in purchasing.terms_of_products(work.tx, skus, currency)
    }
    unchanged = [each for each in fact.terms if stored.get((each.after.sku, each.after.supplier)) == each.after]
    # A term that did not exist stays, for its supplier may be asked again, but nothing is ordered by it.
    back: Sequence[SupplierTerm] = [
        term_from(each.before or replace(each.after, preferred=False), currency) for each in unchanged
    ]
    if back:
        purchasing.add_terms(work.tx, back)
        work.record(terms_fact(back))


def _take_stock_back(tx: Connection, actor: Actor, fact: GoodsImported, *, at: datetime) -> None:
    on_hand = stored_range.stock_at(tx, fact.location, [each.sku for each in fact.stock])
    untouched = [each for each in fact.stock if on_hand.get(each.sku) == each.quantity]
    if not untouched:
        return
    changes: tuple[tuple[str, Decimal], ...] = tuple((each.sku, -each.quantity) for each in untouched)
    moved = GoodsMoved(at, fact.location, MovementReason.OPENING, changes)
    save_in(tx, actor, History(goods=[moved], office_id=shop.office_id(tx)))
    stock.remove_empty_levels(tx, fact.location, [each.sku for each in untouched])
