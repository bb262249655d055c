"""Moving in: everything comes over together or not at all, adds up, and can be undone until somebody works here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from integrations.spreadsheets.file_kinds import FileKind
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.analytics.moved_figures import FigureName, MovedMeasure
from models.facts.moving_in import MovedIn, MoveInUndone
from models.members.consent import FORMER_TEXT_VERSION, ConsentPurpose
from operations.access.permissions import NotPermitted
from operations.installation.configuration import Settings
from operations.installation.move_record import NoMove, UsedSinceMove, undo_move
from operations.installation.opening import open_store
from operations.installation.upkeep import shop_in_use
from operations.points.point_rules import set_point_rule
from operations.progress import no_progress
from operations.selling.gift_card_codes import find_gift_card
from pipelines.importing.report import ImportOptions
from pipelines.moving_in.run_move import MoveRefused, MoveWish, UnknownFileKind, move_in, recognise_files, try_move
from store import invariants, journal, schema
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.importing.moves import last_move
from store.members import consent_rows
from tests.builders import AT, OFFICE, OFFICE_ACTOR, Operator, small_shop
from tests.columns import balances
from tests.contents import contents
from tests.operations.members.earning import RULE
from tests.pipelines.moving_in.former_shop import former_files

GIFT_CARDS, POINTS, OPENING = "2421", "2979", "2099"
NAME = FigureName


class House:
    """An installation whose shop has a rule of points, and the files of a former system."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.files = former_files(home / "former")
        with shop_in_use(self.settings, make=True) as store:
            small_shop(store)
            set_point_rule(store, OFFICE_ACTOR, RULE, at=AT)

    def wish(self, **typed: int) -> MoveWish:
        figures = {NAME(MovedMeasure(name)): number for name, number in typed.items()}
        return MoveWish(self.files, typed=figures)

    def open(self) -> Store:
        return open_store(self.settings.store_url, keys=self.settings.key_ring)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def moved(house: House) -> House:
    with shop_in_use(house.settings) as store:
        move_in(house.settings, store, OFFICE_ACTOR, house.wish(), at=AT)
    return house


def test_files_are_recognised_and_put_in_order(house: House) -> None:
    assert [each.kind for each in recognise_files(house.wish())] == [
        FileKind.GOODS,
        FileKind.PRICE_HISTORY,
        FileKind.PURCHASE_ORDERS,
        FileKind.MEMBERS,
        FileKind.GIFT_CARDS,
        FileKind.SALES,
    ]
    letter = house.files[0].with_name("letter.csv")
    letter.write_text("Dear,Sirs\nwe,move\n", encoding="utf-8")
    with pytest.raises(UnknownFileKind):
        recognise_files(MoveWish((letter,)))
    assert recognise_files(MoveWish((letter,), kinds={"letter.csv": FileKind.GOODS}))[0].kind is FileKind.GOODS


def test_a_trial_reports_everything_and_changes_nothing(house: House) -> None:
    with shop_in_use(house.settings) as store:
        before = contents(store)
        report = try_move(house.settings, store, OFFICE_ACTOR, house.wish(members=4), at=AT)
        assert contents(store) == before
    lines = {line.name.text: (line.former, line.moved, line.difference) for line in report.sheet}
    assert lines == {
        "goods": (3, 3, 0),
        "stock_units": (23_000, 23_000, 0),
        "stock_cost": (98_000, 98_000, 0),
        "suppliers": (1, 1, 0),
        "former_prices": (3, 3, 0),
        "open_orders": (1, 1, 0),
        "open_order_cost": (134_000, 134_000, 0),
        "members": (4, 3, -1),
        "points": (151, 151, 0),
        "gift_cards": (2, 2, 0),
        "gift_card_debt": (32_550, 32_550, 0),
        "sales 2025": (1, 1, 0),
        "sales_sum 2025": (39_900, 39_900, 0),
        "sales 2026": (1, 1, 0),
        "sales_sum 2026": (7_900, 7_900, 0),
    }
    assert not report.is_refused
    assert not list(house.settings.home.glob("tmp*"))


