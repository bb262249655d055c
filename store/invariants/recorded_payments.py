"""Payment attempts are what the journal recorded of them (C8), and no money is without its sale or its basket (C10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from models.business_day import business_day
from models.facts.envelope import RecordedFact, decode_fact
from models.facts.payment import PaymentAttemptChanged
from models.facts.setting import ShopSettingChanged
from models.ledger.entry import EntryKind
from models.ledger.posting.of_payment import legs_of_payment, legs_of_tax
from models.money import total
from models.payments.attempt import AttemptKind, PaymentAttempt
from models.payments.attempt_fact import attempt_fact
from models.selling.payment_parts import TENDER_OF_METHOD
from models.selling.settlement import CARD_TENDERS, TenderKind
from models.shop import Shop
from models.shop_settings import DAY_CLOSES_AT
from store import schema, shop
from store.database.columns import from_micros
from store.invariants.books_of_kind import BooksOfKind
from store.invariants.journal_rows import UNREADABLE, read_in_order
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation
from store.selling import payment_attempts
from store.selling.advance_rows import all_advances

#: Vouchers and gift cards have an invariant of their own.
_WITHOUT_ATTEMPT = {TenderKind.CASH, TenderKind.SET_OFF, TenderKind.DEPOSIT_VOUCHER, *CARD_TENDERS}


def attempts_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Attempts that differ from what was recorded of them last."""
    recorded, unreadable = replay(view, PaymentAttemptChanged, _last_facts())
    yield from unreadable
    attempts = payment_attempts.all_attempts(view)
    yield from compare(recorded, {_subject(each.id): attempt_fact(each) for each in attempts})
    instants = _instants_of_changes(view)
    for each in attempts:
        changes = instants.get(each.id, set())
        if changes and (each.order.made_at != min(changes) or each.changed_at not in changes):
            yield Violation("C8", _subject(each.id), "was made or changed at another time than recorded")


def _instants_of_changes(view: sa.Connection) -> dict[int, set[datetime]]:
    instants = dict[int, set[datetime]]()
    for row in read_in_order(view, [PaymentAttemptChanged.kind]):
        with suppress(*UNREADABLE):  # the replay of the facts reports it
            attempt = decode_fact(PaymentAttemptChanged, row.payload).fact.attempt
            instants.setdefault(attempt, set()).add(from_micros(row.at_micros))
    return instants


def _last_facts() -> Callable[[RecordedFact[PaymentAttemptChanged]], list[tuple[str, object]]]:
    """The last fact of each attempt: nothing changes what a sale has, also where two devices wrote at one instant."""
    in_sales = set[int]()

    def values_of(each: RecordedFact[PaymentAttemptChanged]) -> list[tuple[str, object]]:
        number, is_applied = each.fact.attempt, each.fact.applied
        if number in in_sales and not is_applied:
            return []
        in_sales.update([number] if is_applied else [])
        return [(_subject(number), each.fact)]

    return values_of


def money_and_sales(view: sa.Connection) -> Iterator[Violation]:
    """Sales with another sum of a means of payment than their attempts, and baskets that forgot theirs."""
    tenders = dict(_tenders(view))
    for basket_id, group in groupby(sorted(payment_attempts.all_attempts(view), key=_by_basket), key=_by_basket):
        of_basket = list(group)
        if basket_id in tenders:
            yield from _compare_with_sale(basket_id, [e for e in of_basket if e.is_applied], tenders[basket_id])
        elif any(each.is_applied for each in of_basket):
            yield Violation("C10", f"the payments of {basket_id}", "are applied to no sale")
        elif any(each.is_open for each in of_basket) or _moved(of_basket):
            marked = view.scalar(sa.select(schema.basket.c.has_payments).where(schema.basket.c.id == basket_id))
            if marked is not None and not marked:
                yield Violation("C10", f"basket {basket_id}", "is paid in part, but may be changed")


def books_of_attempts(view: sa.Connection) -> Iterator[Violation]:
    """Attempts of which something else is in the books than became of them."""
    company = shop.find_shop(view)
    if company is None:
        return
    books = BooksOfKind(view, company.country, EntryKind.PAYMENT)
    days = _days_of_changes(view, company)
    taxed: dict[int, int] = {}
    for booked in all_advances(view):
        taxed[booked.attempt_id] = taxed.get(booked.attempt_id, 0) + sum(each.tax_minor for each in booked.parts)
    for each in payment_attempts.all_attempts(view):
        reference = f"{each.order.till_id}-{each.order.basket_id}"
        legs = legs_of_payment(each)
        for role, minor in legs_of_tax(taxed.get(each.id, 0)).items():
            legs[role] = legs.get(role, 0) + minor
        yield from books.compare(_subject(each.id), each.id, legs, days=days.get(each.id, ()), reference=reference)
    for attempt_id in books.unmet:
        yield Violation("C6", _subject(attempt_id), "is in the books but not stored")


