"""Facts for what a shop stored before Kassa recorded facts of that kind."""

from __future__ import annotations

from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR
from models.catalogue.catalogue_facts import categories_fact, products_fact
from models.journal import JournalKind
from models.ledger.accounts_fact import accounts_fact
from models.purchasing.supplier_fact import suppliers_fact
from operations.installation.row_facts import record_rows
from operations.unit_of_work import work_in
from store import catalogue, journal, ledger, purchasing, shop
from store.database.engine import Connection


def record_earlier_data(tx: Connection) -> None:
    """Record the categories, products, suppliers and accounts of a shop whose journal has no fact of that kind.

    They are dated as the newest row of any device, so that a shop and its backup get the same rows.
    """
    if shop.find_shop(tx) is None:
        return
    recorded = journal.kinds_in(tx)
    actor = Actor(OFFICE_OPERATOR, shop.office_id(tx))
    with work_in(tx, actor, at=journal.newest_instant(tx)) as work:
        if JournalKind.CATEGORIES_CHANGED not in recorded:
            record_rows(work, categories_fact, catalogue.all_categories(tx))
        if JournalKind.PRODUCTS_CHANGED not in recorded:
            record_rows(work, products_fact, catalogue.all_products(tx))
        if JournalKind.SUPPLIERS_CHANGED not in recorded:
            record_rows(work, suppliers_fact, list(purchasing.all_suppliers(tx).values()))
        if JournalKind.ACCOUNTS_CHOSEN not in recorded:
            record_rows(work, accounts_fact, ledger.account_choices(tx))
