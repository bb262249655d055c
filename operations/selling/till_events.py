"""The till's basket: numbered events go in, the basket as it stands comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.access.actor import Actor
from models.access.permission import Permission
from models.barcode import NotAGtin, UnknownBarcode, WrongCheckDigit, parse_gtin
from models.catalogue.product import clean_text
from models.errors import Refused
from models.facts.basket import (
    BasketCancelled,
    BasketParked,
    BasketRecalled,
    CancelledLine,
    LineAdded,
    LineChanged,
    LineFact,
    LineRemoved,
)
from models.facts.drawer import DrawerOpened
from models.facts.envelope import Fact
from models.facts.refused_event import EventRefused, refused_values
from models.money import Money
from models.selling.basket import (
    Basket,
    BasketLine,
    BasketState,
    NoSuchLine,
    PricedBasket,
    add_line,
    get_line,
    remove_line,
    set_quantity,
)
from models.selling.checkout import price_at
from models.shop import Station
from operations.access import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, shop
from store.catalogue import Offering
from store.database.engine import Connection, Store
from store.selling import baskets

REASON_LENGTH_MAX = 120


class EventKind(StrEnum):
    """What an operator does to a basket."""

    SCAN = "scan"
    SET_QUANTITY = "set_quantity"
    REMOVE = "remove"
    PARK = "park"
    RECALL = "recall"
    CANCEL = "cancel"
    OPEN_DRAWER = "open_drawer"


@dataclass(frozen=True, slots=True)
class TillEvent:
    """One thing that an operator did. ``seq`` counts up within a browser; ``code`` is a barcode or a SKU."""

    seq: int
    kind: EventKind
    code: str = ""
    quantity: Decimal = Decimal(1)
    position: int = 0
    basket_id: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventProblem:
    """An event that was refused, and why; the events around it were applied.

    ``subject`` is what the event named; ``values`` are those of the error: text, whole numbers and decimals by name.
    """

    seq: int
    code: str
    message: str
    subject: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ParkedBasket:
    """A basket that waits; ``gross`` is what it costs now."""

    basket_id: int
    label: str
    gross: Money
    lines: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class TillState:
    """A till as it stands: events applied up to ``acked_seq`` and what was refused the last time.

    ``applied`` numbers the events that this very call applied; a repeat finds the same state and applies none.
    """

    device_id: int
    client: str
    currency: str
    acked_seq: int
    basket: PricedBasket | None
    parked: tuple[ParkedBasket, ...]
    problems: tuple[EventProblem, ...]
    applied: frozenset[int] = field(default=frozenset(), compare=False)


class WrongEvent(Refused):
    """An event that does not fit the basket as it stands."""

    code = "wrong_event"
    text = "{reason} Nothing was changed; look at the basket and try again."

    reason: str


@dataclass(slots=True)
class _Desk:
    """One transaction's work on a till: the open basket before and now, and what to write down."""

    tx: Connection
    actor: Actor
    station: Station
    at: datetime
    day: date
    before: Basket | None
    basket: Basket | None
    facts: list[Fact] = field(default_factory=list)

    def open(self) -> Basket:
        """The open basket, made now if there is none."""
        if self.basket is None:
            device_id = self.station.device.id
            (basket_id,) = shop.take_ids(self.tx, device_id)
            self.basket = Basket(basket_id, device_id, BasketState.OPEN, "", self.at, 0)
            baskets.add_basket(self.tx, self.basket)
            self.before = self.basket
        return self.basket

    def keep(self) -> None:
        """Write what changed in the open basket."""
        if self.basket is not None and self.before is not None and self.basket != self.before:
            baskets.replace_lines(self.tx, self.before, self.basket)
            if replace(self.basket, lines=()) != replace(self.before, lines=()):
                baskets.save_basket(self.tx, self.basket)
        self.before = self.basket


