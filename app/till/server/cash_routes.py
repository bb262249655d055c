"""The till's routes for the cash in its drawer and for the end of its day."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from app.counter.day_pages import page_of_day, page_of_report
from app.counter.morning_check import morning_check
from app.counter.open_counter import Counter
from app.till.server.approvals import ApprovalIn, approved_actor
from app.till.server.at_till import AtTill, OperatorAtWork, OperatorHere
from app.till.server.wire import AMOUNT_MAX_MINOR, RandomId, Text, WholeNumber
from app.till.server.wire import Request as Body
from app.web.request_parts import At, CounterOf, Reply
from hardware.printer.layout import as_text, lay_out
from hardware.printer.picture import as_picture
from models.access.permission import Permission
from models.cash.day_page import DayPage
from models.cash.drawer_session import CashKind, is_too_much, total_of_pieces
from models.cash.z_report import period_after
from models.facts.cash import CountedPieces
from models.jurisdiction.cash_money import CASH_MONEY
from models.money import Money
from models.payments.attempt import PaymentMethod
from models.payments.tip_account import TipRule, owner_of_tip
from models.shop_settings import CASH_ALERT_ABOVE
from operations.cash.day_close import DayEnd, close_day, read_day
from operations.cash.sessions import (
    CashWish,
    DrawerEnd,
    count_drawer,
    hand_over,
    move_cash,
    open_drawer_session,
    owner_of,
)
from operations.cash.tip_payouts import pay_tips_from_drawer
from operations.tip_books import tip_rule
from store import shop
from store.cash import sessions, z_reports
from store.cash.trade_figures import ReceiptRange, has_own_terminal
from store.selling import baskets
from store.selling.tip_rows import tips_owed
from store.setting_rows import get_value

#: The cash of one till.
of_cash = APIRouter(prefix="/till/{till_id}/cash")

AmountIn = Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)]
#: The width of a report on the screen, in characters.
SCREEN_COLUMNS = 42
VALUES_MAX = 30


class FloatIn(Body):
    """The float that somebody puts into the drawer."""

    amount_minor: AmountIn


class MovementIn(Body):
    """Cash that somebody moves; ``key`` is random, so that the same wish is done once."""

    key: RandomId
    kind: CashKind
    amount_minor: AmountIn
    reason: Text
    bag: Annotated[Text, Field(max_length=40)] = ""
    approval: ApprovalIn | None = None


class PiecesIn(Body):
    """So many notes or coins of one value."""

    value: AmountIn
    pieces: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)]


class CountIn(Body):
    """A count: by notes and coins, or their total as somebody typed it."""

    pieces: Annotated[tuple[PiecesIn, ...], Field(max_length=VALUES_MAX)] = ()
    total_minor: AmountIn | None = None


class DrawerEndIn(Body):
    """How the counted drawer is emptied."""

    reason: Text = ""
    to_bank_minor: AmountIn = 0
    bag: Annotated[Text, Field(max_length=40)] = ""
    approval: ApprovalIn | None = None


class DayEndIn(DrawerEndIn):
    """How the day is closed: the number of its report, what an own card terminal shows, and why that differs."""

    number: WholeNumber
    terminal_minor: AmountIn | None = None
    terminal_reason: Text = ""


class ReadingIn(Body):
    """The wish for an X report."""

    approval: ApprovalIn | None = None


@of_cash.get("")
def status(here: OperatorHere, counter: CounterOf, at: At) -> Reply:
    """The operator's drawer and the number of the next Z report; what should be in the drawer only for who may know."""
    return _status(here, counter, at)


@of_cash.get("/morning")
def morning(here: OperatorHere, counter: CounterOf, at: At) -> Reply:
    """What somebody looks at before the till sells in the morning: each thing, and which trouble there is with it."""
    with counter.store.view() as view:
        items = list(morning_check(view, counter.settings, here.till_id, at=at))
    return {
        "items": [
            {"subject": each.finding.subject.split()[0], "trouble": each.trouble, "values": dict(each.values)}
            for each in items
        ]
    }


@of_cash.post("/open")
def open_session(here: OperatorAtWork, body: FloatIn, counter: CounterOf, at: At) -> Reply:
    """Put the float into the drawer."""
    open_drawer_session(counter.store, here.actor(), _money(here, counter, body.amount_minor), at=at)
    return _status(here, counter, at)


@of_cash.post("/move")
def move(here: OperatorAtWork, body: MovementIn, counter: CounterOf, at: At) -> Reply:
    """Put cash in or take it out; the drawer opens for it."""
    actor = approved_actor(here, body.approval, counter, at)
    wish = CashWish(body.key, body.kind, _money(here, counter, body.amount_minor), body.reason, body.bag)
    act = pay_tips_from_drawer if body.kind is CashKind.TIPS else move_cash
    act(counter.store, actor, wish, at=at)
    counter.deliveries.signal(here.till_id)
    return _status(here, counter, at)


