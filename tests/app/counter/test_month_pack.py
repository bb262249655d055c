"""The pack of a month: its sums are those of the ledger to the smallest unit, and what is missing from it shows."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.counter.month_pack import MonthPack, month_pack
from integrations.sie.sie_reading import read_sie
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.cash.drawer_session import CashKind
from models.cash.tax_period import tax_boxes
from models.facts.office_books import MonthExported
from models.facts.registry import read_fact
from models.ledger.day_voucher import DayVoucher
from models.ledger.entry import Posting
from models.ledger.month_control import NothingInMonth, WrongMonth, control_accounts, parse_month, total_control
from models.payments.provider_list import Payout, PayoutPart
from operations.access.permissions import NotPermitted
from operations.dispatch.month_export import record_month_export
from operations.dispatch.office_books import close_office_books
from operations.selling.book_payouts import book_payout
from store import journal, schema
from store.database.engine import Store
from store.invariants import check_all
from tests.app.command_line import kassa
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, Operator, kr, small_shop
from tests.operations.cash.shop_days import ShopDays

DECEMBER, JANUARY = parse_month("2026-12"), parse_month("2027-01")


def made(store: Store, month: str = "2026-12", language: str = "sv") -> MonthPack:
    with store.view() as view:
        return month_pack(view, parse_month(month), language)


def of_ledger(store: Store, first: date, last: date) -> Counter[str]:
    """The sum of each account over the days, from the rows themselves."""
    entry, posting = schema.entry.c, schema.posting.c
    with store.view() as view:
        rows = view.execute(
            sa.select(entry.business_day, posting.account, posting.amount_minor).where(posting.entry_id == entry.id)
        )
        sums: Counter[str] = Counter()
        for day, account, amount in rows:
            if first <= day <= last:
                sums[account] += amount
    return sums


def table(pack: MonthPack, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def minor(text: str) -> int:
    return int(Decimal(text.replace(",", ".")) * 100)


def trade(store: Store) -> ShopDays:
    """A till over the end of a year: returns, cash to the bank, differences, payouts, and a day that is not closed."""
    days = ShopDays(small_shop(store), Operator(store), at=datetime(2026, 12, 30, 20, 0, tzinfo=UTC))
    for number in range(3):
        days.open(500_00)
        days.sell("LUNCH")
        days.later(hours=5)  # over midnight, and once over the end of the year
        days.refund(days.sell("NAPKINS"))
        days.move(CashKind.TO_BANK, 100_00, bag="B-1")
        days.count(off_by=-2_00)
        days.close(reason="=1+1")
        part = PayoutPart(f"pi_{number}", "charge", kr(70_00), kr(1_05))
        payout = Payout(f"po_{number}", date(2026, 12, 31), kr(68_95), (part,))
        book_payout(store, OFFICE_ACTOR, payout, at=days.at)
        days.later(hours=19)
    close_office_books(store, OFFICE_ACTOR, at=days.at)
    days.sell("MILK")
    return days


def test_the_sums_of_a_month_are_those_of_the_ledger(store: Store) -> None:
    trade(store)
    every: Counter[str] = Counter()
    for month in (DECEMBER, JANUARY):
        pack = made(store, str(month))
        assert pack.content == made(store, str(month)).content
        books = of_ledger(store, month.first, month.last)
        control = table(pack, "kontrollsummor.csv")
        assert {row["Konto"]: minor(row["I bokföringen"]) for row in control} == dict(books)
        in_vouchers: Counter[str] = Counter()
        with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
            for voucher in read_sie(archive.read("verifikationer.si")).vouchers:
                assert month.first <= voucher.day <= month.last
                in_vouchers.update({account: int(amount * 100) for account, amount in voucher.postings})
        for row in control:
            assert minor(row["I verifikationerna"]) == in_vouchers[row["Konto"]]
            waiting = books[row["Konto"]] - in_vouchers[row["Konto"]]
            assert minor(row["Väntar på verifikation"]) == waiting
        every.update(in_vouchers)
        assert pack.figures.booked_tax == sum(each.tax for each in pack.figures.taxes)
        assert sum(minor(row["Moms"]) for row in table(pack, "moms.csv")) == pack.figures.booked_tax
        assert pack.figures.boxes == tax_boxes(pack.figures.taxes, "SEK")
    done, open_month = made(store, "2026-12").figures.sums, made(store, "2027-01").figures.sums
    assert (done.waiting, done.is_complete, open_month.is_complete) == (0, True, False)
    for sums in (done, open_month):
        assert sums.in_vouchers + sums.waiting + sums.taken_over == sums.in_ledger
    assert open_month.waiting == 20_00, "the last sale is in no Z report"
    closed = of_ledger(store, date.min, date.max) - Counter()
    assert any(every[account] != closed[account] for account in closed), "the open day is in no voucher"
    with store.view() as view:
        assert [str(each) for each in check_all(view)] == []


def test_the_page_names_what_is_owed_and_paid_out(sqlite_store: Store) -> None:
    trade(sqlite_store)
    pack = made(sqlite_store)
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        assert archive.testzip() is None
        readme = archive.read("LAS-MIG.txt").decode("utf-8-sig")
        names = archive.namelist()
    assert names[0] == "LAS-MIG.txt"
    for words in (
        "Z-rapporter: 2. Verifikationer: 3",
        "presentkort: 0,00",
        "Utbetalt till banken under månaden: 206,85",
    ):
        assert words in readme
    payouts = table(pack, "utbetalningar.csv")
    assert [(row["Avgifter"], row["Till banken"]) for row in payouts] == [("1,05", "68,95")] * 3
    assert "Owed on gift cards" in zipfile.ZipFile(io.BytesIO(made(sqlite_store, language="en").content)).read(
        "README.txt"
    ).decode("utf-8-sig")


def test_a_voucher_that_is_missing_shows_as_waiting() -> None:
    voucher = DayVoucher("KASSA01", 7, DAY, (Posting("1910", 10050), Posting("3001", -10050)))
    books = {"1910": 10050, "3001": -10050}
    assert [each.waiting for each in control_accounts([voucher], books, {})] == [0, 0]
    assert [each.waiting for each in control_accounts([], books, {})] == [10050, -10050]
    assert [each.waiting for each in control_accounts([], books, books)] == [0, 0], "another system has it"
    moved = control_accounts([], {"1910": -500, "1911": 500, "3001": 0}, {})
    assert (total_control(moved).waiting, total_control(moved).is_complete) == (500, False)
    assert [each.waiting for each in control_accounts([voucher, replace(voucher, number=8)], books, {})] == [
        -10050,
        10050,
    ]


def test_a_month_that_is_none_is_refused(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    for text in ("2026-13", "0000-01", "2026", "", "okt", "2026-1"):
        with pytest.raises(WrongMonth):
            parse_month(text)
    with pytest.raises(NothingInMonth):
        made(sqlite_store, "2026-01")


def test_who_takes_a_month_is_recorded_and_must_be_permitted(sqlite_store: Store) -> None:
    trade(sqlite_store)
    pack = made(sqlite_store)
    anna = Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        record_month_export(sqlite_store, anna, DECEMBER, pack.content, vouchers=1, at=AT)
    exported = record_month_export(sqlite_store, OFFICE_ACTOR, DECEMBER, pack.content, vouchers=1, at=AT)
    with sqlite_store.view() as view:
        (row,) = journal.read(view, OFFICE, kinds=[MonthExported.kind])
    assert read_fact(row.kind, row.payload).fact == exported
    assert exported.digest == sha256(pack.content).hexdigest()


def test_a_person_takes_a_month_from_the_command_line(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    trade(sqlite_store)
    file = tmp_path / "out" / "december.zip"
    facts = kassa(capsys, "export", "month", "2026-12", "--to", file, "--json").json
    assert facts["digest"] == sha256(file.read_bytes()).hexdigest()
    assert (facts["waiting_minor"], facts["tax_minor"]) == (0, facts["booked_tax_minor"])
    assert facts["in_vouchers_minor"] == facts["in_ledger_minor"] > 0
    assert facts["is_complete"]
    assert kassa(capsys, "export", "month", "2026-00").code == 1
    assert json.dumps(facts)
