"""Price breaks of the demo shop: goods that come by the case cost less from four cases and from twelve on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from models.access.actor import Actor
from models.purchasing.price_breaks import PriceBreak
from models.purchasing.supplier import SupplierTerm
from operations.catalogue.price_break_changes import set_price_breaks
from store.database.engine import Store

#: So many products have them, the first that come by the case.
PRODUCTS_WITH_BREAKS = 3
#: From so many cases on, a unit costs so much of what it costs otherwise.
_SHARES = ((4, Decimal("0.96")), (12, Decimal("0.92")))


def agree_breaks(store: Store, actor: Actor, terms: Sequence[SupplierTerm], *, at: datetime) -> None:
    """Store the breaks; again changes nothing."""
    for term in [each for each in terms if each.case_pack > 1 and each.cost.minor >= 100][:PRODUCTS_WITH_BREAKS]:
        breaks = [PriceBreak(cases * term.case_pack, term.cost.times(share, ROUND_HALF_UP)) for cases, share in _SHARES]
        set_price_breaks(store, actor, term.sku, term.supplier_code, breaks, at=at)
