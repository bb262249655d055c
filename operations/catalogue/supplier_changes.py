"""Adding a supplier of goods."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.free_code import free_code
from models.catalogue.product import clean_text
from models.errors import Refused
from models.purchasing.supplier import Supplier
from models.purchasing.supplier_fact import suppliers_fact
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import catalogue, purchasing
from store.database.engine import Store

NAME_LENGTH_MAX = 80
#: No supplier takes longer, and none is ordered from more seldom.
DAYS_MAX = 999


class WrongSupplier(Refused):
    """A supplier without a name, or with days that cannot be."""

    code = "wrong_supplier"
    text = (
        "The supplier {name!r} needs a name of 1 to 80 letters, a lead time of 0 to 999 days and an order at least "
        "every 999 days. Nothing was changed; correct it."
    )

    name: str


def add_supplier(
    store: Store, actor: Actor, name: str, *, lead_time_days: int, review_period_days: int, at: datetime
) -> Supplier:
    """Store a supplier, whose code comes from its name; one with the same name is returned as it is.

    Raises :class:`WrongSupplier` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_GOODS)
    clean = clean_text(name)
    days = 0 <= lead_time_days <= DAYS_MAX and 1 <= review_period_days <= DAYS_MAX
    if not 0 < len(clean) <= NAME_LENGTH_MAX or not days:
        raise WrongSupplier(clean[:NAME_LENGTH_MAX])
    check_no_card_data(clean)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        suppliers = purchasing.all_suppliers(work.tx)
        same = next((each for each in suppliers.values() if each.name.casefold() == clean.casefold()), None)
        if same is not None:
            return same
        supplier = Supplier(free_code(clean, suppliers, "supplier"), clean, lead_time_days, review_period_days)
        purchasing.add_suppliers(work.tx, [supplier])
        work.record(suppliers_fact([supplier]))
    return supplier