def apply_events(store: Store, actor: Actor, client: str, events: Sequence[TillEvent], *, at: datetime) -> TillState:
    """Apply the events that were not applied before, in order, in one transaction.

    A repeat changes nothing and answers the same, with nothing ``applied``. An event that is refused (an unknown
    barcode) is counted as seen, written to the journal and told in ``problems``; the others are applied.
    ``client`` is the browser that numbered them, a random id that it keeps; they are of the till at which the actor is.
    Raises :class:`shop.UnknownDevice` or :class:`shop.NoShop`.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        tx, till = work.tx, actor.device_id
        desk = _desk(work)
        mark = baskets.client_mark(tx, till, client)
        if mark is None:
            baskets.add_client(tx, till, client, at)
        last_seq = mark.last_seq if mark else 0
        fresh = sorted((e for e in events if e.seq > last_seq), key=lambda e: e.seq)
        problems: list[EventProblem] = []
        if fresh:
            problems = [problem for event in fresh if (problem := _apply(desk, event))]
            desk.keep()
            for fact in desk.facts:
                work.record(fact)
            rows = [_problem_row(problem) for problem in problems]
            baskets.move_client(tx, till, client, last_seq=fresh[-1].seq, problems=rows, at=at)
        state = _state(tx, desk.station, client, at)
    return replace(state, applied=frozenset(e.seq for e in fresh) - {problem.seq for problem in problems})


def till_state(store: Store, device_id: int, client: str, *, at: datetime) -> TillState:
    """A till as it stands, read-only."""
    with store.view() as view:
        station = shop.get_station(view, device_id)
        return _state(view, station, client, at)


def _desk(work: UnitOfWork) -> _Desk:
    station = work.station
    basket = baskets.open_basket(work.tx, station.device.id, station.shop.currency)
    return _Desk(work.tx, work.actor, station, work.at, station.shop.business_day(work.at), basket, basket)


def _apply(desk: _Desk, event: TillEvent) -> EventProblem | None:
    try:
        _HANDLERS[event.kind](desk, event)
    except Refused as refused:
        subject = clean_text(event.code)[:REASON_LENGTH_MAX]
        values = refused_values(vars(refused))
        desk.facts.append(EventRefused(event.kind.value, subject, refused.code, values))
        return EventProblem(event.seq, refused.code, str(refused), subject, vars(refused))
    return None


def _scan(desk: _Desk, event: TillEvent) -> None:
    offering = _find(desk.tx, event.code, desk.day)
    currency = desk.station.shop.currency
    wanted = BasketLine(
        position=0,
        sku=offering.sku,
        gtin=offering.gtin,
        name=offering.name,
        unit=offering.unit,
        quantity=event.quantity,
        unit_price=Money(offering.price_minor, currency),
        discount=Money(0, currency),
        tax_category=offering.tax_category,
    )
    old = frozenset(desk.basket.lines) if desk.basket else frozenset()
    # Checked against an empty basket first, so that a refused scan does not open one.
    basket = add_line(desk.basket or Basket(0, 0, BasketState.OPEN, "", desk.at, 0), wanted)
    desk.basket = replace(basket, id=desk.open().id, device_id=desk.station.device.id)
    (line,) = (each for each in desk.basket.lines if each not in old)
    added = line.position not in {each.position for each in old}
    _write_line(desk, LineAdded if added else LineChanged, line)


def _set_quantity(desk: _Desk, event: TillEvent) -> None:
    basket = _need_basket(desk)
    line = _line_meant(basket, event)
    desk.basket = set_quantity(basket, event.position, event.quantity)
    if event.quantity == 0:
        _write_line(desk, LineRemoved, line)
    else:
        _write_line(desk, LineChanged, get_line(desk.basket, event.position))


def _remove(desk: _Desk, event: TillEvent) -> None:
    basket = _need_basket(desk)
    line = _line_meant(basket, event)
    desk.basket = remove_line(basket, event.position)
    _write_line(desk, LineRemoved, line)


def _park(desk: _Desk, _event: TillEvent) -> None:
    basket = _need_basket(desk)
    if not basket.lines:
        raise WrongEvent("An empty basket cannot be parked.")
    local = desk.at.astimezone(ZoneInfo(desk.station.shop.zone))
    label = f"{basket.lines[0].name[:60]} {local:%H:%M}"
    desk.basket = replace(basket, state=BasketState.PARKED, label=label)
    desk.keep()
    desk.facts.append(BasketParked(basket.id, label))
    desk.basket = desk.before = None


def _recall(desk: _Desk, event: TillEvent) -> None:
    parked = baskets.find_basket(desk.tx, event.basket_id, desk.station.shop.currency)
    if parked is None or parked.state is not BasketState.PARKED or parked.device_id != desk.station.device.id:
        raise WrongEvent(f"There is no parked basket {event.basket_id} at this till.")
    if desk.basket is not None and desk.basket.lines:
        _park(desk, event)
    elif desk.basket is not None:
        _discard(desk, desk.basket)
    desk.before = parked
    desk.basket = replace(parked, state=BasketState.OPEN, label="")
    desk.keep()
    desk.facts.append(BasketRecalled(parked.id, parked.label))


def _cancel(desk: _Desk, event: TillEvent) -> None:
    basket = _need_basket(desk)
    lines = tuple(CancelledLine(line.sku, line.quantity, line.unit_price.minor) for line in basket.lines)
    reason = clean_text(event.reason)[:REASON_LENGTH_MAX]
    desk.facts.append(BasketCancelled(basket.id, lines, reason))
    desk.keep()
    _discard(desk, basket)


def _open_drawer(desk: _Desk, event: TillEvent) -> None:
    check(desk.actor, Permission.OPEN_DRAWER)
    reason = clean_text(event.reason)[:REASON_LENGTH_MAX]
    if not reason:
        raise WrongEvent("Opening the drawer without a sale needs a reason.")
    desk.facts.append(DrawerOpened(reason))


_HANDLERS: Mapping[EventKind, Callable[[_Desk, TillEvent], None]] = {
    EventKind.SCAN: _scan,
    EventKind.SET_QUANTITY: _set_quantity,
    EventKind.REMOVE: _remove,
    EventKind.PARK: _park,
    EventKind.RECALL: _recall,
    EventKind.CANCEL: _cancel,
    EventKind.OPEN_DRAWER: _open_drawer,
}


def _discard(desk: _Desk, basket: Basket) -> None:
    baskets.discard_basket(desk.tx, basket.id)
    desk.basket = desk.before = None


def _need_basket(desk: _Desk) -> Basket:
    if desk.basket is None:
        raise WrongEvent("There is no open basket at this till.")
    return desk.basket


def _line_meant(basket: Basket, event: TillEvent) -> BasketLine:
    """The line in the event's place; an event that names a SKU too means no other product in that place."""
    line = get_line(basket, event.position)
    if event.code and event.code != line.sku:
        raise NoSuchLine(event.position)
    return line


