"""The pages on which a visitor orders: the basket, who orders and when it is fetched, and the order itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from starlette.responses import HTMLResponse

from app.counter.order_letter import pickup_words
from app.storefront.basket_cookie import basket_key
from app.storefront.card_pages import draw_card_order
from app.storefront.signed_in import find_own_member
from app.storefront.storefront_pages import Draw, NotOnline, WebVisit
from models.errors import KassaError
from models.members.member import Member
from models.money import Money
from models.online.online_order import (
    CANCELLABLE,
    PIECES_MAX,
    GoodsNotLeft,
    HeldCard,
    OnlineOrder,
    OrderEnder,
    WebOrderGoods,
)
from models.online.order_contact import NAME_MAX
from models.online.pickup_times import PickupSlot
from models.payments.attempt_state import AttemptState
from operations.online.place_order import orderable_now, short_goods
from operations.online.visitor_cards import chosen_card
from operations.online.visitor_points import offered_points
from operations.online.web_shop_rules import free_slots
from store.online import order_rows
from store.selling import payment_attempts
from store.selling.prepayment_reading import priced_goods

#: What a form may be filled in with again.
Fields = Mapping[str, str]
NO_FIELDS: Fields = {}


@dataclass(frozen=True, slots=True)
class BasketRow:
    """Goods in a basket or an order, in words; ``short`` is what is wrong with them."""

    sku: str
    name: str
    pieces: int
    ordered: int
    price: str
    deposit: str
    total: str
    deposit_name: str = ""
    age_limit: int | None = None
    short: str = ""


@dataclass(frozen=True, slots=True)
class CardLine:
    """What a gift card pays of an order, and what is left to pay beside it, in words."""

    last_four: str
    minor: int
    amount: str
    rest: str
    has_rest: bool

    @classmethod
    def of(cls, visit: WebVisit, card: HeldCard, total_minor: int) -> CardLine:
        """The line of a card that pays up to an amount."""
        minor = min(card.amount_minor, total_minor)
        rest = total_minor - minor
        return cls(card.last_four, minor, _money(visit, minor), _money(visit, rest), rest > 0)


@dataclass(frozen=True, slots=True)
class PointsOffer:
    """So many points pay so much, in words."""

    points: int
    amount: str


def draw_basket(visit: WebVisit, problem: KassaError | None = None) -> HTMLResponse:
    """What is in the basket, and what of it is not left."""
    _check_takes_orders(visit)
    wishes, rules = visit.basket(), visit.settings.rules
    goods = orderable_now(visit.shelf.view, rules, wishes)
    left = {each.sku: each.left for each in short_goods(visit.shelf.view, rules, wishes)}
    lines = [_with_shelf(visit, row, left) for row in _rows(visit, goods)]
    gone = sorted(set(wishes) - {each.sku for each in goods})
    return visit.page(
        "basket.html",
        is_listed=False,
        rows=lines,
        gone=gone,
        total=_money(visit, sum(each.total_minor for each in goods)),
        pieces_max=PIECES_MAX,
        ways=pay_ways(visit),
        takes_cards=visit.takes_cards,
        card=_card_line(visit, sum(each.total_minor for each in goods)),
        can_order=bool(goods) and not left and not gone,
        problem=_explain(visit, problem),
        status=200 if problem is None else 409,
    )


def draw_checkout(visit: WebVisit, fields: Fields = NO_FIELDS, problem: KassaError | None = None) -> HTMLResponse:
    """Who orders, and when it is fetched."""
    _check_takes_orders(visit)
    rules = visit.settings.rules
    goods = orderable_now(visit.shelf.view, rules, visit.basket())
    if not goods or isinstance(problem, GoodsNotLeft):
        return draw_basket(visit, problem)
    slots = free_slots(visit.shelf.view, rules, visit.shelf.at)
    total = sum(each.total_minor for each in goods)
    member = find_own_member(visit)
    return visit.page(
        "checkout.html",
        is_listed=False,
        rows=_rows(visit, goods),
        total=_money(visit, total),
        total_minor=total,
        member=member,
        points=None if member is None else _points_line(visit, member, goods),
        card=_card_line(visit, total),
        ways=pay_ways(visit),
        days=_days(visit, slots),
        fields=_details_of(member) | dict(fields),
        problem=_explain(visit, problem),
        status=200 if problem is None else 422,
    )


def draw_order(visit: WebVisit, problem: KassaError | None = None, secret: str = "") -> HTMLResponse:
    """The order whose page this is: its state, its code, its goods."""
    secret = secret or visit.request.path_params.get("secret", "")
    order = order_rows.find_by_secret(visit.shelf.view, secret)
    if order is None:
        raise NotOnline
    if order.purchase is not None:
        return _alone(
            draw_card_order(visit, order, paid_lines(visit, order), shown_state(order), _explain(visit, problem))
        )
    state, off_minor = shown_state(order), _points_minor(visit, order)
    off = PointsOffer(order.member.points, _money(visit, off_minor)) if order.member and off_minor else None
    response = visit.page(
        "order.html",
        is_listed=False,
        order=order,
        state=state,
        late=order.is_late(visit.shelf.at),
        rows=_rows(visit, order.goods),
        total=_money(visit, order.total_minor),
        pickup=pickup_words(visit.shelf.words, visit.settings.company, order),
        paid=paid_lines(visit, order),
        points=off,
        card=None if order.card is None else CardLine.of(visit, order.card, order.total_minor - off_minor),
        to_pay=_money(visit, order.rest_of(order.total_minor - off_minor)),
        can_cancel=order.state in CANCELLABLE and order.basket_id is None,
        problem=_explain(visit, problem),
        status=200 if problem is None else 409,
    )
    return _alone(response)


def _alone(response: HTMLResponse) -> HTMLResponse:
    """A page whose address is secret."""
    response.headers["cache-control"] = "no-store"
    response.headers["referrer-policy"] = "same-origin"
    return response


def _points_minor(visit: WebVisit, order: OnlineOrder) -> int:
    """What points take off an order, of what was picked."""
    if order.member is None or not order.member.points:
        return 0
    return priced_goods(visit.shelf.view, visit.settings.company, order, at=visit.shelf.at).points_minor


def _details_of(member: Member | None) -> dict[str, str]:
    """What the form has already for a member who is signed in."""
    if member is None:
        return {}
    details = member.details
    return {"name": details.name[:NAME_MAX], "email": details.email, "phone": details.phone}


def _points_line(visit: WebVisit, member: Member, goods: Sequence[WebOrderGoods]) -> PointsOffer | None:
    """The points that a member may use for the goods; ``None`` where there are none to use."""
    view, company = visit.shelf.view, visit.settings.company
    offered = offered_points(view, company, member.id, goods, visit.shelf.at)
    return None if offered is None else PointsOffer(offered.points, _money(visit, offered.minor))


def draw_terms(visit: WebVisit) -> HTMLResponse:
    """What holds for orders."""
    if not visit.sells_cards:
        _check_takes_orders(visit)
    return visit.page("terms.html", hold_days=visit.settings.rules.hold_days, takes_web="web" in pay_ways(visit))


def _card_line(visit: WebVisit, total_minor: int) -> CardLine | None:
    """What the gift card that the visitor chose pays of the basket; ``None`` without one that pays."""
    key = basket_key(visit.request)
    card = chosen_card(visit.shelf.view, visit.settings.company, key, visit.shelf.at) if visit.takes_cards else None
    if card is None:
        return None
    return CardLine.of(visit, HeldCard(card.id, card.last_four, card.available_minor), total_minor)


def pay_ways(visit: WebVisit) -> list[str]:
    """Where a customer can pay now: ``web``, ``shop``, both or nowhere."""
    choice = visit.settings.rules.payment
    on_web = ["web"] if choice.takes_web and visit.pay_at() is not None else []
    return [*on_web, *(["shop"] if choice.takes_shop else [])]


def paid_lines(visit: WebVisit, order: OnlineOrder) -> list[str]:
    """What became of the money of an order that is paid on the web, in words."""
    view, lines = visit.shelf.view, list[str]()
    for each in payment_attempts.attempts_of(view, order.id) if order.is_prepaid else ():
        moved = each.amount_taken if each.is_paid else each.answer.amount_taken
        if each.is_of_web and moved is not None and (each.is_paid or each.state is AttemptState.AUTHORISED):
            kind = each.order.kind.value if each.is_paid else "reserved"
            lines.append(visit.shelf.words.translate(f"storefront.money.{kind}", amount=_money(visit, moved.minor)))
    return lines


def shown_state(order: OnlineOrder) -> str:
    """The state in the words of the page of an order."""
    if order.is_open and order.basket_id is not None:
        return "at_till"
    return "not_paid" if order.ended_by == OrderEnder.PAYMENT else order.state.value


def draw_too_fast(visit: WebVisit) -> HTMLResponse:
    """For whoever sends forms faster than a person does."""
    response = visit.message("too_fast", 429)
    response.headers["retry-after"] = "60"
    return response


def with_problem(draw: Draw, **values: object) -> Draw:
    """The same page again, with what was wrong."""
    return partial(draw, **values)


def _check_takes_orders(visit: WebVisit) -> None:
    if not visit.settings.rules.takes_orders:
        raise NotOnline


def _explain(visit: WebVisit, problem: KassaError | None) -> str:
    return "" if problem is None else visit.shelf.words.explain(problem)


def _money(visit: WebVisit, minor: int) -> str:
    return visit.shelf.words.money(Money(minor, visit.settings.company.currency))


def _rows(visit: WebVisit, goods: Iterable[WebOrderGoods]) -> list[BasketRow]:
    names = visit.shelf.deposit_names()
    return [
        BasketRow(
            each.sku,
            each.name,
            each.pieces,
            each.quantity,
            _money(visit, each.unit_price_minor),
            _money(visit, each.deposit_minor) if each.deposit_minor else "",
            _money(visit, each.total_minor),
            names.get(each.deposit or "", ""),
        )
        for each in goods
    ]


def _with_shelf(visit: WebVisit, row: BasketRow, left: Mapping[str, int]) -> BasketRow:
    """A row with the age limit of its goods, and what is wrong with them."""
    product = next(iter(visit.shelf.products([row.sku])), None)
    short = visit.shelf.words.translate("storefront.short", count=left[row.sku]) if row.sku in left else ""
    return replace(row, age_limit=None if product is None else product.age_limit, short=short)


def _days(visit: WebVisit, slots: Iterable[PickupSlot]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The times of pick-up by day: each its value in the form, and its words."""
    company, days = visit.settings.company, dict[str, list[tuple[str, str]]]()
    for each in slots:
        begins, ends = company.wall_clock(each.begins), company.wall_clock(each.ends)
        day = visit.shelf.words.weekday(begins.date())
        days.setdefault(day, []).append((slot_value(each.begins), f"{begins:%H:%M}–{ends:%H:%M}"))
    return list(days.items())


def slot_value(begins: datetime) -> str:
    """A time of pick-up in a form."""
    return begins.strftime("%Y-%m-%dT%H:%MZ")
