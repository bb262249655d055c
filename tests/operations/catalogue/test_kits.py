"""What may be a kit, and what a kit may not do: it has no stock of its own. On both databases where rows decide."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from models.catalogue.kit import LEVELS_MAX, KitPart, Recipe, WrongKit, check_kit
from models.catalogue.packs import WrongPack
from models.catalogue.product import Pack, Product, TaxCategory
from models.errors import Reason, Refused
from models.facts.kit import KitChanged, PartOfKit
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.quantity import Unit
from models.stock.counting import CountedUnits
from models.stock.transfer import SentGoods
from models.stock.write_off import UnsaleableGoods, WriteOffKind, WriteOffReason
from operations.access.permissions import NotPermitted
from operations.catalogue.kit_changes import set_kit
from operations.catalogue.product_changes import change_product
from operations.installation.opening import Range, register_range
from operations.purchasing.receiving import receive_goods
from operations.stock.stock_count import count_goods
from operations.stock.writing_off import write_off_goods
from store import catalogue, invariants, journal, stock
from store.analysis.count_lists import count_candidates
from store.catalogue.kit_rows import contents_of_kits, recipe_of
from store.database.engine import Store
from store.importing.stored_range import read_range
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, anna_at
from tests.operations.purchasing.test_supplier_claims import from_shelf, send_back
from tests.operations.selling.kit_shop import BOX, RECIPES, make, shop_with_kits
from tests.operations.stock.test_transfers import send

CASE = Product("CASE", "Mjölk 6-p", Unit.PIECE, "dairy", TaxCategory.FOOD, pack=Pack("MILK", 6))
ONE = Decimal(1)


@pytest.fixture
def shop(store: Store) -> Store:
    return shop_with_kits(store)


@pytest.fixture
def small(sqlite_store: Store) -> Store:
    return shop_with_kits(sqlite_store)


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def facts(store: Store) -> list[object]:
    with store.view() as view:
        rows = journal.read(view, OFFICE, kinds=[JournalKind.KIT_CHANGED])
        return [read_fact(row.kind, row.payload).fact for row in rows]


def test_each_change_is_a_version_of_the_kit_in_the_journal_and_the_same_again_is_none(shop: Store) -> None:
    make(shop, "BOX", {"MILK": "0.150"})
    make(shop, "BOX", {"MILK": "0.15"})
    make(shop, "BOX", {})
    make(shop, "BOX", {"PAPER": "2"})
    assert facts(shop)[2:] == [
        KitChanged("BOX", 2, (PartOfKit("MILK", Decimal("0.15")),)),
        KitChanged("BOX", 3, ()),
        KitChanged("BOX", 4, (PartOfKit("PAPER", Decimal(2)),)),
    ]
    with shop.view() as view:
        assert recipe_of(view, "BOX") == Recipe("BOX", 4, (KitPart("PAPER", Decimal(2)),))
        assert recipe_of(view, "MILK") == Recipe("MILK", 0)
        assert set(contents_of_kits(view, ["BOX", "BASKET", "MILK"])) == {"BOX", "BASKET"}
    check(shop)


@pytest.mark.parametrize(
    ("sku", "parts", "reason"),
    [
        ("BOX", {"BASKET": "1"}, "kit_circle"),
        ("BOX", {"BOX": "1"}, "kit_circle"),
        ("BOX", {"MILK": "0"}, "kit_quantity"),
        ("BOX", {"MILK": "0.0001"}, "kit_quantity"),
        ("BOX", {"MILK": "NaN"}, "kit_quantity"),
        ("BOX", {"CASE": "1"}, "kit_part_pack"),
        ("CASE", {"MILK": "1"}, "kit_pack"),
        ("MILK", {"PAPER": "1"}, "kit_packed"),
        ("PAPER", {"MILK": "1"}, "kit_stock"),
        ("LOTS", {"MILK": "1"}, "kit_lots"),
    ],
)
def test_a_kit_that_cannot_be_is_refused_with_its_reason(
    small: Store, sku: str, parts: dict[str, str], reason: str
) -> None:
    lots = Product("LOTS", "Ägg", Unit.PIECE, "dairy", TaxCategory.FOOD, has_lots=True)
    register_range(small, OFFICE_ACTOR, Range(products=(CASE, lots)), at=AT)
    with pytest.raises(WrongKit, match="Nothing was changed") as refused:
        make(small, sku, parts)
    assert isinstance(refused.value.reason, Reason)
    assert refused.value.reason.key == reason
    check(small)


def test_kits_are_one_in_the_other_up_to_a_depth_counted_from_the_outermost() -> None:
    chain = {f"K{level}": {f"K{level + 1}": ONE} for level in range(1, LEVELS_MAX)}
    last = Recipe(f"K{LEVELS_MAX}", 1, (KitPart("MILK", ONE),))
    check_kit(last, chain)
    deeper = {**chain, last.sku: {"K9": ONE}}
    with pytest.raises(WrongKit, match=f"more than {LEVELS_MAX} kits"):
        check_kit(Recipe("K9", 1, (KitPart("MILK", ONE),)), deeper)
    with pytest.raises(WrongKit, match="quantity of MILK"):
        check_kit(Recipe("A", 1, (KitPart("K1", Decimal(9999)),)), {"K1": {"MILK": Decimal(2)}})
    with pytest.raises(WrongKit, match="more than 60 parts"):
        check_kit(Recipe("A", 1, tuple(KitPart(f"P{number}", ONE) for number in range(61))), {})
    with pytest.raises(WrongKit, match="same part twice"):
        check_kit(Recipe("A", 1, (KitPart("P", ONE), KitPart("P", ONE))), {})


def test_a_kit_is_neither_a_pack_nor_in_one_and_has_no_lots(small: Store) -> None:
    packs = (replace(BOX, pack=Pack("PAPER", 2)), replace(CASE, pack=Pack("BOX", 2)))
    for wrong in packs:
        with pytest.raises(WrongPack, match="kit"):
            register_range(small, OFFICE_ACTOR, Range(products=(wrong,)), at=AT)
    with pytest.raises(WrongKit, match="lots"):
        change_product(small, OFFICE_ACTOR, BOX, replace(BOX, has_lots=True), at=AT)
    with small.view() as view:
        milk = catalogue.get_product(view, "NAPKINS")
    with pytest.raises(WrongPack, match="in a kit"):
        change_product(small, OFFICE_ACTOR, milk, replace(milk, pack=Pack("PAPER", 2)), at=AT)
    check(small)


def test_only_who_may_change_goods_makes_kits(small: Store) -> None:
    with pytest.raises(NotPermitted):
        set_kit(small, anna_at(1), "BOX", (), at=AT)
    assert len(facts(small)) == len(RECIPES)


def test_a_kit_is_not_received_counted_moved_or_written_off_and_its_parts_are_named(small: Store) -> None:
    waste = UnsaleableGoods("w", 1, "BOX", ONE, WriteOffKind.WASTE, WriteOffReason.EXPIRED)
    delivery = CountedDelivery("d", (CountedGoods("BOX", ONE),), supplier_code="GROSS", location_id=1)
    attempts = (
        lambda: receive_goods(small, OFFICE_ACTOR, delivery, at=AT),
        lambda: write_off_goods(small, OFFICE_ACTOR, waste, at=AT),
        lambda: count_goods(small, OFFICE_ACTOR, [CountedUnits("BOX", ONE, AT)], location_id=1, key="c", at=AT),
        lambda: send(small, goods=(SentGoods("BOX", ONE),)),
        lambda: send_back(small, from_shelf("BOX", "1")),
    )
    with small.view() as view:
        before = stock.levels(view)
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert "its parts (BANANAS × 0.333, NAPKINS × 1)" in str(refused.value)
    with small.view() as view:
        assert stock.levels(view) == before
        assert {each.sku for each in count_candidates(view, 1, at=AT)}.isdisjoint(RECIPES)
        assert read_range(view, DAY, "SEK").kits == set(RECIPES)
    check(small)
