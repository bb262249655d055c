"""What happened to the demo shop's stock besides trade: waste, own use, transfers, returns to suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from models.access.actor import Actor
from models.catalogue.product import Product
from models.purchasing.supplier import SupplierTerm
from models.purchasing.supplier_return import ClaimAnswer, ClaimOutcome, GoodsForSupplier, ReturnToSupplier
from models.quantity import Unit
from models.stock.transfer import GoodsOfTransfer, GoodsToTransfer, SentGoods, TransferReceipt, TransferVariance
from models.stock.write_off import UnsaleableGoods, WriteOffKind, WriteOffReason
from operations.purchasing.supplier_claims import answer_claim, return_to_supplier
from operations.stock.transferring import receive_transfer, send_transfer
from operations.stock.writing_off import write_off_goods
from store import stock, supplier_returns, write_offs
from store.database.engine import Store

_LOSSES = (
    (WriteOffKind.WASTE, WriteOffReason.EXPIRED, 2, ""),
    (WriteOffKind.WASTE, WriteOffReason.DAMAGED, 1, "Tappad"),
    (WriteOffKind.OWN_USE, WriteOffReason.STAFF, 1, "Fika"),
    (WriteOffKind.OWN_USE, WriteOffReason.TASTING, 1, ""),
)


#: The key of what was taken although there was less.
MORE = "demo more"


def lose_goods(
    store: Store, actor: Actor, products: Sequence[Product], location_id: int, *, after: datetime, at: datetime
) -> None:
    """Write off some of the first goods until ``at``; of the scarcest more than there is. Twice is once."""
    apart = min(timedelta(minutes=1), (at - after) / (len(_LOSSES) + 1))
    pieces = [each.sku for each in products if each.unit is Unit.PIECE and each.pack is None]
    for number, (kind, reason, units, note) in enumerate(_LOSSES):
        sku, when = pieces[number % len(pieces)], at - (len(_LOSSES) - number) * apart
        goods = UnsaleableGoods(f"demo {number}", location_id, sku, Decimal(units), kind, reason, note)
        write_off_goods(store, actor, goods, at=when)
    with store.view() as view:
        if write_offs.write_off_of_key(view, MORE) is not None:
            return
        has = stock.levels_of(view, location_id, pieces)
    scarcest = min(pieces, key=lambda sku: max(has[sku], Decimal(0)))
    missing = max(has[scarcest], Decimal(0)) + 2
    more = UnsaleableGoods(
        MORE, location_id, scarcest, missing, WriteOffKind.OWN_USE, WriteOffReason.SHOP_USE, "Skyltfönstret"
    )
    write_off_goods(store, actor, more, at=at)


def carry_goods(store: Store, actor: Actor, products: Sequence[Product], *, at: datetime, until: datetime) -> None:
    """Carry goods from the first location to the second: some have come, two too few, and some are on the way.

    Called again it changes nothing.
    """
    first, second = [each.sku for each in products if each.unit is Unit.PIECE and each.pack is None][:2]
    goods = (SentGoods(first, Decimal(6)), SentGoods(second, Decimal(4)))
    transfer = send_transfer(store, actor, GoodsToTransfer("demo came", 1, 2, goods, "Med bilen"), at=at)
    short = (
        GoodsOfTransfer(first, Decimal(4), Decimal(1), TransferVariance.DAMAGED),
        GoodsOfTransfer(second, Decimal(4)),
    )
    receipt = TransferReceipt("demo came", short)
    receive_transfer(store, actor, transfer.id, receipt, at=(came_at := at + (until - at) * 2 / 3))
    send_transfer(store, actor, GoodsToTransfer("demo on the way", 1, 2, goods[:1], "Till helgen"), at=came_at)


def return_goods_to_suppliers(
    store: Store, actor: Actor, terms: Sequence[SupplierTerm], location_id: int, *, at: datetime
) -> None:
    """Send goods back to two suppliers: one has credited most of its claim, the other has not answered.

    Called again it changes nothing.
    """
    with store.view() as view:
        if supplier_returns.return_of_key(view, "demo 0") is not None:
            return
        on_shelf = stock.levels_of(view, location_id, [each.sku for each in terms])
    most_first = sorted((each for each in terms if each.case_pack > 1), key=lambda each: -on_shelf[each.sku])
    by_supplier = {each.supplier_code: each for each in reversed(most_first)}
    for number, (code, term) in enumerate(list(by_supplier.items())[-2:]):
        goods = (GoodsForSupplier(term.sku, Decimal(3)),)
        wish = ReturnToSupplier(f"demo {number}", code, location_id, goods, "Fel smak" if number else "Spruckna lock")
        claim = return_to_supplier(store, actor, wish, at=at)
        if not number:
            answer = ClaimAnswer("demo credit", ClaimOutcome.CREDITED, claim.claimed_minor - 250, "K 2041")
            answer_claim(store, actor, claim.id, answer, at=at)
