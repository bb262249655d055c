"""Figures of customers of four weeks: published once, of those who agreed, and the same after somebody was erased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.analytics.customers.bands import first_day_of
from models.analytics.customers.customer_reports import report_of
from models.analytics.customers.figure_cells import Axis, Scope
from models.analytics.customers.offer_trial import WrongTrial
from models.card_data import CardDataRefused
from models.members.consent import ConsentPurpose
from models.members.member import MemberDetails
from models.selling.earlier_trade import History
from models.selling.settlement import TenderKind
from operations.access.permissions import NotPermitted
from operations.bulk.past_trade import save_history
from operations.customers.offer_list import NoTrial, offer_list
from operations.customers.publish_edition import TrialExists, plan_trial
from operations.customers.read_editions import NothingPublished, read_editions
from operations.members.member_changes import merge_members, set_consent
from operations.members.member_rights import erase_member
from pipelines.nightly.publish_customers import publish_customer_figures
from store import invariants
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, small_shop
from tests.cards import NUMBERS
from tests.operations.customers.published import AFTER, EDITION, FIRST, join_people, publish, purchase
from tests.operations.members.joined import join

PEOPLE = 24


@pytest.fixture
def shop(sqlite_store: Store) -> Store:
    return small_shop(sqlite_store)


def trade(store: Store, members: list[str]) -> None:
    """Everybody comes twice for milk at about 20 kr; one who did not agree and one who is nobody spend much more."""
    silent = join(store, MemberDetails("Silent", "070-174 06 09"))
    sales = [purchase(member, FIRST + timedelta(days=day)) for day in (0, 9) for member in members]
    sales += [purchase(silent.id, FIRST, 77_777), purchase(None, FIRST, 88_888, TenderKind.CASH)]
    save_history(store, OFFICE_ACTOR, History({TILL: sorted(sales, key=lambda sale: sale.at)}))


def test_figures_are_of_those_who_agreed_and_coverage_is_of_all(shop: Store) -> None:
    members = join_people(shop, PEOPLE)
    trade(shop, members)
    double = join(shop, MemberDetails("Double", "070-174 06 11"))
    merge_members(shop, OFFICE_ACTOR, double.id, members[0], at=AT)
    set_consent(shop, OFFICE_ACTOR, members[0], ConsentPurpose.ANALYSIS, is_given=False, at=AT)
    assert publish(shop).published == (FIRST.isoformat(),)
    assert publish(shop).published == (), "what is published is published once"
    (edition,) = read_editions(shop, OFFICE_ACTOR)
    goods, everyone = edition.cell(Scope.GOODS), edition.cell(Scope.EVERYONE)
    assert goods is not None
    assert everyone is not None
    agreed = PEOPLE - 1
    assert (goods.customers, goods.receipts) == (agreed, 2 * agreed)
    assert goods.amount_minor == agreed * (2_000 + 5_500)
    assert goods.margin_minor is not None
    assert everyone.receipts == 2 * PEOPLE + 2
    assert everyone.amount_minor == PEOPLE * 7_500 + 77_777 + 88_888 + 2 * 3_500
    young = edition.cell(Scope.GOODS, (Axis.AGE, "25-44"))
    assert young is not None
    assert young.customers == 11
    press = edition.cell(Scope.GOODS, (Axis.CATEGORY, "press"))
    assert press is not None
    assert press.amount_minor == agreed * 3_500
    (whole, *_) = report_of("coverage", [edition])
    assert whole.records()[0]["of_members"] == 2 * agreed
    with shop.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_erasing_somebody_changes_no_published_figure_and_leaves_them_out_of_the_next(shop: Store) -> None:
    members = join_people(shop, PEOPLE)
    trade(shop, members)
    publish(shop)
    (before,) = read_editions(shop, OFFICE_ACTOR)
    again = first_day_of(EDITION + 1)
    late = [purchase(member, again) for member in members]
    save_history(shop, OFFICE_ACTOR, History({TILL: sorted(late, key=lambda sale: sale.at)}))
    for member in members[:3]:
        erase_member(shop, OFFICE_ACTOR, member, at=AFTER)
    publish_customer_figures(shop, OFFICE_ACTOR, at=AFTER + timedelta(days=28))
    first, second = read_editions(shop, OFFICE_ACTOR)
    assert first.figures_json == before.figures_json
    goods = second.cell(Scope.GOODS)
    assert goods is not None
    assert goods.customers == PEOPLE - 3
    assert not any(member in edition.figures_json for edition in (first, second) for member in members)


def test_an_offer_is_tried_with_those_who_want_offers(shop: Store) -> None:
    members = join_people(shop, PEOPLE)
    set_consent(shop, OFFICE_ACTOR, members[0], ConsentPurpose.OFFERS, is_given=False, at=AT)
    trial = plan_trial(shop, OFFICE_ACTOR, " Bread ", FIRST, 50, at=AT)
    with pytest.raises(TrialExists):
        plan_trial(shop, OFFICE_ACTOR, "Milk", FIRST, 50, at=AT)
    with pytest.raises(CardDataRefused):
        plan_trial(shop, OFFICE_ACTOR, f"For {NUMBERS[1]}", FIRST, 50, at=AT)
    for first_day, percent in ((FIRST + timedelta(days=1), 20), (FIRST - timedelta(days=280), 20), (FIRST, 80)):
        with pytest.raises(WrongTrial):
            plan_trial(shop, OFFICE_ACTOR, "Milk", first_day, percent, at=AT)
    name, readers = offer_list(shop, OFFICE_ACTOR, FIRST, at=AT)
    groups = {member: trial.group_of(member, may_write=member != members[0]) for member in members}
    assert name == "Bread"
    assert len(readers) == list(groups.values()).count("offered") < PEOPLE - 1
    with pytest.raises(NoTrial):
        offer_list(shop, OFFICE_ACTOR, FIRST - timedelta(days=28), at=AT)
    trade(shop, members)
    publish(shop)
    (edition,) = read_editions(shop, OFFICE_ACTOR)
    assert set(edition.values(Scope.ASKED, Axis.OFFER)) == {"offered", "held_back", "not_asked"}


def test_who_may_not_see_figures_sees_none(shop: Store) -> None:
    with pytest.raises(NothingPublished):
        read_editions(shop, OFFICE_ACTOR)
    for role in (BuiltInRole.SENIOR_ASSISTANT, BuiltInRole.BOOKKEEPER):
        with pytest.raises(NotPermitted):
            read_editions(shop, Actor("x", OFFICE, PERMISSIONS[role]))