def _days_of_changes(view: sa.Connection, company: Shop) -> dict[int, set[date]]:
    """The business days on which each attempt changed: by the hours at which the shop's day has ever closed."""
    closings, instants = {company.day_closes_at}, dict[int, set[datetime]]()
    for row in read_in_order(view, [ShopSettingChanged.kind, PaymentAttemptChanged.kind]):
        try:
            if row.kind == PaymentAttemptChanged.kind.value:
                attempt = decode_fact(PaymentAttemptChanged, row.payload).fact.attempt
                instants.setdefault(attempt, set()).add(from_micros(row.at_micros))
            else:
                closings |= _closings_of(decode_fact(ShopSettingChanged, row.payload).fact)
        except UNREADABLE:
            continue  # another invariant reports it
    zone = ZoneInfo(company.zone)
    return {
        attempt: {business_day(at, zone, closing) for at in of_it for closing in closings}
        for attempt, of_it in instants.items()
    }


def _closings_of(fact: ShopSettingChanged) -> set[time]:
    """The hours of a change of when the shop's day closes, before and after it."""
    texts = (fact.before, fact.after) if fact.name == DAY_CLOSES_AT else ()
    return {time.fromisoformat(text) for text in texts if text}


def _compare_with_sale(
    sale_id: int, of_sale: list[PaymentAttempt], tenders: dict[TenderKind, int]
) -> Iterator[Violation]:
    by_tender: dict[TenderKind, int] = {}
    for each in of_sale:
        sign = 1 if each.order.kind is AttemptKind.CHARGE else -1
        kind = TENDER_OF_METHOD[each.order.method]
        by_tender[kind] = by_tender.get(kind, 0) + sign * _amount(each)
    for kind in TenderKind:
        has, was = tenders.get(kind, 0), by_tender.get(kind, 0)
        # The last cash is no attempt, and neither are vouchers and what is set off against goods that came back.
        if has != was and (kind not in _WITHOUT_ATTEMPT or (has < was and was > 0)):
            yield Violation("C10", f"sale {sale_id}", f"has {has} of {kind} but {was} was taken")


def _amount(attempt: PaymentAttempt) -> int:
    """What the sale has of the customer: of a card whose bank declined later, what was taken then."""
    return attempt.order.amount.minor if attempt.was_offline and not attempt.is_paid else attempt.amount_taken.minor


def _tenders(view: sa.Connection) -> Iterator[tuple[int, dict[TenderKind, int]]]:
    tender = schema.tender.c
    # A refund that was settled with a sale belongs to the same basket.
    basket_id = sa.func.coalesce(schema.sale.c.settled_with, tender.sale_id).label("sale_id")
    with_attempts = sa.exists().where(schema.payment_attempt.c.basket_id == basket_id)
    query = (
        sa.select(basket_id, tender.kind, tender.amount_minor)
        .join_from(schema.tender, schema.sale, schema.sale.c.id == tender.sale_id)
        .where(with_attempts)
        .order_by(basket_id)
    )
    for sale_id, rows in groupby(view.execute(query), key=lambda row: row.sale_id):
        sums: dict[TenderKind, int] = {}
        for row in rows:
            sums[TenderKind(row.kind)] = sums.get(TenderKind(row.kind), 0) + row.amount_minor
        yield sale_id, sums


def _moved(of_basket: list[PaymentAttempt]) -> int:
    currency = of_basket[0].order.amount.currency
    charged = total((each.amount_taken for each in of_basket if each.order.kind is AttemptKind.CHARGE), currency)
    returned = total((each.amount_taken for each in of_basket if each.order.kind is AttemptKind.REFUND), currency)
    return charged.minor - returned.minor


def _subject(attempt_id: int) -> str:
    return f"payment {attempt_id}"


_by_basket = attrgetter("order.basket_id")

INVARIANTS = (
    Invariant(("C8",), "Payment attempts are as they were recorded last.", attempts_and_journal),
    Invariant(("C10",), "What was taken for a sale is what its attempts took, and no more.", money_and_sales),
    Invariant(("C6",), "What is in the books of a payment is what became of it.", books_of_attempts),
)