def test_what_came_over_is_in_the_books_and_sound(moved: House) -> None:
    with shop_in_use(moved.settings) as store, store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
        booked = balances(view)
        worth = 151 * RULE.value_minor
        assert (booked[GIFT_CARDS], booked[POINTS], booked[OPENING]) == (-32_550, -worth, 32_550 + worth)
        consents = consent_rows.all_consents(view)
        assert [(each.purpose, each.text_version) for each in consents if each.purpose == ConsentPurpose.OFFERS] == [
            (ConsentPurpose.OFFERS, FORMER_TEXT_VERSION)
        ]
        facts = list(journal.read(view, OFFICE, kinds=[MovedIn.kind]))
        assert len(facts) == 1


def test_a_card_of_the_former_system_is_found_by_its_printed_code(moved: House) -> None:
    with shop_in_use(moved.settings) as store:
        secret, till = InstallationSecret(moved.settings.keys), Operator(store).actor
        for shown in ("GC-1234-ABCD", "gc1234abcd", " GC 1234 ABCD "):
            card = find_gift_card(store, till, secret, shown, at=AT)
            assert (card.balance_minor, card.last_four) == (25_000, "ABCD")


def test_moving_in_twice_moves_nothing_twice(moved: House) -> None:
    with shop_in_use(moved.settings) as store:
        report = move_in(moved.settings, store, OFFICE_ACTOR, moved.wish(), at=AT + timedelta(hours=1))
        assert all(line.moved == 0 for line in report.sheet)
        with store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []


def test_a_broken_file_changes_nothing(house: House) -> None:
    former_files(house.settings.home / "former", gift_cards="Gift card number,Current balance\nGC-1,many\n•••• 12,5\n")
    with shop_in_use(house.settings) as store:
        before = contents(store)
        with pytest.raises(MoveRefused, match=r"gift-cards\.csv") as refused:
            move_in(house.settings, store, OFFICE_ACTOR, house.wish(), at=AT)
        assert contents(store) == before
        assert "GC-1" not in str(refused.value)
        skipping = MoveWish(house.files, ImportOptions(create_missing=True, skip_bad_rows=True))
        report = try_move(house.settings, store, OFFICE_ACTOR, skipping, at=AT)
    assert {line.name.text: line.difference for line in report.sheet}["gift_cards"] == -1


def test_undo_puts_the_shop_back_row_for_row(house: House) -> None:
    def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
        with store.view() as view:
            return {
                table.name: [tuple(row) for row in view.execute(sa.select(table).order_by(*table.primary_key.columns))]
                for table in schema.metadata.sorted_tables
            }

    with shop_in_use(house.settings) as store:
        before = rows(store)
        move_in(house.settings, store, OFFICE_ACTOR, house.wish(), at=AT)
        changed = {name for name, each in rows(store).items() if each != before[name]}
        assert {"member", "price", "purchase_order", "purchase_order_line", "gift_card", "sale"} <= changed
    undone = undo_move(house.settings, OFFICE_ACTOR, no_progress, at=AT)
    with shop_in_use(house.settings) as store:
        after = rows(store)
        added = {name: [row for row in after[name] if row not in before[name]] for name in after}
        assert {name for name in after if after[name] != before[name]} == {"journal", "device_head"}
        assert [row[schema.journal.c.keys().index("kind")] for row in added["journal"]] == [MoveInUndone.kind.value]
        assert len(after["journal"]) == len(before["journal"]) + 1
        with store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []
            assert last_move(view) is None
    assert Path(undone.aside).exists()
    with pytest.raises(NoMove):
        undo_move(house.settings, OFFICE_ACTOR, no_progress, at=AT)


def test_after_the_first_sale_nothing_is_undone(moved: House) -> None:
    with shop_in_use(moved.settings) as store:
        till = Operator(store)
        till.scan("MILK", at=AT)
        till.pay_cash(at=AT)
        before = contents(store)
    with pytest.raises(UsedSinceMove):
        undo_move(moved.settings, OFFICE_ACTOR, no_progress, at=AT)
    with shop_in_use(moved.settings) as store:
        assert contents(store) == before


def test_only_owners_move_in(house: House) -> None:
    manager = Actor("mia", OFFICE, PERMISSIONS[BuiltInRole.MANAGER])
    with shop_in_use(house.settings) as store, pytest.raises(NotPermitted):
        move_in(house.settings, store, manager, house.wish(), at=AT)
    with pytest.raises(NotPermitted):
        undo_move(house.settings, manager, no_progress, at=AT)
