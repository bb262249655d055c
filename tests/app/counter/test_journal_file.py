"""The journal file: what happened at the tills as events in their order, in a form that the schema accepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pytest

from app.counter.journal_file import JournalSummary, JournalWish, NotSwedish, save_journal, write_journal
from app.counter.journal_periods import NothingRegistered, RowUnreadable, WrongPeriod
from integrations.journal_xml.xml_pieces import NotInJournalFile
from models.access.session import SessionKind
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import (
    DiscountLine,
    OpenDrawer,
    Park,
    Recall,
    RemoveLine,
    Scan,
    SetQuantity,
    TillEvent,
)
from operations.access.operators import add_operator
from operations.access.sessions import SignIn, sign_out, start_session
from operations.cash.day_close import read_day
from operations.delivery import copy_receipt, print_gift_receipt
from operations.installation.opening import NewShop, register_shop
from operations.selling.before_payment import print_pro_forma
from operations.selling.complete_sale import Payment
from operations.selling.training import begin_training, complete_training, end_training, practise
from store.database.engine import Store
from tests.app.signed_in import PERSON
from tests.builders import (
    AT,
    CLIENT,
    COMPANY,
    DAY,
    DEVICES,
    LOCATIONS,
    OFFICE_ACTOR,
    SECOND_TILL,
    TILL,
    Operator,
    small_shop,
)
from tests.operations.cash.shop_days import ShopDays, manager_at
from tests.operations.cash.test_random_days import RandomDays

NS = "{http://xmls.skatteverket.se/se/skatteverket/td/komponent/utredningsstod/1.0}"
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def write(
    store: Store, *, first: date = DAY, last: date = DAY, everything: bool = False
) -> tuple[bytes, JournalSummary]:
    file = BytesIO()
    with store.view() as view:
        summary = write_journal(view, JournalWish(first, last, "maria", "KONTOR", everything), file, at=LATER)
    return file.getvalue(), summary


def events(content: bytes) -> list[ET.Element]:
    """The event inside each Handelse."""
    return [each[-1] for each in ET.fromstring(content).iter(f"{NS}Handelse")]


def names(content: bytes) -> list[str]:
    return [each.tag.removeprefix(NS) for each in events(content)]


def value(element: ET.Element, name: str) -> str:
    found = element.find(f".//{NS}{name}")
    assert found is not None, name
    return found.text or ""


def busy_day(store: Store) -> ShopDays:
    """A day with one of everything that the file has a form for."""
    days = ShopDays(small_shop(store), Operator(store))
    operator = days.operator
    add_operator(store, OFFICE_ACTOR, PERSON, at=days.at)
    start = start_session(store, PERSON, SignIn(SessionKind.TILL, TILL, "pin"), at=days.at)
    start_session(store, PERSON, SignIn(SessionKind.OFFICE, 100, "password"), at=days.at)
    days.open(500_00)
    sale = days.sell("MILK", 3)
    copy_receipt(store, days.actor, sale.id, at=days.at)
    operator.scan("BANANAS", Decimal("0.345"), at=days.at)
    operator.do(SetQuantity, position=1, quantity=Decimal("1.235"), at=days.at)
    operator.scan("PAPER", at=days.at)
    operator.do(RemoveLine, position=2, at=days.at)
    operator.do(Park, at=days.at)
    days.refund(sale)
    basket_id = operator.state().parked[0].basket_id
    operator.do(Recall, basket_id=basket_id, at=days.at)
    days.later(minutes=5)
    days.made.append(operator.pay_cash(at=days.at))
    operator.do(OpenDrawer, reason="change", at=days.at)
    days.sell("LUNCH")
    read_day(store, manager_at(TILL), at=days.at)
    days.count()
    days.close()
    days.sell("STAMPS")
    sign_out(store, start.token, at=days.at)
    return days


def test_a_busy_day_is_there_in_its_order(store: Store) -> None:
    busy_day(store)
    content, summary = write(store)
    assert names(content) == [
        *("InloggningIKassaregister", "Kassakvitto", "KopiaAvKassakvitto", "ParkeraRegistreradArtikel", "Returkvitto"),
        *("Kassakvitto", "Kassakvitto", "XDagrapport", "ZDagrapport", "Kassakvitto", "UtloggningUrKassaregister"),
    ]
    assert summary.events == dict(sorted(Counter(names(content)).items()))
    assert summary.left_out["line_added"] == 5
    assert summary.unsigned_receipts == 5
    first, *_, last = [each for each in events(content) if each.tag == f"{NS}Kassakvitto"]
    assert [value(each, "LopnummerForZDagrapportPaKvitto") for each in (first, last)] == ["1", "0"]
    assert value(first, "TotaltForsaljningsbeloppISvenskaKronor") == "60.00"
    returned = next(each for each in events(content) if each.tag == f"{NS}Returkvitto")
    assert value(returned, "TotaltForsaljningsbeloppISvenskaKronor") == "-60.00"


def test_lines_and_means_of_payment_sum_to_each_receipt(sqlite_store: Store) -> None:
    busy_day(sqlite_store)
    of_sales = [each for each in events(write(sqlite_store)[0]) if "kvitto" in each.tag.lower()]
    assert len(of_sales) == 6
    for receipt in of_sales:
        total = Decimal(value(receipt, "TotaltForsaljningsbeloppISvenskaKronor"))
        for name in ("PrisPaSaldArtikel", "ForsaljningssummaPerBetalningsmedel"):
            assert sum(Decimal(each.text or "") for each in receipt.iter(f"{NS}{name}")) == total


def test_a_business_day_ends_where_the_next_begins(sqlite_store: Store) -> None:
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store), at=datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    days.sell()  # at four on the shop's clock
    assert names(write(sqlite_store, first=date(2026, 11, 24), last=date(2026, 11, 24))[0]) == ["Kassakvitto"]
    with pytest.raises(NothingRegistered):
        write(sqlite_store)


def test_with_own_forms_every_change_before_payment_is_there(store: Store) -> None:
    busy_day(store)
    content, summary = write(store, everything=True)
    assert Counter(names(content)) >= Counter(
        {
            "RegistreraArtikel": 5,
            "AndraRegistreradArtikel": 1,
            "RaderaRegistreradArtikel": 1,
            "OppnaParkering": 1,
            "OppnaKassaladaVidNollforsaljning": 1,
            "Vaxelkassa": 1,
            "Prisandring": 6,
        }
    )
    assert "line_added" not in summary.left_out
    weighed = next(each for each in events(content) if each.tag == f"{NS}AndraRegistreradArtikel")
    assert (value(weighed, "AntalAvRegistreradArtikel"), value(weighed, "PrisPaRegistreradArtikel")) == (
        "1.24",
        "30.81",
    )
    assert summary.rounded_quantities == 4  # weighed once, changed once, parked once, sold once


def test_training_printouts_gifts_and_discounts_are_there(sqlite_store: Store) -> None:
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store))
    practice = begin_training(days.store, manager_at(TILL), at=days.at)
    scan: list[TillEvent] = [Scan(1, "MILK", Decimal(2))]
    practice, state = practise(days.store, days.actor, practice, CLIENT, scan, at=days.at)
    assert practice.basket is not None
    assert state.basket is not None
    payment = Payment(practice.basket.id, state.basket.due, (Offer(TenderKind.CARD, state.basket.due),))
    practice = complete_training(days.store, days.actor, practice, payment, at=days.at)
    end_training(days.store, days.actor, practice, at=days.at)
    days.operator.scan("LUNCH", at=days.at)
    basket = days.operator.state().basket
    assert basket is not None
    print_pro_forma(days.store, days.actor, basket.basket.id, at=days.at)
    days.operator.do(DiscountLine, position=1, reason="Skadad", rate_ppm=100_000, at=days.at)
    sale = days.operator.pay_cash(at=days.at)
    print_gift_receipt(days.store, days.actor, sale.id, [1], at=days.at)
    days.close()
    content, summary = write(sqlite_store)
    assert names(content) == ["Ovningskvitto", "Kassakvitto", "ZDagrapport"]
    training = events(content)[0]
    assert value(training, "LopnummerForOvningskvitto") == "1"
    assert value(training, "TotaltForsaljningsbeloppISvenskaKronor") == "39.80"
    assert value(training, "LopnummerForZDagrapportPaKvitto") == "1"
    assert value(events(content)[-1], "AntalKvittonSomTagitsFramIOvningslage") == "1"
    assert summary.left_out["pro_forma_printed"] == 1
    everything = write(sqlite_store, everything=True)[0]
    assert {"OvningslagePa", "OvningslageAv", "Proformakvitto", "RabattPaRegistreradeArtiklar", "Bytesbevis"} <= set(
        names(everything)
    )


def test_a_line_on_a_receipt_has_the_time_of_its_scan(sqlite_store: Store) -> None:
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store))
    days.operator.scan("MILK", at=AT)
    days.operator.pay_cash(at=AT + timedelta(minutes=7))
    (receipt,) = events(write(sqlite_store)[0])
    assert value(receipt, "DatumOchKlockslagNarKvittoFramstalls") == "2026-11-23T11:37:00"
    assert value(receipt, "ArtikelnsRegistreringstidpunkt") == "2026-11-23T11:30:00"


def test_what_was_scanned_before_the_period_is_known_when_it_is_parked_in_it(store: Store) -> None:
    days = ShopDays(small_shop(store), Operator(store))
    days.operator.scan("MILK", 2, at=AT)
    days.operator.do(Park, at=AT + timedelta(days=1))
    tomorrow = DAY + timedelta(days=1)
    (parked,) = events(write(store, first=tomorrow, last=tomorrow)[0])
    assert (value(parked, "Artikelnummer"), value(parked, "AntalAvRegistreradArtikel")) == ("MILK", "2")


def test_hours_that_come_twice_stay_in_the_order_of_the_journal(sqlite_store: Store) -> None:
    """In October the clock shows 02:30 twice; and one that was set back never moves a receipt before another."""
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store), at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    days.sell()
    days.later(hours=1)
    days.sell()
    days.later(minutes=-20)
    days.sell()
    content, _ = write(sqlite_store, first=date(2026, 10, 24), last=date(2026, 10, 24))
    assert b"nnet>2026-10-25T03:59:59</" in content  # the business day ends at four, on the clock of winter
    receipts = events(content)
    assert [value(each, "LopnummerForKassakvitto") for each in receipts] == ["1", "2", "3"]
    assert [value(each, "DatumOchKlockslagNarKvittoFramstalls")[11:16] for each in receipts] == [
        "02:30",
        "02:30",
        "02:10",
    ]


def test_two_tills_are_one_sequence(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    first, second = Operator(sqlite_store), Operator(sqlite_store, SECOND_TILL)
    for minute, operator in enumerate((first, second, second, first)):
        at = AT + timedelta(minutes=minute)
        operator.scan("MILK", at=at)
        operator.pay_cash(at=at)
    tills = [value(each, "Kassabeteckning") for each in events(write(sqlite_store)[0])]
    assert tills == ["KASSA01", "KASSA02", "KASSA02", "KASSA01"]


@pytest.mark.needs_shared_data
@pytest.mark.proof
def test_random_days_fit_the_schema_and_sum_to_their_sales(
    sqlite_store: Store, shared_data: Path, rounds: Callable[[int, int], int]
) -> None:
    etree = pytest.importorskip("lxml.etree")
    schema_of_file = etree.XMLSchema(etree.parse(str(shared_data / "skvfs2021_16" / "instans_reconstructed.xsd")))
    random = Random(7)
    days = RandomDays(small_shop(sqlite_store), Operator(sqlite_store))
    for _ in range(rounds(60, 4_000)):
        days.act(random)
    copy_receipt(sqlite_store, days.actor, days.sell().id, at=days.at)
    read_day(sqlite_store, manager_at(TILL), at=days.at)
    content, _ = write(sqlite_store, first=date(2026, 1, 1), last=date(2029, 1, 1))
    schema_of_file.assertValid(etree.fromstring(content))
    receipts = [each for each in events(content) if each.tag in {f"{NS}Kassakvitto", f"{NS}Returkvitto"}]
    written = [Decimal(value(each, "TotaltForsaljningsbeloppISvenskaKronor")) for each in receipts]
    assert written == [each.settlement.due.major() for each in days.made]
    in_report: Counter[str] = Counter()
    for each, due in zip(receipts, written, strict=True):
        in_report[value(each, "LopnummerForZDagrapportPaKvitto")] += int(due * 100)
    assert [each.tag for each in events(content)].count(f"{NS}ZDagrapport") == len(days.reports())
    for report in days.reports():
        trade = report.figures.trade
        assert in_report[str(report.number)] == trade.sales.amount - trade.refunds.amount + trade.rounding
    days.check()  # the books are those of the same sales and reports
    wrong = content.replace(b"</Registreringstidpunkt>", b"Z</Registreringstidpunkt>", 1)
    assert not schema_of_file.validate(etree.fromstring(wrong))  # the control: a time with a zone


def test_what_cannot_be_written_is_refused_in_words(sqlite_store: Store, tmp_path: Path) -> None:
    company = replace(COMPANY, country="SE")
    nowhere = (replace(LOCATIONS[0], address=""), LOCATIONS[1])
    register_shop(sqlite_store, OFFICE_ACTOR, NewShop(company, nowhere, DEVICES), at=AT)
    for period, error in (((DAY, DAY - timedelta(days=1)), WrongPeriod), ((DAY, DAY), NothingRegistered)):
        with pytest.raises(error):
            write(sqlite_store, first=period[0], last=period[1])
    read_day(sqlite_store, manager_at(TILL), at=AT)
    file = tmp_path / "out" / "journal.xml"
    with sqlite_store.view() as view, pytest.raises(NotInJournalFile, match="DenAdress"):
        save_journal(view, JournalWish(DAY, DAY, "maria", "KONTOR"), file, at=LATER)
    assert list(file.parent.iterdir()) == []


def test_a_shop_elsewhere_has_no_such_file(sqlite_store: Store) -> None:
    company = replace(COMPANY, country="SE", currency="EUR")
    register_shop(sqlite_store, OFFICE_ACTOR, NewShop(company, LOCATIONS, DEVICES), at=AT)
    with pytest.raises(NotSwedish):
        write(sqlite_store)


def test_a_damaged_row_stops_the_file(sqlite_store: Store) -> None:
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store))
    days.sell()
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql("DROP TRIGGER journal_no_update")
        tx.exec_driver_sql("UPDATE journal SET payload = '{}' WHERE kind = 'sale_completed'")
    with pytest.raises(RowUnreadable, match="of KASSA01"):
        write(sqlite_store)