@of_cash.post("/count")
def count(here: OperatorAtWork, body: CountIn, counter: CounterOf, at: At) -> Reply:
    """Record a blind count: the answer is whether it agrees, and never by how much."""
    pieces = tuple(CountedPieces(each.value, each.pieces) for each in body.pieces if each.pieces)
    typed = _money(here, counter, body.total_minor or 0)
    total = typed if body.total_minor is not None else total_of_pieces(pieces, typed.currency)
    counted = count_drawer(counter.store, here.actor(), total, pieces, at=at)
    return {
        "counted_minor": total.minor,
        "agrees": counted.agrees,
        "above_limit": counted.above_limit,
        "counts_left": counted.counts_left,
    }


@of_cash.post("/hand-over")
def end_session(here: OperatorAtWork, body: DrawerEndIn, counter: CounterOf, at: At) -> Reply:
    """Empty the counted drawer in mid-day."""
    actor = approved_actor(here, body.approval, counter, at)
    hand_over(counter.store, actor, DrawerEnd(body.reason, body.to_bank_minor, body.bag), at=at)
    return _status(here, counter, at)


@of_cash.post("/x")
def x_report(here: OperatorAtWork, body: ReadingIn, counter: CounterOf, at: At) -> Reply:
    """Print an X report, and show it."""
    actor = approved_actor(here, body.approval, counter, at)
    fact = read_day(counter.store, actor, at=at)
    counter.deliveries.signal(here.till_id)
    with counter.store.view() as view:
        return _reply_of(page_of_day(view, actor, fact, at, counter.receipts.language(view)))


@of_cash.post("/z")
def z_report(here: OperatorAtWork, body: DayEndIn, counter: CounterOf, at: At) -> Reply:
    """Close the day: print the Z report, and show it. The same number again is the same report."""
    actor = approved_actor(here, body.approval, counter, at)
    terminal = None if body.terminal_minor is None else _money(here, counter, body.terminal_minor)
    drawer = DrawerEnd(body.reason, body.to_bank_minor, body.bag)
    end = DayEnd(drawer, terminal, body.terminal_reason, body.number)
    report = close_day(counter.store, actor, end, at=at)
    counter.deliveries.signal(here.till_id)
    with counter.store.view() as view:
        return _reply_of(page_of_report(view, report, counter.receipts.language(view)))


def _money(here: AtTill, counter: Counter, minor: int) -> Money:
    with counter.store.view() as view:
        return Money(minor, shop.get_station(view, here.till_id).shop.currency)


def _status(here: AtTill, counter: Counter, at: datetime) -> Reply:
    actor = here.actor()
    may_see = actor.permissions is not None and Permission.READ_DAY in actor.permissions
    with counter.store.view() as view:
        currency = shop.get_station(view, here.till_id).shop.currency
        owner = owner_of(view, actor.operator_id)
        session = sessions.open_session(view, here.till_id, owner)
        cash = None if session is None else sessions.cash_in(view, session, shop.last_receipt(view, here.till_id))
        alert_above = int(get_value(view, CASH_ALERT_ABOVE))
        period = period_after(z_reports.last_report(view, here.till_id))
        receipts = ReceiptRange(here.till_id, period.receipts_after, shop.last_receipt(view, here.till_id))
        rule = tip_rule(view)
        tips = tips_owed(view, owner_of_tip(rule, actor.operator_id))
        has_own = PaymentMethod.OWN_TERMINAL in counter.payments.methods(here.till_id)
        return {
            "at": at.isoformat(),
            "is_open": session is not None,
            "float_minor": session.opening_float if session else sessions.last_float(view, here.till_id, owner),
            "expected_minor": cash.expected if cash and may_see else None,
            "is_above": cash is not None and is_too_much(Money(cash.expected, currency), alert_above),
            "values": _values(currency),
            "next_report": period.number,
            "tips_minor": tips if tips or rule is not TipRule.OFF else None,
            "parked": baskets.count_parked(view, here.till_id),
            "own_terminal": has_own,
            "own_terminal_used": has_own and has_own_terminal(view, receipts),
        }


def _values(currency: str) -> list[int]:
    """Notes and coins of a currency, the largest first."""
    cash = CASH_MONEY.get(currency)
    return sorted((*cash.notes_minor, *cash.coins_minor), reverse=True) if cash else []


def _reply_of(page: DayPage) -> dict[str, Any]:
    lines = lay_out(page, SCREEN_COLUMNS)
    return {
        "title": page.title,
        "lines": as_text(lines, SCREEN_COLUMNS).rstrip("\n").split("\n"),
        "picture": as_picture(lines, SCREEN_COLUMNS),
    }
