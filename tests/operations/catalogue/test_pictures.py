"""Goods are shown by pictures: in order, each change recorded, every exchanged byte found. On both databases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.card_data import CardDataRefused
from models.catalogue.picture_sizes import (
    PICTURE_TEXT_MAX,
    PICTURES_MAX,
    NoSuchPicture,
    Picture,
    PictureSize,
    ShownPicture,
    TooManyPictures,
    pick_picture,
)
from models.facts.goods_picture import PictureOfProduct, ProductPicturesChanged
from models.facts.registry import read_fact
from models.journal import JournalKind
from operations.access.permissions import NotPermitted
from operations.catalogue.picture_changes import (
    add_picture,
    describe_picture,
    move_picture,
    remove_picture,
    replace_picture,
)
from store import catalogue, invariants, journal, schema
from store.catalogue.picture_rows import goods_of_picture, has_picture, picture_file, pictures_of
from store.database.engine import Store
from store.invariants.recorded_pictures import files_of_pictures, pictures_and_journal
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, small_shop
from tests.operations.catalogue.picture_files import picture, show_goods

COLOURS = ("teal", "red", "navy", "gold", "pink", "black", "grey", "olive", "lime", "cyan")
PICTURES = [picture(colour) for colour in COLOURS]


def shown(store: Store, sku: str = "MILK") -> list[str]:
    """The names of the colours by which a product is shown."""
    names = {each.digest: colour for each, colour in zip(PICTURES, COLOURS, strict=True)}
    with store.view() as view:
        return [names[each.digest] for each in pictures_of(view, [sku]).get(sku, ())]


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def facts(store: Store) -> list[object]:
    with store.view() as view:
        rows = journal.read(view, OFFICE, kinds=[JournalKind.PRODUCT_PICTURES_CHANGED])
        return [read_fact(row.kind, row.payload).fact for row in rows]


def digest(colour: str) -> str:
    return PICTURES[COLOURS.index(colour)].digest


def test_pictures_are_added_described_moved_replaced_and_removed_each_with_a_fact(store: Store) -> None:
    small_shop(store)
    show_goods(store, "MILK", "teal", "red")
    show_goods(store, "MILK", "teal")  # it has it already
    describe_picture(store, OFFICE_ACTOR, "MILK", "2", texts={"en": " A  red\x1b disc "}, at=AT)
    move_picture(store, OFFICE_ACTOR, "MILK", digest("red"), place=1, at=AT)
    replace_picture(store, OFFICE_ACTOR, "MILK", digest("teal")[:12], picture("navy"), at=AT)
    assert shown(store) == ["red", "navy"]
    remove_picture(store, OFFICE_ACTOR, "MILK", "1", at=AT)
    red = PictureOfProduct(digest("red"), 340, 255, "red skiva", "A red disc")
    teal, navy = (PictureOfProduct(digest(each), 340, 255, "teal skiva", "") for each in ("teal", "navy"))
    bare = PictureOfProduct(digest("red"), 340, 255, "red skiva", "")
    told = [(teal,), (teal, bare), (teal, red), (red, teal), (red, navy), (navy,)]
    assert facts(store) == [ProductPicturesChanged("MILK", each) for each in told]
    check(store)


def test_a_file_is_gone_once_no_product_needs_it(store: Store) -> None:
    small_shop(store)
    show_goods(store, "MILK", "teal")
    show_goods(store, "BANANAS", "teal")
    remove_picture(store, OFFICE_ACTOR, "MILK", "1", at=AT)
    with store.view() as view:
        assert goods_of_picture(view, digest("teal")) == ["BANANAS"]
        for size in PictureSize:
            assert picture_file(view, digest("teal"), size) == PICTURES[0].files[size]
    remove_picture(store, OFFICE_ACTOR, "BANANAS", "1", at=AT)
    with store.view() as view:
        assert not has_picture(view, digest("teal"))
    check(store)


def test_a_product_has_so_many_pictures_and_not_one_more(store: Store) -> None:
    small_shop(store)
    show_goods(store, "MILK", *COLOURS[:PICTURES_MAX])
    with pytest.raises(TooManyPictures):
        add_picture(store, OFFICE_ACTOR, "MILK", PICTURES[PICTURES_MAX], at=AT)
    add_picture(store, OFFICE_ACTOR, "MILK", PICTURES[0], at=AT)  # one that it has
    replace_picture(store, OFFICE_ACTOR, "MILK", "8", PICTURES[PICTURES_MAX], at=AT)
    assert shown(store) == [*COLOURS[:7], COLOURS[8]]
    with store.view() as view:
        assert not has_picture(view, PICTURES[9].digest)
    check(store)


def test_whoever_may_not_change_goods_changes_no_picture(sqlite_store: Store) -> None:
    show_goods(small_shop(sqlite_store))
    operator = Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    new = PICTURES[1]
    with pytest.raises(NotPermitted):
        add_picture(sqlite_store, operator, "MILK", new, at=AT)
    with pytest.raises(NotPermitted):
        replace_picture(sqlite_store, operator, "MILK", "1", new, at=AT)
    with pytest.raises(NotPermitted):
        remove_picture(sqlite_store, operator, "MILK", "1", at=AT)
    with pytest.raises(NotPermitted):
        move_picture(sqlite_store, operator, "MILK", "1", place=2, at=AT)
    with pytest.raises(NotPermitted):
        describe_picture(sqlite_store, operator, "MILK", "1", texts={"sv": "x"}, at=AT)
    assert shown(sqlite_store) == ["teal"]
    assert len(facts(sqlite_store)) == 1


def test_what_is_not_there_is_refused_and_nothing_changes(sqlite_store: Store) -> None:
    show_goods(small_shop(sqlite_store))
    with pytest.raises(catalogue.UnknownProduct):
        add_picture(sqlite_store, OFFICE_ACTOR, "GHOST", PICTURES[1], at=AT)
    for name in ("2", "0", "", "abc", digest("red"), digest("teal")[:5], "²"):
        with pytest.raises(NoSuchPicture):
            remove_picture(sqlite_store, OFFICE_ACTOR, "MILK", name, at=AT)
    with pytest.raises(CardDataRefused):
        describe_picture(sqlite_store, OFFICE_ACTOR, "MILK", "1", texts={"sv": "4111 1111 1111 1111"}, at=AT)
    describe_picture(sqlite_store, OFFICE_ACTOR, "MILK", "1", texts={"sv": "å" * 500}, at=AT)
    with sqlite_store.view() as view:
        assert pictures_of(view, ["MILK"])["MILK"][0].texts == {"sv": "å" * PICTURE_TEXT_MAX, "en": ""}


def test_a_name_that_fits_two_pictures_fits_none() -> None:
    two = [ShownPicture("abcdef0", 4, 3, {}), ShownPicture("abcdef1", 4, 3, {})]
    with pytest.raises(NoSuchPicture):
        pick_picture(two, "TEA", "abcdef")
    assert pick_picture(two, "TEA", "abcdef1") is two[1]


class Undone(Exception):
    """What was done is taken back."""


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE picture SET page_file = tile_file",
        "UPDATE picture SET list_file = tile_file",
        "UPDATE picture SET tile_file = list_file",
        "UPDATE picture SET width = 339",
        "UPDATE picture SET height = 0",
        "UPDATE product_picture SET text_sv = 'x'",
        "UPDATE product_picture SET text_en = 'x'",
        "UPDATE product_picture SET place = 3 WHERE place = 2",
        "UPDATE product_picture SET sku = 'BANANAS'",
        "DELETE FROM product_picture",
        "DELETE FROM product_picture WHERE place = 1",
    ],
)
def test_an_exchanged_or_changed_picture_is_found(store: Store, sql: str) -> None:
    show_goods(small_shop(store), "MILK", "teal", "red")
    check(store)
    with suppress(Undone), store.transaction() as tx:
        tx.exec_driver_sql(sql)
        assert {each.rule for each in invariants.check_all(tx)} == {"C8"}
        raise Undone
    check(store)


def test_pictures_that_change_places_are_found(store: Store) -> None:
    show_goods(small_shop(store), "MILK", "teal", "red")
    place = schema.product_picture.c.place
    with suppress(Undone), store.transaction() as tx:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            tx.execute(schema.product_picture.update().where(place == old).values(place=new))
        assert [*pictures_and_journal(tx)]
        assert not [*files_of_pictures(tx)]
        raise Undone
    with suppress(Undone), store.transaction() as tx:  # the files of one under the name of the other
        red = tx.execute(sa.select(schema.picture).where(schema.picture.c.digest == digest("red"))).one()
        values = {name: red._mapping[name] for name in ("width", "height", "list_file", "tile_file", "page_file")}
        tx.execute(schema.picture.update().values(values))
        assert not [*pictures_and_journal(tx)]
        assert [*files_of_pictures(tx)]
        raise Undone


@dataclass
class Wall:
    """What pictures a product should have, and has."""

    store: Store
    expected: list[str] = field(default_factory=list)

    def add(self, colour: str, _place: int) -> None:
        if colour not in self.expected and len(self.expected) < PICTURES_MAX:
            self.expected.append(colour)
        with suppress(TooManyPictures):
            add_picture(self.store, OFFICE_ACTOR, "MILK", self._of(colour), at=AT)

    def remove(self, colour: str, _place: int) -> None:
        if colour in self.expected:
            self.expected.remove(colour)
        with suppress(NoSuchPicture):
            remove_picture(self.store, OFFICE_ACTOR, "MILK", digest(colour), at=AT)

    def move(self, colour: str, place: int) -> None:
        if colour in self.expected:
            self.expected.remove(colour)
            self.expected.insert(place - 1, colour)
        with suppress(NoSuchPicture):
            move_picture(self.store, OFFICE_ACTOR, "MILK", digest(colour), place=place, at=AT)

    def replace(self, colour: str, place: int) -> None:
        if place <= len(self.expected) and colour not in self.expected:
            self.expected[place - 1] = colour
        with suppress(NoSuchPicture):
            replace_picture(self.store, OFFICE_ACTOR, "MILK", str(place), self._of(colour), at=AT)

    def _of(self, colour: str) -> Picture:
        return PICTURES[COLOURS.index(colour)]


@pytest.fixture
def wall_shop(sqlite_store: Store) -> Store:
    return small_shop(sqlite_store)


_STEPS = st.tuples(
    st.sampled_from(("add", "add", "remove", "move", "replace")), st.sampled_from(COLOURS), st.integers(1, 9)
)


@given(data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_in_whatever_order_pictures_and_files_are_those_of_the_list(
    wall_shop: Store, data: st.DataObject
) -> None:
    store, steps = wall_shop, data.draw(st.lists(_STEPS, min_size=1, max_size=24))
    wall = Wall(store, shown(store))
    for name, colour, place in steps:
        getattr(wall, name)(colour, place)
        assert shown(store) == wall.expected
    with store.view() as view:
        stored = set(view.scalars(sa.select(schema.picture.c.digest)))
        assert stored == {digest(each) for each in wall.expected}
        assert [*pictures_and_journal(view), *files_of_pictures(view)] == []
