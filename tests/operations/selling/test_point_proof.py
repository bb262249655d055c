"""Points under chance, races and forgeries: what a slow reference counts, nothing used twice, no forgery unseen."""

from __future__ import annotations

import random
import threading
from collections import Counter
from contextlib import suppress
from fractions import Fraction
from functools import partial
from math import floor

import pytest
import sqlalchemy as sa

from models.errors import Refused
from models.pricing.discount_part import DiscountKind
from models.selling.sale import Sale
from models.selling.till_event import Cancel
from store import schema
from store.database.engine import Store
from store.invariants import recorded_points
from store.selling import sales
from tests.faults.tampering import Undone, unguarded
from tests.operations.members.earning import PointUser
from tests.operations.selling.test_points import DEBT, Points
from tests.operations.selling.test_return_races import Rounds, both


@pytest.fixture
def points(store: Store) -> Points:
    return Points(store)


@pytest.fixture
def one_shop(sqlite_store: Store) -> Points:
    return Points(sqlite_store)


def left_of(points: Points, sale: Sale) -> int:
    """What a sale comes to in points, looked at as a whole: what came and was used, less what went back of it."""
    with points.store.view() as view:
        refunds = sales.refunds_of(view, sale.id)
    gone = Counter[int]()
    for refund in refunds:
        gone.update({each.position: -int(each.quantity) for each in refund.lines})
    left, money, taken_off = 0, Fraction(0), 0
    for each in sale.lines:
        factor = {"PAPER": 0, "MILK": 2}.get(each.sku, 1)
        minor = sum(part.amount_minor for part in each.discounts if part.kind is DiscountKind.POINTS)
        earned = floor(money + Fraction(each.gross.minor * factor, 100)) - floor(money)
        used = (taken_off + minor) // 10 - taken_off // 10
        money, taken_off = money + Fraction(each.gross.minor * factor, 100), taken_off + minor
        share = Fraction(gone[each.position], int(each.quantity))
        left += earned - floor(earned * share) - used + floor(used * share)
    return left


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_in_any_order_points_are_what_a_slow_reference_counts(sqlite_store: Store, rounds: Rounds) -> None:
    """Two tills sell, use points and take back parts by chance; the reference looks at every sale as a whole."""
    points, chance, made = Points(sqlite_store), random.Random(16), list[Sale]()
    points.give(1000)
    for number in range(rounds(12, 2_000)):
        till = chance.choice((points.anna, points.berit))
        if made and chance.random() < 0.55:
            sale = chance.choice(made[-6:])
            part = chance.choice(sale.lines)
            with suppress(Refused):
                points.give_back(till, sale, part.position, str(chance.randint(1, int(part.quantity))), key=number + 1)
        else:
            skus = chance.sample(("MILK", "LUNCH", "NAPKINS", "PAPER"), 2)
            use = chance.choice((0, 10, 77)) if points.balance() >= 77 else 0
            made.append(points.buy(till, use=use, **{sku: str(chance.randint(1, 5)) for sku in skus}))
        till.do(Cancel, reason="left")
        assert points.balance() == 1000 + sum(left_of(points, sale) for sale in made)
    for sale in made:
        for part in sale.lines:
            with suppress(Refused):
                points.give_back(
                    points.anna, sale, part.position, str(part.quantity), key=10**6 + sale.id + part.position
                )
            points.anna.do(Cancel, reason="left")
    points.check()


def takes(till: PointUser) -> bool:
    return till.use(500) == ""


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_of_two_tills_at_once_one_uses_the_points(points: Points, rounds: Rounds) -> None:
    points.give(500)
    tills = [points.anna, points.berit]
    for each in tills:
        each.choose_member(points.member)
        each.scan("LUNCH")
    for _ in range(rounds(4, 500)):
        assert sorted(both(*(partial(takes, each) for each in tills))) == [False, True]
        for each in tills:
            each.use(0)
    points.check()


def test_a_naive_look_lets_both_use_them(one_shop: Points) -> None:
    """The control: who reads first and writes then lets two tills use the same one_shop."""
    one_shop.give(500)
    seen = threading.Barrier(2)

    def naively() -> bool:
        has_them = one_shop.balance() >= 500
        seen.wait()
        return has_them

    assert both(naively, naively) == [True, True]


_ACCOUNT, _ENTRY, _PART = schema.point_account, schema.point_entry, schema.sale_line_discount
#: What somebody with the database's own rights does, and what is reported of it.
FORGERIES: dict[str, tuple[sa.Update | sa.Delete, str]] = {
    "a member has more": (_ACCOUNT.update().values(balance=_ACCOUNT.c.balance + 100), "is stored as"),
    "so does an entry": (_ENTRY.update().values(points=_ENTRY.c.points + 100), "is stored as"),
    "points were not used": (_ENTRY.delete().where(_ENTRY.c.points < 0), "not stored"),
    "points never end": (_ENTRY.update().values(expires_on=None), "is stored as"),
    "nothing is in use": (_ACCOUNT.update().values(held=0), "not stored"),
    "a basket uses more": (
        schema.basket.update().values(points=sa.func.replace(schema.basket.c.points, "[50,", "[90,")), "is stored as",
    ),
    "a point is worth more": (
        schema.point_rule.update().values(terms=sa.func.replace(schema.point_rule.c.terms, ":10,", ":90,")),
        "is stored as",
    ),
    "points took off more": (
        _PART.update().where(_PART.c.kind == "points").values(amount_minor=_PART.c.amount_minor + 10), "off by points",
    ),
    "less is owed": (
        schema.posting.update().where(schema.posting.c.account == DEBT).values(account="3001"), "is booked as",
    ),
}  # fmt: skip


def test_forged_points_are_found(one_shop: Points) -> None:
    points = one_shop
    points.give(500)
    points.buy(points.anna, use=100, LUNCH="1")
    points.berit.choose_member(points.member)
    points.berit.scan("LUNCH")
    assert points.berit.use(50) == ""
    points.check()
    for way, (statement, words) in FORGERIES.items():
        with suppress(Undone), points.store.transaction() as tx:
            with unguarded(tx, "point_entry", "point_rule", "posting", "sale_line_discount"):
                assert tx.execute(statement).rowcount != 0, way
            violations = [each for rule in recorded_points.INVARIANTS for each in rule.check(tx)]
            assert any(words in each.found for each in violations), (way, violations)
            raise Undone
    points.check()
