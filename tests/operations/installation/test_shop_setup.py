"""Setting up a shop: each step is stored at once, can be skipped and taken up again, and a demo shop stays one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from models.access.actor import Actor
from models.access.operator import Operator
from models.access.permission import BuiltInRole
from models.catalogue.product import TaxCategory
from models.company_number import WrongCompanyNumber
from models.errors import Refused
from models.pricing.price_list import Price
from models.pricing.price_text import WrongAmount
from models.setup_steps import SetupStep, StepState
from models.shop import FIRST_OFFICE
from operations.access.actors import office_actor
from operations.access.operators import add_operator
from operations.access.permissions import NotPermitted
from operations.access.secrets import set_password
from operations.installation.change_settings import change_setting
from operations.installation.opening import NewShop, Range, register_range, register_shop
from operations.installation.shop_setup import (
    CompanyAnswers,
    DemoStaysDemo,
    NoTills,
    find_progress,
    mark_step,
    set_company,
    set_location,
    set_tills,
    wants_setup,
)
from operations.installation.starter_range import (
    StarterTrade,
    TypedGood,
    add_starter_range,
    add_typed_goods,
    example_prices,
)
from store import invariants, shop
from store.catalogue import all_products, offering_by_sku
from store.database.engine import Store
from tests.builders import AT, COMPANY, DEVICES, LOCATIONS, kr, small_shop

ACTOR = Actor("office", FIRST_OFFICE)
ANSWERS = CompanyAnswers("Anders Kiosk AB", "5560004755")


def states(store: Store) -> dict[SetupStep, StepState]:
    return dict(find_progress(store).states)


def sound(store: Store) -> list[invariants.Violation]:
    with store.view() as view:
        return invariants.check_all(view)


def test_every_step_is_stored_and_the_next_is_the_first_open_one(store: Store) -> None:
    assert find_progress(store).next_step is SetupStep.COMPANY
    set_company(store, ACTOR, ANSWERS, at=AT)
    set_location(store, ACTOR, "Kiosken", "Storgatan 2", at=AT)
    tills = set_tills(store, ACTOR, ["Vänster", "Höger"], at=AT)
    mark_step(store, ACTOR, SetupStep.PRINTER, StepState.SKIPPED, at=AT)
    assert [(till.id, till.name) for till in tills] == [(1, "Vänster"), (2, "Höger")]
    with store.view() as view:
        station = shop.get_station(view, 2)
    assert (station.shop.company, station.shop.org_number) == ("Anders Kiosk AB", "556000-4755")
    assert (station.location.name, station.location.address) == ("Kiosken", "Storgatan 2")
    progress = find_progress(store)
    assert (progress.next_step, progress.is_done) == (SetupStep.OWNER, False)
    assert progress.left == (SetupStep.PRINTER, SetupStep.OWNER, SetupStep.GOODS, SetupStep.BACKUPS)
    assert sound(store) == []


def test_a_step_answered_again_corrects_it_and_the_same_answer_changes_nothing(sqlite_store: Store) -> None:
    for name in ("Anders Kiosk AB", "Annas Kiosk AB", "Annas Kiosk AB"):
        set_company(sqlite_store, ACTOR, replace(ANSWERS, name=name), at=AT)
        set_tills(sqlite_store, ACTOR, ["A", "B"], at=AT)
    with sqlite_store.view() as view:
        assert shop.get_shop(view).company == "Annas Kiosk AB"
        assert [each.id for each in shop.all_devices(view)] == [1, 2, FIRST_OFFICE]
    assert sound(sqlite_store) == []


def test_a_skipped_company_is_a_shop_without_a_name_that_gets_one_later(sqlite_store: Store) -> None:
    mark_step(sqlite_store, ACTOR, SetupStep.COMPANY, StepState.SKIPPED, at=AT)
    set_tills(sqlite_store, ACTOR, ["KASSA01"], at=AT)
    assert states(sqlite_store)[SetupStep.COMPANY] is StepState.SKIPPED
    set_company(sqlite_store, ACTOR, ANSWERS, at=AT)
    assert states(sqlite_store)[SetupStep.COMPANY] is StepState.DONE
    assert sound(sqlite_store) == []


def test_a_wrong_number_registers_no_shop(sqlite_store: Store) -> None:
    with pytest.raises(WrongCompanyNumber):
        set_company(sqlite_store, ACTOR, replace(ANSWERS, org_number="556000-4754"), at=AT)
    with sqlite_store.view() as view:
        assert shop.find_shop(view) is None


@pytest.mark.parametrize("names", [[], ["A", " "], ["A"] * 21])
def test_a_shop_has_tills_with_names(sqlite_store: Store, names: list[str]) -> None:
    set_company(sqlite_store, ACTOR, ANSWERS, at=AT)
    with pytest.raises(NoTills):
        set_tills(sqlite_store, ACTOR, names, at=AT)


STEPS: dict[str, Callable[[Store], object]] = {
    "company": lambda store: set_company(store, ACTOR, ANSWERS, at=AT),
    "location": lambda store: set_location(store, ACTOR, "A", "B", at=AT),
    "tills": lambda store: set_tills(store, ACTOR, ["A"], at=AT),
    "skip": lambda store: mark_step(store, ACTOR, SetupStep.OWNER, StepState.SKIPPED, at=AT),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_demo_shop_stays_one(sqlite_store: Store, step: str) -> None:
    register_shop(sqlite_store, ACTOR, NewShop(replace(COMPANY, is_demo=True), LOCATIONS, DEVICES), at=AT)
    with pytest.raises(DemoStaysDemo):
        STEPS[step](sqlite_store)
    with sqlite_store.view() as view:
        assert shop.get_shop(view) == replace(COMPANY, is_demo=True)
    assert find_progress(sqlite_store).next_step is SetupStep.COMPANY


@pytest.mark.parametrize("step", STEPS)
def test_a_real_shop_takes_every_step(sqlite_store: Store, step: str) -> None:
    """The control of the test above."""
    small_shop(sqlite_store)
    STEPS[step](sqlite_store)
    assert sound(sqlite_store) == []


@pytest.mark.parametrize("trade", StarterTrade)
def test_a_starter_range_sells_at_the_right_tax_and_its_prices_are_examples(
    sqlite_store: Store, trade: StarterTrade
) -> None:
    set_company(sqlite_store, ACTOR, ANSWERS, at=AT)
    count = add_starter_range(sqlite_store, ACTOR, trade, "sv", at=AT)
    assert add_starter_range(sqlite_store, ACTOR, trade, "sv", at=AT) == 0
    day = COMPANY.business_day(AT)
    with sqlite_store.view() as view:
        skus = [each.sku for each in all_products(view)]
        assert len(skus) == count > 15
        assert all(offering_by_sku(view, sku, day) for sku in skus)
        assert len(example_prices(view)) == count
    own = Price(skus[0], kr(1), date(2026, 12, 1))
    register_range(sqlite_store, ACTOR, Range(prices=(own,)), at=AT)
    with sqlite_store.view() as view:
        assert skus[0] not in example_prices(view)
    assert sound(sqlite_store) == []


def test_typed_goods_get_numbers_and_all_or_none_are_added(sqlite_store: Store) -> None:
    set_company(sqlite_store, ACTOR, ANSWERS, at=AT)
    assert add_typed_goods(sqlite_store, ACTOR, [TypedGood("Bulle", "12,50"), TypedGood("Te", "20")], at=AT) == [
        "1001",
        "1002",
    ]
    for bad in ("", "free", "-1", "1.234", "NaN", "99999999999"):
        with pytest.raises(WrongAmount):
            add_typed_goods(sqlite_store, ACTOR, [TypedGood("A", "1"), TypedGood("B", bad)], at=AT)
    milk = TypedGood("Mjölk", "15", barcode="7310865004703")
    assert add_typed_goods(sqlite_store, ACTOR, [milk], at=AT) == ["1003"]
    with pytest.raises(Refused, match="belongs to another product"):
        add_typed_goods(sqlite_store, ACTOR, [replace(milk, name="Fil")], at=AT)
    with sqlite_store.view() as view:
        assert [each.name for each in all_products(view)] == ["Bulle", "Te", "Mjölk"]


def test_the_very_same_goods_typed_again_are_those_that_are_there(sqlite_store: Store) -> None:
    set_company(sqlite_store, ACTOR, ANSWERS, at=AT)
    goods = [TypedGood("Bulle", "12,50"), TypedGood("Mjölk", "15", barcode="7310865004703")]
    for _ in range(2):
        assert add_typed_goods(sqlite_store, ACTOR, goods, at=AT) == ["1001", "1002"]
    others = [replace(goods[0], price="13"), replace(goods[0], tax_category=TaxCategory.FOOD), TypedGood("Te", "12,50")]
    assert add_typed_goods(sqlite_store, ACTOR, [goods[1], *others], at=AT) == ["1002", "1003", "1004", "1005"]
    assert states(sqlite_store)[SetupStep.GOODS] is StepState.DONE
    assert sound(sqlite_store) == []


def test_an_owner_who_cannot_sign_in_is_none_and_one_who_can_needs_no_step(sqlite_store: Store) -> None:
    set_company(sqlite_store, ACTOR, ANSWERS, at=AT)
    mark_step(sqlite_store, ACTOR, SetupStep.OWNER, StepState.SKIPPED, at=AT)
    add_operator(sqlite_store, ACTOR, Operator("anna", "Anna Öst", BuiltInRole.OWNER.value), at=AT)
    assert states(sqlite_store)[SetupStep.OWNER] is StepState.SKIPPED
    assert wants_setup(sqlite_store)
    set_password(sqlite_store, ACTOR, "anna", "fyra ord som inte hör ihop", at=AT)
    assert states(sqlite_store)[SetupStep.OWNER] is StepState.DONE
    assert not wants_setup(sqlite_store)


def test_nobody_without_the_permission_sets_anything_up(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    stranger = Actor("till", 1)
    for call in (
        lambda: set_company(sqlite_store, stranger, ANSWERS, at=AT),
        lambda: set_location(sqlite_store, stranger, "A", "B", at=AT),
        lambda: set_tills(sqlite_store, stranger, ["A"], at=AT),
        lambda: mark_step(sqlite_store, stranger, SetupStep.OWNER, StepState.DONE, at=AT),
        lambda: add_starter_range(sqlite_store, stranger, StarterTrade.CAFE, "sv", at=AT),
        lambda: add_typed_goods(sqlite_store, stranger, [], at=AT),
        lambda: change_setting(sqlite_store, stranger, "company.name", "Mine", at=AT),
    ):
        with pytest.raises(NotPermitted):
            call()
    assert office_actor(sqlite_store).device_id == FIRST_OFFICE
