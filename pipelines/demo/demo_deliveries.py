"""Two deliveries that came to the demo shop without an order: one with damaged goods, one with a new cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from models.access.actor import Actor
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.supplier import SupplierTerm
from operations.purchasing.receiving import receive_goods
from store.database.engine import Store

#: What a new cost is to the one before.
DEARER = Decimal("1.08")


def bring_deliveries(
    store: Store, actor: Actor, terms: Sequence[SupplierTerm], location_id: int, *, at: datetime
) -> None:
    """Receive a case of each of the first goods of two suppliers; called again it changes nothing."""
    codes = list(dict.fromkeys(each.supplier_code for each in terms if each.case_pack > 1))[:2]
    for place, code in enumerate(codes):
        own = [each for each in terms if each.supplier_code == code and each.case_pack > 1][:4]
        goods = [CountedGoods(each.sku, each.case_pack) for each in own]
        if place:
            goods[0] = replace(goods[0], unit_cost=own[0].cost.times(DEARER, ROUND_HALF_UP))
        else:
            goods[0] = replace(goods[0], good=own[0].case_pack - 1, damaged=Decimal(1))
        note = f"F {1041 + 17 * place}"
        receive_goods(store, actor, CountedDelivery(f"demo {code}", tuple(goods), None, code, location_id, note), at=at)
