"""The history of a product has its pictures, and reads the index of the rows about goods alone."""

from __future__ import annotations

from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.catalogue.kit import KitPart
from models.catalogue.product_history import KIT_PART, PICTURE, PICTURE_PLACE, PRICE_BREAK, ChangedValue
from models.purchasing.price_breaks import PriceBreak
from operations.catalogue.kit_changes import set_kit
from operations.catalogue.picture_changes import (
    add_picture,
    describe_picture,
    move_picture,
    remove_picture,
    replace_picture,
)
from operations.catalogue.price_break_changes import set_price_breaks
from store.analysis.goods_history import KINDS, history_of
from store.database.engine import Store
from store.schema.journal import GOODS_KINDS
from tests.builders import AT, OFFICE, OFFICE_ACTOR, kr, small_shop
from tests.operations.catalogue.picture_files import picture, show_goods


def test_each_change_of_a_picture_is_in_the_history_of_its_product(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        before = len(history_of(view, "MILK"))
    show_goods(store, "BANANAS", "teal")
    add_picture(store, OFFICE_ACTOR, "MILK", picture("red"), texts={"sv": "Röd burk"}, at=AT)
    show_goods(store, "MILK", "navy")
    describe_picture(store, OFFICE_ACTOR, "MILK", "1", texts={"sv": "Röd", "en": "Red"}, at=AT)
    move_picture(store, OFFICE_ACTOR, "MILK", "1", place=2, at=AT)
    replace_picture(store, OFFICE_ACTOR, "MILK", "1", picture("gold"), at=AT)
    remove_picture(store, OFFICE_ACTOR, "MILK", "1", at=AT)
    with store.view() as view:
        changes = history_of(view, "MILK")[before:]
    red, navy, gold = (picture(each).digest[:12] for each in ("red", "navy", "gold"))
    assert [each.values for each in changes] == [
        (ChangedValue(PICTURE, None, "1: Röd burk", red),),
        (ChangedValue(PICTURE, None, "2: navy skiva", navy),),
        (
            ChangedValue("picture_text_sv", "Röd burk", "Röd", red),
            ChangedValue("picture_text_en", "", "Red", red),
        ),
        (ChangedValue(PICTURE_PLACE, 2, 1, navy), ChangedValue(PICTURE_PLACE, 1, 2, red)),
        (
            ChangedValue(PICTURE, "1: navy skiva", None, navy),
            ChangedValue(PICTURE, None, "1: navy skiva", gold),
        ),
        (ChangedValue(PICTURE, "1: navy skiva", None, gold),),
    ]
    assert {each.operator for each in changes} == {OFFICE_ACTOR.operator_id}


def test_each_change_of_a_recipe_and_of_price_breaks_is_in_the_history_of_its_product_alone(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        before = {sku: len(history_of(view, sku)) for sku in ("LUNCH", "MILK")}
    cook = Actor("olof", OFFICE, PERMISSIONS[BuiltInRole.OWNER])
    for parts in (
        {"MILK": "0.5", "PAPER": "1"},
        {"MILK": "0.75", "NAPKINS": "2"},
        {"MILK": "0.75", "NAPKINS": "2"},
        {},
    ):
        set_kit(store, cook, "LUNCH", [KitPart(sku, Decimal(units)) for sku, units in parts.items()], at=AT)
    for breaks in (((24, 900), (96, 850)), ((24, 910),)):
        steps = [PriceBreak(Decimal(least), kr(cost)) for least, cost in breaks]
        set_price_breaks(store, OFFICE_ACTOR, "MILK", "GROSS", steps, at=AT)
    with store.view() as view:
        lunch, milk = (history_of(view, sku)[before[sku] :] for sku in ("LUNCH", "MILK"))
    half, three_quarters = Decimal("0.5"), Decimal("0.75")
    assert [each.values for each in lunch] == [
        (ChangedValue(KIT_PART, None, half, "MILK"), ChangedValue(KIT_PART, None, Decimal(1), "PAPER")),
        (
            ChangedValue(KIT_PART, half, three_quarters, "MILK"),
            ChangedValue(KIT_PART, Decimal(1), None, "PAPER"),
            ChangedValue(KIT_PART, None, Decimal(2), "NAPKINS"),
        ),
        (ChangedValue(KIT_PART, three_quarters, None, "MILK"), ChangedValue(KIT_PART, Decimal(2), None, "NAPKINS")),
    ]
    assert {each.operator for each in lunch} == {"olof"}
    assert [each.values for each in milk] == [
        (ChangedValue(PRICE_BREAK, None, 900, "GROSS 24"), ChangedValue(PRICE_BREAK, None, 850, "GROSS 96")),
        (ChangedValue(PRICE_BREAK, 900, 910, "GROSS 24"), ChangedValue(PRICE_BREAK, 850, None, "GROSS 96")),
    ]


def test_the_index_has_every_kind_that_a_history_reads() -> None:
    assert {each.value for each in KINDS} <= set(GOODS_KINDS)
