"""What stock is worth at any instant equals replaying each fact by hand, on both databases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from random import Random

from models.money import Money
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.selling.earlier_trade import GoodsMoved, History
from models.stock.counting import CountedUnits
from models.stock.movement import MovementReason
from models.stock.transfer import GoodsOfTransfer, SentGoods, TransferReceipt, TransferVariance
from models.stock.valuation import ON_THE_WAY
from operations.bulk.past_trade import save_history
from operations.purchasing.receiving import receive_goods
from operations.stock.stock_count import count_goods
from operations.stock.transferring import cancel_transfer, receive_transfer
from store import received_goods, schema, transfers
from store.analysis.stock_value import day_end, stock_value, stock_value_by_day
from store.database.engine import Connection, Store
from tests.builders import AT, COMPANY, DAY, OFFICE, OFFICE_ACTOR, Operator, kr, small_shop
from tests.operations.stock.test_transfers import send
from tests.operations.stock.test_write_offs import write_off

STEPS, DAYS = 45, 8
SKUS = ("MILK", "BANANAS", "PAPER")
Worth = dict[tuple[int, str], tuple[Decimal, int, bool]]


class Clerks:
    """Everybody who moves goods, at random; stock falls below zero now and then."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.rng, self.now, self.done = store, Random(seed), AT, 0
        self.till = Operator(store)

    def step(self) -> None:
        self.now += timedelta(hours=self.rng.choice([0, 0, 1, 9]), microseconds=self.rng.randint(0, 1))
        self.done += 1
        sku, rng = self.rng.choice(SKUS), self.rng
        units = Decimal(rng.randint(1, 9))
        match rng.randrange(8):
            case 0 | 1:
                self.receive(units)
            case 2:
                self.till.scan(sku, units, at=self.now)
                self.till.pay_cash(at=self.now)
            case 3:
                back = GoodsMoved(self.now, rng.choice([1, 2]), MovementReason.RETURN, ((sku, units / 4),))
                save_history(self.store, OFFICE_ACTOR, History(goods=[back], office_id=OFFICE))
            case 4:
                counted = [CountedUnits(sku, units, self.now)]
                count_goods(self.store, OFFICE_ACTOR, counted, location_id=1, key=f"{self.done}", at=self.now)
            case 5:
                write_off(self.store, at=self.now, key=f"w{self.done}", sku=sku, units=units)
            case 6 | 7:
                self.carry(sku, units)

    def carry(self, sku: str, units: Decimal) -> None:
        """Send some goods to the other location; what is on the way comes in part, or is cancelled."""
        with self.store.view() as view:
            waiting = transfers.transfers_on_the_way(view)
        if len(waiting) < 2:
            send(self.store, at=self.now, key=f"t{self.done}", goods=(SentGoods(sku, units),))
        elif self.rng.random() < 0.5:
            cancel_transfer(self.store, OFFICE_ACTOR, waiting[0].id, at=self.now)
        else:
            came = tuple(
                GoodsOfTransfer(each, has - 1, why=TransferVariance.LOST) for each, has in waiting[0].units.items()
            )
            receipt = TransferReceipt(f"r{self.done}", came)
            receive_transfer(self.store, OFFICE_ACTOR, waiting[0].id, receipt, at=self.now)

    def receive(self, units: Decimal) -> None:
        """Some goods with a cost, some without, and some freight."""
        rng = self.rng
        goods = tuple(
            CountedGoods(sku, units, unit_cost=kr(rng.randint(0, 5_000)) if rng.random() < 0.7 else None)
            for sku in rng.sample(SKUS, rng.randint(1, 3))
        )
        freight = Money(rng.choice([0, 777]), "SEK")
        came = CountedDelivery(
            f"d{self.done}", goods, supplier_code="GROSS", location_id=rng.choice([1, 2]), freight=freight
        )
        receive_goods(self.store, OFFICE_ACTOR, came, at=self.now)


def arrivals_by_hand(view: Connection) -> defaultdict[datetime, defaultdict[str, list[Decimal]]]:
    """Units and cost that came, freight included, by instant and SKU."""
    came: defaultdict[datetime, defaultdict[str, list[Decimal]]] = defaultdict(
        lambda: defaultdict(lambda: [Decimal(0)] * 2)
    )
    for arrival in received_goods.latest_arrivals(view, 9_999):
        lines = [each for each in arrival.goods if each.good and each.unit_cost is not None]
        weights = [each.good * (each.unit_cost or 0) for each in lines]
        weights = weights if sum(weights) else [each.good for each in lines]
        shares = [Fraction(each) * arrival.freight_minor / Fraction(sum(weights)) for each in weights]
        parts = [int(share) for share in shares]
        left_over = arrival.freight_minor - sum(parts)
        for place in sorted(range(len(parts)), key=lambda place: parts[place] - shares[place])[:left_over]:
            parts[place] += 1
        for each, freight in zip(lines, parts, strict=True):
            units, cost = came[arrival.at][each.sku]
            came[arrival.at][each.sku] = [units + each.good, cost + each.good * (each.unit_cost or 0) + freight]
    return came