def _find(tx: Connection, code: str, day: date) -> Offering:
    """The product of a barcode or SKU; raises what is wrong with the barcode if it is neither."""
    try:
        return catalogue.offering_by_gtin(tx, parse_gtin(code), day)
    except (WrongCheckDigit, NotAGtin, UnknownBarcode) as refused:
        try:
            return catalogue.offering_by_sku(tx, code, day)
        except UnknownBarcode:
            if isinstance(refused, WrongCheckDigit):
                raise refused from None
            raise UnknownBarcode(clean_text(code)[:REASON_LENGTH_MAX]) from None


def _write_line(desk: _Desk, fact_type: type[LineFact], line: BasketLine) -> None:
    basket_id = desk.basket.id if desk.basket else 0
    desk.facts.append(fact_type(basket_id, line.position, line.sku, line.quantity, line.unit_price.minor))


def _state(view: Connection, station: Station, client: str, at: datetime) -> TillState:
    device_id, currency = station.device.id, station.shop.currency
    day = station.shop.tax_day(at)
    rates = catalogue.tax_rates(view, station.shop.country, day)
    current = baskets.open_basket(view, device_id, currency)
    mark = baskets.client_mark(view, device_id, client)
    return TillState(
        device_id=device_id,
        client=client,
        currency=currency,
        acked_seq=mark.last_seq if mark else 0,
        basket=None if current is None else price_at(current, station.shop, rates, at),
        parked=tuple(
            _parked(price_at(each, station.shop, rates, at))
            for each in baskets.parked_baskets(view, device_id, currency)
        ),
        problems=tuple(_problem(row) for row in mark.problems) if mark else (),
    )


def _parked(priced: PricedBasket) -> ParkedBasket:
    basket = priced.basket
    return ParkedBasket(basket.id, basket.label, priced.gross, len(basket.lines), basket.opened_at)


def _problem_row(problem: EventProblem) -> dict[str, object]:
    values = {name: _value_row(value) for name, value in problem.values.items()}
    return {
        "seq": problem.seq,
        "code": problem.code,
        "message": problem.message,
        "subject": problem.subject,
        "values": values,
    }


def _value_row(value: object) -> object:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return value if isinstance(value, str | int) else str(value)


def _problem(row: Mapping[str, object]) -> EventProblem:
    subject = str(row["subject"])
    # Rows of Kassa before 0.2 have no values; the texts of that time named nothing but the subject.
    kept = row.get("values", dict.fromkeys(("barcode", "digits", "sku"), subject))
    assert isinstance(kept, Mapping)
    values = {name: Decimal(each["decimal"]) if isinstance(each, Mapping) else each for name, each in kept.items()}
    return EventProblem(int(str(row["seq"])), str(row["code"]), str(row["message"]), subject, values)
