"""A till in memory: the same deciders as the real one, without a store. And random work for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from models.barcode import UnknownBarcode
from models.catalogue.offering import Offering
from models.errors import Refused
from models.facts.envelope import Fact
from models.quantity import check_line_quantity
from models.selling.basket import Basket, BasketState
from models.selling.decide.cancel_basket import decide_cancelling
from models.selling.decide.decision import Decision
from models.selling.decide.in_basket import decide_in_basket
from models.selling.decide.open_drawer import decide_drawer
from models.selling.decide.park_basket import decide_parking, decide_recall
from models.selling.decide.scan_product import decide_scan
from models.selling.goods_kinds import check_measured
from models.selling.till_event import (
    AddNote,
    Cancel,
    ChooseGroup,
    ChooseMember,
    ChooseSupply,
    ConfirmAge,
    DiscountBasket,
    DiscountLine,
    OpenDrawer,
    Park,
    Recall,
    RefuseAge,
    RemoveCode,
    RemoveDiscount,
    RemoveLine,
    RemoveVoucher,
    Scan,
    SetQuantity,
    ShowCode,
    StaffPurchase,
    TakeReward,
    TakeVoucher,
    TillEvent,
    UsePoints,
    WrongEvent,
)
from models.selling.till_state import EventProblem, problem_of, refusal_of
from models.shop import DEVICE_SHIFT, Station
from tests.builders import AT, COMPANY, DEVICES, LOCATIONS, PRICES, PRODUCTS, gtin

STATION = Station(COMPANY, LOCATIONS[0], DEVICES[0])
#: The products of the small shop by SKU and by barcode.
OFFERINGS: Mapping[str, Offering] = {
    code: Offering(
        p.sku,
        code if code in p.gtins else None,
        p.name,
        p.unit,
        p.category,
        p.tax_category,
        PRICES[p.sku],
        PRICES[p.sku] // 2,
    )
    for p in PRODUCTS
    for code in (p.sku, *p.gtins)
}
CODES = [*OFFERINGS, gtin(998), "nonsense"]
QUANTITIES = [Decimal(text) for text in ("1", "1", "2", "3", "0.5", "0", "-1", "9999")]

Decide = Callable[["PureTill", TillEvent], Decision]


def decide(till: PureTill, event: TillEvent) -> Decision:
    """What the real deciders say, with what the event needs taken from memory."""
    match event:
        case Scan():
            return _decide_scan(till, event)
        case (
            DiscountLine()
            | DiscountBasket()
            | StaffPurchase()
            | ChooseSupply()
            | ShowCode()
            | RemoveCode()
            | ChooseGroup()
            | ChooseMember()
            | TakeVoucher()
            | RemoveVoucher()
            | UsePoints()
            | TakeReward()
        ):
            raise WrongEvent("Discounts, codes, vouchers and eating in need the settings of a shop.")
        case SetQuantity() | RemoveLine() | AddNote() | ConfirmAge() | RefuseAge() | RemoveDiscount():
            return decide_in_basket(till.basket, event)
        case Park():
            return decide_parking(till.basket, STATION, AT)
        case Recall():
            return decide_recall(till.basket, event, till.parked.get(event.basket_id), STATION, AT)
        case Cancel():
            return decide_cancelling(till.basket, event)
        case OpenDrawer():
            return decide_drawer(till.basket, event)


def _decide_scan(till: PureTill, event: Scan) -> Decision:
    if event.code not in OFFERINGS:
        raise UnknownBarcode(event.code)
    offering = OFFERINGS[event.code]
    check_measured(offering, event, has_label=False)
    check_line_quantity(event.quantity, offering.unit)
    return decide_scan(till.basket or till.new_basket(), event, offering, COMPANY.currency)


@dataclass(slots=True)
class PureTill:
    """The open basket, the parked ones, and all facts and refusals so far."""

    decide: Decide = decide
    basket: Basket | None = None
    parked: dict[int, Basket] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    problems: list[EventProblem] = field(default_factory=list)
    last_id: int = 0

    def new_basket(self) -> Basket:
        self.last_id += 1
        device_id = STATION.device.id
        return Basket(device_id << DEVICE_SHIFT | self.last_id, device_id, BasketState.OPEN, "", AT, 0)

    def apply(self, event: TillEvent) -> Decision | None:
        """Follow what is decided of an event; ``None`` if the event is refused."""
        try:
            decision = self.decide(self, event)
        except Refused as refused:
            self.facts.append(refusal_of(event, refused))
            self.problems.append(problem_of(event, refused))
            return None
        if decision.parked is not None:
            self.parked[decision.parked.id] = decision.parked
        self.basket = decision.basket
        if self.basket is not None:
            self.parked.pop(self.basket.id, None)
        self.facts += decision.facts
        return decision


def random_events(rng: Random, first_seq: int, last_id: int, length: int) -> Iterator[TillEvent]:
    """So many events of every kind; they recall baskets that get their ids after ``last_id``."""
    for seq in range(first_seq, first_seq + length):
        (make,) = rng.choices(list(_EVENTS), list(_EVENTS.values()))
        yield make(rng, seq, last_id)


def _position(rng: Random) -> int:
    return rng.randint(1, 5)


def _sku(rng: Random) -> str:
    """A SKU that an event names beside a place; most name none."""
    return rng.choice(["", "", "", *PRICES])


#: How to make each kind of event, and how often it comes.
_EVENTS: Mapping[Callable[[Random, int, int], TillEvent], int] = {
    lambda rng, seq, _: Scan(seq, rng.choice(CODES), rng.choice(QUANTITIES)): 50,
    lambda rng, seq, _: SetQuantity(seq, _position(rng), rng.choice(QUANTITIES), _sku(rng)): 15,
    lambda rng, seq, _: RemoveLine(seq, _position(rng), _sku(rng)): 10,
    lambda _rng, seq, _: Park(seq): 8,
    lambda rng, seq, last_id: Recall(seq, (STATION.device.id << DEVICE_SHIFT) + last_id + rng.randint(1, 4)): 10,
    lambda rng, seq, _: Cancel(seq, rng.choice(["", "changed his mind"])): 4,
    lambda rng, seq, _: OpenDrawer(seq, rng.choice(["", "change"])): 3,
}