def carried_by_hand(view: Connection) -> list[tuple[datetime, int, str, Decimal]]:
    """What transfers put on the way and take from it, as if the way were a location."""
    waiting = [(each, None) for each in transfers.transfers_on_the_way(view)]
    moves = []
    for sent, end in [*waiting, *transfers.latest_ends(view, 9_999)]:
        for sku, units in sent.units.items():
            moves.append((sent.at, ON_THE_WAY, sku, units))
            if end is not None:
                moves.append((end.at, ON_THE_WAY, sku, -units))
    return moves


def replayed(view: Connection, at: datetime) -> Worth:
    """The slow reference: instant by instant, each fact by itself, with the law's words: value over quantity."""
    moves = [
        (row.at, row.location_id, row.sku, row.quantity) for row in view.execute(schema.stock_movement.select()).all()
    ]
    moves = [row for row in [*moves, *carried_by_hand(view)] if row[0] <= at]
    came = arrivals_by_hand(view)
    levels: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    averages: dict[str, Decimal] = {}
    for instant in sorted({row[0] for row in moves}):
        for sku, (units, cost) in came[instant].items():
            there = max(sum((has for (_, each), has in levels.items() if each == sku), Decimal(0)), Decimal(0))
            if sku not in averages:
                there = Decimal(0)
            worth = there * averages.get(sku, Decimal(0)) + cost
            averages[sku] = (worth / (there + units)).quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
        for moved_at, place, sku, quantity in moves:
            if moved_at == instant:
                levels[place, sku] += quantity
    terms = {row.sku: Decimal(row.cost_minor) for row in view.execute(schema.supplier_term.select())}
    values = {key: has * averages.get(key[1], terms[key[1]]) for key, has in levels.items() if has}
    return {
        key: (levels[key], int(value.quantize(Decimal(1), ROUND_HALF_EVEN)), key[1] not in averages)
        for key, value in values.items()
    }


def worth(view: Connection, at: datetime) -> Worth:
    return {
        (each.location_id, each.sku): (each.units, each.value_minor, each.is_estimated)
        for each in stock_value(view, at)
    }


def test_the_value_at_any_instant_is_that_of_replaying_every_fact(store: Store) -> None:
    small_shop(store)
    below = on_the_way = False
    clerks = Clerks(store, seed=13)
    for _ in range(STEPS):
        clerks.step()
    last = DAY + timedelta(days=DAYS)
    with store.view() as view:
        instants = [AT + timedelta(hours=hours) for hours in (0, 1, 10, 33, 75, 1_000)]
        for at in instants:
            assert worth(view, at) == replayed(view, at)
            below |= any(units < 0 for units, _, _ in worth(view, at).values())
            on_the_way |= any(place == ON_THE_WAY for place, _ in worth(view, at))
        by_day = stock_value_by_day(view, COMPANY, DAY - timedelta(days=1), last)
        assert [each.day for each in by_day] == [DAY + timedelta(days=number) for number in range(-1, DAYS + 1)]
        for each in by_day:
            rows = replayed(view, day_end(COMPANY, each.day)).values()
            assert each.value_minor == sum(value for _, value, _ in rows)
            assert each.estimated_minor == sum(value for _, value, is_estimated in rows if is_estimated)
    assert below, "the walk goes below zero"
    assert on_the_way, "some goods are on the way at one of the instants"


def test_a_delivery_with_freight_raises_the_average_and_a_sale_leaves_it(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    came = CountedDelivery(
        "1", (CountedGoods("MILK", Decimal(10), unit_cost=kr(1000)),), supplier_code="GROSS", location_id=1
    )
    receive_goods(store, OFFICE_ACTOR, came, at=AT)
    later = AT + timedelta(hours=1)
    dearer = replace(came, key="2", freight=kr(500), goods=(CountedGoods("MILK", Decimal(10), unit_cost=kr(1150)),))
    receive_goods(store, OFFICE_ACTOR, dearer, at=later)
    write_off(store, at=later + timedelta(hours=1), units=Decimal(3))

    with store.view() as view:
        (before,), (after,) = stock_value(view, AT), stock_value(view, later + timedelta(hours=2))
        assert (before.average, before.value_minor) == (Decimal(1000), 10_000)
        assert (after.average, after.units, after.value_minor) == (Decimal(1100), Decimal(17), 18_700)


def test_goods_without_a_known_cost_are_worth_what_the_supplier_asks_and_marked(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    write_off(store)
    with store.view() as view:
        (row,) = stock_value(view, AT)
        assert (row.units, row.average, row.value_minor, row.is_estimated) == (Decimal(-2), Decimal(995), -1990, True)
        assert stock_value(view, AT - timedelta(seconds=1)) == []


def test_a_day_ends_when_the_business_day_does_also_when_clocks_change() -> None:
    assert day_end(COMPANY, date(2026, 10, 24)).isoformat() == "2026-10-25T03:59:59.999999+01:00"
