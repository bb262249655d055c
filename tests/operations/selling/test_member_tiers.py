"""Tiers: a fold of the points that purchases gave in twelve months; what comes back lowers it, on whatever day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.counter.receipt_composer import ReceiptComposer
from app.display.display_reader import state_of_till
from hardware.printer.layout import as_text, lay_out
from models.members.member import MemberDetails
from models.members.point_entry import PointChange
from models.members.point_rule import WrongPointRule
from models.members.tier import PointTier, next_tier, tier_of
from models.promotions.point_term_text import WrongPointTier, parse_tier
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from operations.installation.opening import open_store
from operations.members.member_changes import merge_members
from operations.points.member_tier import MemberTier, tier_at
from operations.points.point_rules import preview_rule, set_point_rule
from operations.selling.complete_sale import Payment, complete_sale
from store import invariants, shop
from store.database.engine import Store
from store.members import point_rows
from tests.builders import AT, DAY, OFFICE_ACTOR, kr, small_shop
from tests.operations.members.earning import RULE, PointShop
from tests.operations.members.joined import join
from tests.operations.selling.test_returns import line

SILVER, GOLD = PointTier("Silver", 100, 1500), PointTier("Gold", 300, 2000)
TIERED = structs.replace(RULE, tiers=(SILVER, GOLD))
YEAR = timedelta(days=365)


class Tiers(PointShop):
    """A shop whose members have tiers."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, TIERED)

    def buy(self, units: int, *, at: datetime = AT) -> Sale:
        """Lunches for a member: 129 kronor each."""
        self.anna.choose_member(self.member)
        self.anna.scan("LUNCH", units)
        due = kr(self.anna.due())
        payment = Payment(self.anna.basket_id(), due, (Offer(TenderKind.CASH, kr(due.minor)),))
        return complete_sale(self.store, self.anna.actor, payment, at=at)

    def tier(self, day: date = DAY) -> MemberTier:
        with self.store.view() as view:
            tier = tier_at(view, self.member.id, point_rows.rule_of_day(view, day), day)
        assert tier is not None
        return tier

    def earned(self, sale: Sale) -> int:
        with self.store.view() as view:
            entries = point_rows.entries_on_sales(view, [sale.id])
        return sum(each.points for each in entries if each.change == PointChange.EARN)


def test_the_tier_before_a_purchase_multiplies_its_points_and_a_return_lowers_it(store: Store) -> None:
    tiers = Tiers(store)
    sales = [tiers.buy(1) for _ in range(3)]
    # 129 make Silver: 193.5; then 322 are Gold: 258.
    assert [tiers.earned(each) for each in sales] == [129, 193, 258]
    assert (tiers.tier().collected, tiers.tier().name) == (580, "Gold")
    tiers.anna.choose(sales[2], line(1, "1"))
    tiers.anna.give(key=1)
    tiers.anna.choose(sales[1], line(1, "1"))
    tiers.anna.give(key=2)
    assert (tiers.tier().collected, tiers.tier().name) == (129, "Silver")
    assert tiers.tier().next_tier == GOLD
    assert tiers.earned(tiers.buy(1)) == 193
    with store.view() as view:
        assert invariants.check_all(view) == []


@pytest.mark.parametrize(
    ("collected", "name", "coming"), [(99, "", "Silver"), (100, "Silver", "Gold"), (300, "Gold", "")]
)
def test_whoever_reaches_a_tier_to_the_point_has_it_and_waits_for_the_next(
    collected: int, name: str, coming: str
) -> None:
    reached, following = tier_of(TIERED.tiers, collected), next_tier(TIERED.tiers, collected)
    assert (reached.name if reached else "", following.name if following else "") == (name, coming)


def test_points_that_are_given_used_or_ended_change_no_tier(sqlite_store: Store) -> None:
    tiers = Tiers(sqlite_store)
    tiers.give(5000)
    assert (tiers.tier().collected, tiers.tier().tier) == (0, None)
    tiers.buy(1)
    tiers.give(-5000)
    assert tiers.tier().name == "Silver"


def test_a_purchase_counts_for_twelve_months_and_what_comes_back_of_it_as_long(sqlite_store: Store) -> None:
    tiers = Tiers(sqlite_store)
    sale = tiers.buy(3)
    assert [tiers.tier(DAY + timedelta(days=days)).collected for days in (0, 364, 365)] == [387, 387, 0]
    tiers.anna.choose(sale, line(1, "2"))
    tiers.anna.give(key=1)
    assert [tiers.tier(DAY + timedelta(days=days)).collected for days in (0, 364, 365)] == [129, 129, 0]


