"""The history of a product has its pictures, and reads the index of the rows about goods alone."""

from __future__ import annotations

from models.catalogue.product_history import PICTURE, PICTURE_PLACE, ChangedValue
from operations.catalogue.picture_changes import (
    add_picture,
    describe_picture,
    move_picture,
    remove_picture,
    replace_picture,
)
from store.analysis.goods_history import KINDS, history_of
from store.database.engine import Store
from store.schema.journal import GOODS_KINDS
from tests.builders import AT, OFFICE_ACTOR, small_shop
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


def test_the_index_has_every_kind_that_a_history_reads() -> None:
    assert {each.value for each in KINDS} <= set(GOODS_KINDS)
