"""What leaves the shop, as whoever gets it reads it: a receipt by e-mail, and the documents of a closed day."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from app.counter.dispatch_content import mail_content
from app.counter.dispatch_thread import DispatchThread, try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from integrations.mail.messages import Envelope, build_message
from integrations.sie.sie_reading import read_sie
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.dispatch.sending_rules import Dispatch, DispatchKind, DispatchState
from models.payments.provider_list import Payout, PayoutPart
from models.receipt_logo import ReceiptLogo
from models.selling.sale import Sale
from models.shop_settings import (
    BOOKS_FOLDER,
    BOOKS_MAIL,
    COMPANY_NAME,
    MAIL_FROM,
    MAIL_HOST,
    MAIL_PORT,
    MAIL_SECURITY,
    RECEIPT_LOGO,
)
from operations.cash.day_close import DayEnd, close_day
from operations.dispatch.day_documents import NoPlaceForBooks, send_day
from operations.dispatch.office_books import close_office_books
from operations.dispatch.receipt_mail import mail_receipt
from operations.dispatch.sending import send_trial
from operations.installation.change_settings import change_setting
from operations.installation.doctor import check_dispatches
from operations.selling.book_payouts import book_payout
from store import dispatch
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, TILL, Operator, kr, small_shop
from tests.integrations.mail.mail_box import MailBox, mail_box
from tests.waiting import wait_until

MANAGER = Actor("maria", TILL, PERMISSIONS[BuiltInRole.MANAGER])
ENVELOPE = Envelope("shop@example.com", "Kassa", "anna@example.com", "kassa-1", AT)
HOSTILE = "<b>Å & Ö</b>"


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as opened:
        yield opened


def set_up(store: Store, **settings: object) -> None:
    for name, value in settings.items():
        change_setting(store, OFFICE_ACTOR, name, str(value), at=AT)


def shop_at(store: Store, box: MailBox) -> Sale:
    """A shop with a hostile name that sends by ``box``, and a sale of its first till."""
    operator = Operator(small_shop(store))
    values = {MAIL_HOST: "127.0.0.1", MAIL_PORT: box.port, MAIL_SECURITY: "none", MAIL_FROM: "shop@example.com"}
    set_up(store, **values, **{COMPANY_NAME: HOSTILE})
    operator.scan("MILK")
    return operator.pay_cash()


def state_of(store: Store, queued: Dispatch) -> Dispatch:
    with store.view() as view:
        found = dispatch.find_dispatch(view, queued.id)
    assert found is not None
    return found


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_a_receipt_arrives_as_the_electronic_copy(sqlite_store: Store, box: MailBox) -> None:
    sale = shop_at(sqlite_store, box)
    queued = mail_receipt(sqlite_store, Operator(sqlite_store).actor, sale.id, "anna@example.com", at=AT)
    thread = DispatchThread(sqlite_store, ReceiptComposer(sqlite_store, "sv"), lambda: True)
    thread.signal()
    wait_until(lambda: state_of(sqlite_store, queued).state is DispatchState.SENT, "the e-mail is sent")
    thread.close()
    ((recipient, message),) = box.taken
    assert (recipient, message["Subject"]) == ("anna@example.com", f"Kvitto 1 från {HOSTILE}")
    html, plain = message.get_body(("html",)), message.get_body(("plain",))
    assert html is not None
    assert plain is not None
    page, (pdf,) = html.get_content(), message.iter_attachments()
    assert pdf.get_filename() == "kvitto-1.pdf"
    for written in (page, text_of(pdf.get_content())):
        for word in ("KOPIA", "elektroniskt", "kassakvitto", "20,00", "Momssats"):
            assert word.casefold() in written.casefold(), word
    assert 'font-size:4em;line-height:1.15;font-weight:bold;text-align:center">KOPIA' in page, "twice the amounts"
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "Momssats" not in plain.get_content(), "plain text has no sizes, so it is no receipt"


def test_the_logo_is_in_the_message_and_in_its_pdf(sqlite_store: Store, box: MailBox) -> None:
    """Nothing is fetched from elsewhere: the picture of the page goes with it."""
    sale, composer = shop_at(sqlite_store, box), ReceiptComposer(sqlite_store, "sv")
    queued = mail_receipt(sqlite_store, Operator(sqlite_store).actor, sale.id, "anna@example.com", at=AT)
    plain = build_message(ENVELOPE, mail_content(sqlite_store, composer, queued))
    set_up(sqlite_store, **{RECEIPT_LOGO: ReceiptLogo(16, 2, b"\xf0\x0f\xff\xff").text})
    message = build_message(ENVELOPE, mail_content(sqlite_store, composer, queued))
    html, (pdf,) = message.get_body(("html",)), message.iter_attachments()
    assert html is not None
    (picture,) = (part for part in message.walk() if part.get_content_type() == "image/png")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html.get_content()
    assert Image.open(io.BytesIO(picture.get_content())).convert("L").tobytes() == (
        b"\0" * 4 + b"\xff" * 8 + b"\0" * 4 + b"\0" * 16
    )
    assert len(pictures_of(pdf.get_content())) == 1
    assert [part.get_content_type() for part in plain.walk() if part.get_content_maintype() == "image"] == []


def pictures_of(pdf: bytes) -> list[object]:
    return [each for page in pypdfium2.PdfDocument(pdf) for each in page.get_objects([FPDF_PAGEOBJ_IMAGE])]


def test_the_documents_of_a_day_go_out_by_themselves_and_are_the_same_again(
    sqlite_store: Store, box: MailBox, tmp_path: Path
) -> None:
    shop_at(sqlite_store, box)
    set_up(sqlite_store, **{BOOKS_MAIL: "books@example.com", BOOKS_FOLDER: tmp_path / "in"})
    report = close_day(sqlite_store, MANAGER, DayEnd(), at=datetime.now(UTC))
    composer = ReceiptComposer(sqlite_store, "sv")
    with sqlite_store.view() as view:
        waiting = dispatch.waiting_dispatches(view)
    assert {(each.kind, each.subject_id) for each in waiting} == {
        (DispatchKind.DAY_MAIL, report.id),
        (DispatchKind.DAY_FOLDER, report.id),
    }
    for each in waiting:
        try_dispatch(sqlite_store, composer, each)
    states = {each.kind: state_of(sqlite_store, each) for each in waiting}
    assert states[DispatchKind.DAY_MAIL].state is DispatchState.SENT
    assert (states[DispatchKind.DAY_FOLDER].state, states[DispatchKind.DAY_FOLDER].reason) == (
        DispatchState.WAITING,
        "the folder is not there",
    )
    (tmp_path / "in").mkdir()
    day = report.business_day
    for each in send_day(sqlite_store, OFFICE_ACTOR, day, at=datetime.now(UTC)):
        try_dispatch(sqlite_store, composer, each)
        assert state_of(sqlite_store, each).state is DispatchState.SENT
    files = {each.name: each.read_bytes() for each in (tmp_path / "in").iterdir()}
    stem = f"Z-1-1-{day.isoformat()}"
    assert sorted(files) == [f"{stem}.csv", f"{stem}.pdf", f"{stem}.si"]
    assert len(read_sie(files[f"{stem}.si"]).vouchers) == 1
    assert "Z-dagrapport nr 1" in text_of(files[f"{stem}.pdf"])
    for _, message in box.taken:
        sent = {each.get_filename(): each.get_payload(decode=True) for each in message.iter_attachments()}
        assert sent == files
    assert [to for to, _ in box.taken] == ["books@example.com"] * 2


def test_what_the_office_closed_goes_out_by_itself_and_is_sent_with_its_day(
    sqlite_store: Store, box: MailBox, tmp_path: Path
) -> None:
    shop_at(sqlite_store, box)
    set_up(sqlite_store, **{BOOKS_MAIL: "books@example.com", BOOKS_FOLDER: tmp_path})
    now = datetime.now(UTC)
    part = PayoutPart("pi_1", "charge", kr(100), kr(0))
    book_payout(sqlite_store, OFFICE_ACTOR, Payout("po_1", now.date(), kr(100), (part,)), at=now)
    closed = close_office_books(sqlite_store, OFFICE_ACTOR, at=now)
    assert closed is not None
    with sqlite_store.view() as view:
        waiting = dispatch.waiting_dispatches(view)
    for each in (*waiting, *send_day(sqlite_store, OFFICE_ACTOR, closed.day, at=now)):
        try_dispatch(sqlite_store, ReceiptComposer(sqlite_store, "sv"), each)
        assert state_of(sqlite_store, each).state is DispatchState.SENT
    assert len(read_sie((tmp_path / f"KONTOR-1-{closed.day}.si").read_bytes()).vouchers) == 1
    assert ["KONTOR 1" in str(message["subject"]) for _, message in box.taken] == [True, True]


def test_a_trial_and_what_the_doctor_reports(sqlite_store: Store, box: MailBox) -> None:
    shop_at(sqlite_store, box)
    box.answers["RCPT"] = "550 anna@example.com is unknown"
    queued = send_trial(sqlite_store, OFFICE_ACTOR, "anna@example.com", at=datetime.now(UTC))
    with sqlite_store.view() as view:
        assert [each.state for each in check_dispatches(view, queued.made_at)] == ["waiting to be sent: 1"]
    try_dispatch(sqlite_store, ReceiptComposer(sqlite_store, "sv"), queued)
    failed = state_of(sqlite_store, queued)
    assert (failed.state, failed.reason) == (DispatchState.FAILED, "550 … is unknown")
    with sqlite_store.view() as view:
        (finding,) = check_dispatches(view, datetime.now(UTC))
    assert finding.state == "last 7 days: failed: 1"
    close_day(sqlite_store, MANAGER, DayEnd(), at=AT)
    with pytest.raises(NoPlaceForBooks):
        send_day(sqlite_store, OFFICE_ACTOR, AT.date(), at=AT)