def test_doubles_that_become_one_have_the_tier_of_both(sqlite_store: Store) -> None:
    tiers = Tiers(sqlite_store)
    first = tiers.member
    tiers.buy(1)
    tiers.member = join(sqlite_store, MemberDetails("Double", phone="070-174 06 99"))
    tiers.buy(2)
    merge_members(sqlite_store, OFFICE_ACTOR, first.id, tiers.member.id, at=AT)
    assert (tiers.tier().collected, tiers.tier().name) == (387, "Gold")


def test_receipt_till_display_and_preview_know_the_tier(sqlite_store: Store) -> None:
    tiers = Tiers(sqlite_store)
    first, second = tiers.buy(1), tiers.buy(1)
    composer = ReceiptComposer(sqlite_store, "en")
    texts = [as_text(lay_out(composer.compose(each.id))) for each in (first, second)]
    assert ["Silver ×1,5" in text for text in texts] == [False, True], "by the tier before each of them"
    tiers.anna.choose_member(tiers.member)
    tiers.anna.scan("MILK")
    member = tiers.anna.state().member
    assert member is not None
    assert member.points is not None
    assert member.points.tier == "Gold ×2"
    with sqlite_store.view() as view:
        assert state_of_till(view, shop.get_shop(view), tiers.anna.device_id, AT).tier == "Gold ×2"
    later = AT + timedelta(days=1)
    doubled = preview_rule(sqlite_store, structs.replace(TIERED, first_day=DAY), at=later).points
    assert doubled == 2 * preview_rule(sqlite_store, structs.replace(RULE, first_day=DAY), at=later).points


@pytest.mark.parametrize(
    "wrong",
    [
        (PointTier("", 10),),
        (PointTier("A", 0),),
        (PointTier("A", 10), PointTier("a", 20)),
        (GOLD, SILVER),
        (PointTier("A", 10), PointTier("B", 10)),
        (PointTier("A" * 21, 10),),
        (PointTier("A\n", 10),),
        (PointTier("A", 10, -1),),
        tuple(PointTier(str(n), n) for n in range(1, 7)),
    ],
)
def test_tiers_that_nobody_can_mean_are_refused(sqlite_store: Store, wrong: Sequence[PointTier]) -> None:
    small_shop(sqlite_store)
    with pytest.raises(WrongPointRule):
        set_point_rule(sqlite_store, OFFICE_ACTOR, structs.replace(RULE, tiers=tuple(wrong)), at=AT)


@pytest.mark.parametrize("text", ["Gold", "Gold:x:2", ":100:2", "Gold:-5:2", "Gold:100:", "Gold:\N{SUPERSCRIPT TWO}:2"])
def test_a_text_that_is_no_tier_is_refused(text: str) -> None:
    with pytest.raises(Exception) as refusal:
        parse_tier(text)
    assert refusal.type.__name__ in {"WrongPointTier", "WrongPointTerm"}
    assert parse_tier("A:B:100:2") == PointTier("A:B", 100, 2000)
    assert issubclass(WrongPointTier, Exception)


#: A purchase of some lunches, or so many of one before taken back.
STEPS = st.lists(st.tuples(st.booleans(), st.integers(1, 3), st.integers(0, 5)), min_size=1, max_size=7)


def slow_fold(tiers: Tiers) -> int:
    """What the member collected, from every entry."""
    with tiers.store.view() as view:
        entries = [each for each in point_rows.all_entries(view) if each.member == tiers.member.id]
    of_purchases = {PointChange.EARN, PointChange.TAKE_BACK}
    return sum(each.points for each in entries if each.change in of_purchases)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_tier_is_the_fold_of_the_entries_at_each_step(sqlite_url: str, steps: list[tuple[bool, int, int]]) -> None:
    template = Path(sqlite_url.removeprefix("sqlite:///"))
    copy = template.with_name(f"{len(list(template.parent.iterdir()))}.db")
    copy.write_bytes(template.read_bytes())
    tiers = Tiers(open_store(f"sqlite:///{copy}"))
    bought: list[tuple[Sale, int]] = []
    for number, (takes_back, units, which) in enumerate([*steps, *[(True, 99, 0)] * len(steps)], start=1):
        before = tier_of(TIERED.tiers, slow_fold(tiers))
        if takes_back and bought:
            sale, left = bought.pop(which % len(bought))
            back = min(units, left)
            tiers.anna.choose(sale, line(1, str(back)))
            tiers.anna.give(key=number)
            bought += [(sale, left - back)] if left > back else []
        elif not takes_back:
            sale = tiers.buy(units)
            assert tiers.earned(sale) == units * 129 * (before.factor_milli if before else 1000) // 1000
            bought.append((sale, units))
        assert tiers.tier().collected == slow_fold(tiers) >= 0
        assert tiers.tier().tier == tier_of(TIERED.tiers, slow_fold(tiers))
    assert tiers.tier().collected == 0, "everything came back"
    tiers.store.close()
