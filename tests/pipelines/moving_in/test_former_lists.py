"""Customers and gift cards of a former system, cell by cell: days, agreements, fractions, masks and doubles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from operations.points.point_rules import set_point_rule
from pipelines.importing.report import AmbiguousDates, ImportOptions, ImportReport
from pipelines.moving_in.gift_card_import import import_gift_cards
from pipelines.moving_in.member_import import import_members
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.members import consent_rows, member_search, point_rows
from store.selling.gift_card_rows import all_cards
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.contents import contents
from tests.operations.members.earning import RULE
from tests.pipelines.imported import codes

SKIP = ImportOptions(skip_bad_rows=True)


@pytest.fixture
def shop(sqlite_store: Store) -> Store:
    set_point_rule(small_shop(sqlite_store), OFFICE_ACTOR, RULE, at=AT)
    return sqlite_store


def cards(store: Store, folder: Path, rows: str, options: ImportOptions = SKIP) -> ImportReport:
    (folder / "cards.csv").write_text(rows, encoding="utf-8")
    secret = InstallationSecret(folder / "keys")
    return import_gift_cards(store, folder / "cards.csv", options, at=AT, installation=secret)


def members(store: Store, folder: Path, rows: str, options: ImportOptions = SKIP) -> ImportReport:
    (folder / "members.csv").write_text(rows, encoding="utf-8")
    return import_members(store, folder / "members.csv", options, at=AT)


def test_a_card_pays_on_the_last_day_of_the_file(shop: Store, tmp_path: Path) -> None:
    report = cards(shop, tmp_path, "Code;Balance;Expires\nABCD1;10,00;2027-03-31\nABCD2;0,05;\n")
    assert (report.saved, codes(report)) == (2, [])
    with shop.view() as view:
        assert [(each.balance_minor, each.good_until, each.last_day) for each in all_cards(view)] == [
            (10_00, date(2027, 4, 1), date(2027, 3, 31)),
            (5, None, None),
        ]


def test_what_is_wrong_with_cards_is_named_and_no_code_is(shop: Store, tmp_path: Path) -> None:
    rows = "Code,Balance\n****1234,10\nAB,10\nGOOD-1,10\ngood 1,20\nMINUS1,-5\n4111 1111 1111 1111,5\n"
    report = cards(shop, tmp_path, rows)
    assert codes(report) == [
        (2, "masked_code"),
        (3, "not_a_card_code"),
        (5, "duplicate_card"),
        (6, "negative"),
        (7, "card_data"),
    ]
    assert not any("good" in str(each).lower() for each in report.problems)
    with shop.view() as view:
        assert [each.balance_minor for each in all_cards(view)] == [10_00]
    before = contents(shop)
    assert cards(shop, tmp_path, rows, ImportOptions()).refused
    assert cards(shop, tmp_path, "Code,Balance\nNEW-1,10\n", ImportOptions(dry_run=True)).saved == 1
    assert contents(shop) == before


def test_only_a_dated_agreement_is_a_consent(shop: Store, tmp_path: Path) -> None:
    head = "Name,Email,Consent,Consent date\n"
    agreed = "A,a@example.com,yes,2024-01-02\n"
    others = "B,b@example.com,yes,\nC,c@example.com,no,2024-01-02\nD,d@example.com,yes,2099-01-01\n"
    report = members(shop, tmp_path, head + agreed + others)
    assert [(note.kind, note.values["count"]) for note in report.notes] == [("member_no_consent_date", 2)]
    with shop.view() as view:
        offers = [each for each in consent_rows.all_consents(view) if each.purpose == "offers"]
        assert [(each.at.date(), each.is_given) for each in offers] == [(date(2024, 1, 2), True)]


def test_points_are_good_to_their_day_rounded_up_and_none_once_over(shop: Store, tmp_path: Path) -> None:
    rows = "Name,Email,Points,Points until\nA,a@example.com,10.2,2027-05-31\nB,b@example.com,7,2026-11-22\n"
    report = members(shop, tmp_path, rows)
    assert {note.kind for note in report.notes} == {"member_points_rounded", "member_points_over"}
    with shop.view() as view:
        entries = point_rows.all_entries(view)
        assert [(each.points, each.expires_on) for each in entries] == [(11, date(2027, 6, 1))]


def test_wrong_and_double_customers_are_named_by_their_cell(shop: Store, tmp_path: Path) -> None:
    head = "Name,Email,Phone,Birthday,Points\n"
    rows = (
        "A,a@example.com,,,\nB,A@example.com,,,\nC,none,,,\nD,,12,,\nE,e@example.com,,2024-01-01,\nF,,,,5\nG,,,,\n"
        "H,h@example.com,,,-1\n"
    )
    report = members(shop, tmp_path, head + rows)
    assert codes(report) == [
        (3, "duplicate_contact"),
        (4, "member_email"),
        (5, "member_phone"),
        (6, "member_age"),
        (7, "no_contact"),
        (9, "negative"),
    ]
    assert report.saved == 1
    with shop.view() as view:
        (member,) = member_search.members_with(view, "", "a@example.com")
        assert member.details.name == "A"


def test_points_wait_for_a_rule_and_dates_for_an_order(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    assert codes(members(sqlite_store, tmp_path, "Name,Email,Points\nA,a@example.com,5\n")) == [(2, "no_point_rule")]
    with pytest.raises(AmbiguousDates):
        members(sqlite_store, tmp_path, "Name,Email,Birthday\nA,a@example.com,03/04/1980\n")
    report = members(
        sqlite_store, tmp_path, "Name,Email,Birthday\nA,a@example.com,03/04/1980\n", ImportOptions(day_order="dmy")
    )
    assert report.saved == 1
    with sqlite_store.view() as view:
        (member,) = member_search.members_with(view, "", "a@example.com")
        assert (member.details.birthday, member.details.birth_year) == ("04-03", 1980)
