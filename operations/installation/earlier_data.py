"""Facts for what a shop stored before Kassa recorded facts of that kind."""

from __future__ import annotations

from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR
from models.catalogue.catalogue_facts import categories_fact, products_fact
from models.facts.envelope import decode_fact
from models.facts.setting import DeviceAdded
from models.facts.shop import DeviceValues
from models.journal import JournalKind
from models.ledger.accounts_fact import accounts_fact
from models.purchasing.supplier_fact import suppliers_fact
from models.shop import DeviceKind
from operations.installation.row_facts import record_rows
from operations.unit_of_work import UnitOfWork, work_in
from store import catalogue, journal, ledger, purchasing, shop
from store.database.engine import Connection


def record_earlier_data(tx: Connection) -> None:
    """Record the categories, products, suppliers, accounts and imported systems of a shop whose journal has none.

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
        _record_systems(work)


def _record_systems(work: UnitOfWork) -> None:
    """Record the systems from which something was imported, unless the office recorded one already."""
    rows = journal.read(work.tx, shop.office_id(work.tx), kinds=[JournalKind.DEVICE_ADDED])
    devices = [decode_fact(DeviceAdded, row.payload).fact.device for row in rows]
    if any(each.kind == DeviceKind.IMPORT.value for each in devices):
        return
    for device in shop.all_devices(work.tx):
        if device.kind is DeviceKind.IMPORT:
            work.record(DeviceAdded(DeviceValues(device.id, device.kind.value, device.name, device.location_id)))
