"""Which goods other locations can spare, before a night proposes to buy them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from models.order_settings import TRANSFER_FIRST
from models.replenishment.transfer_first import REST_DAYS, ShelfNeed, SparedGoods, Way, shelf_need, spare_goods
from models.shop import DeviceKind
from pipelines.nightly.order_decision import GoodsAim, OrderInputs
from store import setting_rows, shop, transfer_proposals
from store.database.engine import Connection
from store.online.promises import all_promises

#: Location and SKU.
Key = tuple[int, str]
_ZERO = Decimal(0)


def find_spared_goods(view: Connection, inputs: OrderInputs, aims: Sequence[GoodsAim]) -> list[SparedGoods]:
    """What comes from other locations instead of being bought; nothing where the shop does not want that.

    A location where nothing at all is expected to be sold and no till is, such as a storeroom, can spare everything. A
    shop can spare only goods that are forecast for it. Goods that spoil are bought: they are fresher from the supplier.
    """
    places = {each.id for each in shop.all_locations(view)}
    if len(places) < 2 or setting_rows.get_value(view, TRANSFER_FIRST) != "yes":
        return []
    promised = _promised(view)
    fresh = inputs.fresh.lives
    needs: dict[str, list[ShelfNeed]] = {}
    buying = [each for each in aims if each.aim.spoiling is None and each.term.sku not in fresh]
    for each in buying:
        need = _need(each, promised.get(each.key, _ZERO))
        if not need.missing or _is_bought(each, inputs):
            needs.setdefault(each.term.sku, []).append(need)
    for location_id in places - set(inputs.ahead["location_id"].unique().to_list()) - _tills(view):
        for sku, others in needs.items():
            others.append(_all_of_it(inputs, (location_id, sku), promised.get((location_id, sku), _ZERO)))
    today = inputs.shelf.now.date()
    barred = transfer_proposals.ways_at_rest(view, today - timedelta(days=REST_DAYS), today)
    barred |= _too_old(transfer_proposals.dated_goods(view), needs, today)
    return _worth_carrying(needs, barred, {each.key: each for each in buying})


def units_got(spared: Iterable[SparedGoods]) -> dict[Key, Decimal]:
    """What comes to each location from others, by location and SKU."""
    units: dict[Key, Decimal] = {}
    for each in spared:
        key = (each.receiver.location_id, each.sku)
        units[key] = units.get(key, _ZERO) + each.units
    return units


def _worth_carrying(
    needs: dict[str, list[ShelfNeed]], barred: set[Way], aims: Mapping[Key, GoodsAim]
) -> list[SparedGoods]:
    """What is spared, without what would not lessen the order: as many whole cases are bought with it as without."""
    while True:
        spared = spare_goods(needs, barred)
        useless = {key for key, units in units_got(spared).items() if not _lessens(aims[key], units)}
        if not useless:
            return spared
        needs = {
            sku: [each for each in places if (each.location_id, sku) not in useless] for sku, places in needs.items()
        }


def _lessens(each: GoodsAim, units: Decimal) -> bool:
    before, after = each.line(), each.line(units)
    return before is not None and (after is None or after.quantity < before.quantity)


def _need(each: GoodsAim, promised: Decimal) -> ShelfNeed:
    aim = each.aim
    return shelf_need(
        each.location_id,
        (aim.protection_days, aim.lead_days),
        (aim.expected_demand, aim.dispersion),
        aim.service_level,
        stock=(each.on_hand, each.on_order, promised),
    )


def _all_of_it(inputs: OrderInputs, key: Key, promised: Decimal) -> ShelfNeed:
    shelf = inputs.shelf
    stock = shelf.on_hand.get(key, _ZERO), shelf.on_order.get(key, _ZERO), promised
    return shelf_need(key[0], (0, 0), (0.0, 1.0), inputs.plan.service, stock=stock)


def _is_bought(each: GoodsAim, inputs: OrderInputs) -> bool:
    """Whether the night would buy the goods: no supplier that is ordered from by hand, and something is missing."""
    return each.term.supplier_code not in inputs.shelf.by_hand and each.line() is not None


def _promised(view: Connection) -> dict[Key, Decimal]:
    units: dict[Key, Decimal] = {}
    for order in all_promises(view).values():
        for location_id, sku, quantity in order:
            units[location_id, sku] = units.get((location_id, sku), _ZERO) + quantity
    return units


def _tills(view: Connection) -> set[int]:
    """The locations where a till is."""
    return {each.location_id for each in shop.all_devices(view) if each.kind is DeviceKind.TILL}


def _too_old(dated: dict[Key, date | None], needs: dict[str, list[ShelfNeed]], today: date) -> set[Way]:
    """Ways of goods that are not good for as long as they would have to last at the receiver, as far as is known."""
    return {
        (place, need.location_id, sku)
        for (place, sku), day in dated.items()
        for need in needs.get(sku, ())
        if day is None or day < today + timedelta(days=need.protection_days)
    }
