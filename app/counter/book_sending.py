"""The vouchers of a closed day on their way to a bookkeeping program on the network, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from app.counter.day_files import report_pdf
from app.counter.erp_exchange import exchange
from app.counter.receipt_composer import ReceiptComposer
from app.counter.voucher_files import vouchers_of_closing, vouchers_of_report
from app.words import Words, words_of
from integrations.book_services.book_voucher import BookClient, BookDocument, BookVoucher, voucher_mark
from integrations.book_services.service_calls import Pace, ServiceCalls, SignInOver
from integrations.book_services.service_sign_in import SignInAddresses, TokenDesk, TokenSession
from integrations.fortnox import fortnox_client
from integrations.fortnox.fortnox_client import FortnoxClient
from integrations.fortnox.fortnox_vouchers import FortnoxOptions
from integrations.tryton import tryton_calls, tryton_client
from integrations.tryton.tryton_calls import TrytonCalls, TrytonSession
from integrations.tryton.tryton_client import TrytonClient
from integrations.xero import xero_client
from integrations.xero.xero_client import XeroClient
from models.dispatch.sending_rules import Dispatch, DispatchKind, SendOutcome, SendResult
from models.errors import Refused, Unavailable
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.shop import fact_number
from models.shop_settings import BOOKS_COST_CENTER, BOOKS_SERIES
from operations.dispatch.day_documents import ERP_SYSTEMS, SYSTEM_NAMES
from operations.installation.book_secrets import BookSecrets
from operations.installation.configuration import load_settings
from store.cash import z_reports
from store.cash.office_closings import find_closing
from store.database.engine import Connection, Store
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class BookLink:
    """How a program is reached: its address, the pages for signing in, and how fast it may be called."""

    system: str
    address: str
    sign_in: SignInAddresses
    pace: Pace
    tenant_header: str = ""

    @property
    def service(self) -> str:
        """The program's name as people write it."""
        return SYSTEM_NAMES[self.system]


_LINKS = {
    "fortnox": BookLink("fortnox", fortnox_client.ADDRESS, fortnox_client.SIGN_IN, fortnox_client.PACE),
    # The address of a server of the shop's own is with its password.
    "tryton": BookLink("tryton", "", SignInAddresses("", "", "", {}), tryton_client.PACE),
    "xero": BookLink("xero", xero_client.ADDRESS, xero_client.SIGN_IN, xero_client.PACE, xero_client.TENANT_HEADER),
}


def link_of(system: str, trial_address: str) -> BookLink:
    """The way to a program, or to its substitute at ``trial_address``, which is called without pauses."""
    link = _LINKS[system]
    if not trial_address or system in ERP_SYSTEMS:
        return link
    page, tokens = (trial_address + urlsplit(each).path for each in (link.sign_in.page, link.sign_in.tokens))
    at_trial = replace(link.sign_in, page=page, tokens=tokens)
    return replace(link, address=trial_address, sign_in=at_trial, pace=Pace(1000, 1, first_pause_ms=0))


def this_link(system: str) -> BookLink:
    """The way to a program from this installation."""
    return link_of(system, load_settings().books_address)


def options_of(view: Connection) -> FortnoxOptions:
    """What the settings choose of a program's vouchers."""
    return FortnoxOptions(get_value(view, BOOKS_SERIES), get_value(view, BOOKS_COST_CENTER))


@contextmanager
def open_desk(link: BookLink) -> Iterator[TokenDesk]:
    """Where tokens of a program come from."""
    with closing(ServiceCalls(link.service, link.address, link.pace)) as calls:
        yield TokenDesk(calls, link.sign_in)


@contextmanager
def open_tryton(keys: Path) -> Iterator[TrytonCalls]:
    """Calls to the shop's Tryton, signed in with the secrets in ``keys``; raises :class:`SignInOver` without any."""
    secrets = BookSecrets(keys, "tryton")
    account = secrets.account()
    if account is None:
        raise SignInOver(tryton_calls.SERVICE)
    with closing(ServiceCalls(tryton_calls.SERVICE, account.redirect, tryton_client.PACE)) as unsigned:
        session = TrytonSession(secrets, unsigned)
        with closing(ServiceCalls(tryton_calls.SERVICE, account.redirect, tryton_client.PACE, session)) as calls:
            yield TrytonCalls(calls)


@contextmanager
def open_client(link: BookLink, keys: Path, options: FortnoxOptions) -> Iterator[BookClient]:
    """A client of the program, signed in with the secrets in ``keys``."""
    if link.system in ERP_SYSTEMS:
        with open_tryton(keys) as tryton:
            yield TrytonClient(tryton)
        return
    with open_desk(link) as desk:
        session = TokenSession(BookSecrets(keys, link.system), desk, link.service, link.tenant_header)
        with closing(ServiceCalls(link.service, link.address, link.pace, session)) as calls:
            yield XeroClient(calls) if link.system == "xero" else FortnoxClient(calls, options)


def book_vouchers(view: Connection, report_id: int, language: ReceiptLanguage) -> list[BookVoucher]:
    """The vouchers of a Z report, each with the report as PDF, or of a closing of the office."""
    closing_of_office, number = find_closing(view, report_id), fact_number(report_id)
    if closing_of_office is not None:
        vouchers = vouchers_of_closing(view, closing_of_office)
        return [BookVoucher(each, voucher_mark(number, each)) for each in vouchers]
    report = z_reports.report_of_id(view, report_id)
    vouchers = vouchers_of_report(view, report)
    content = report_pdf(view, report, language) if vouchers else b""
    return [
        BookVoucher(
            each,
            voucher_mark(number, each),
            BookDocument(f"Z-{number}-{each.day.isoformat()}.pdf", "application/pdf", content),
        )
        for each in vouchers
    ]


def send_to_books(store: Store, composer: ReceiptComposer, claimed: Dispatch) -> SendResult:
    """Send the vouchers of a document; the result names what the program calls them.

    What is there already is not sent again, so an attempt that ended in the middle is made again as a whole.
    """
    settings = load_settings()
    if claimed.kind is DispatchKind.ERP_EXCHANGE:
        with store.view() as view:
            words = words_of(composer.language(view))
        return _settled(lambda: _exchanged(store, settings.keys, words, claimed.claimed_at or claimed.made_at))
    with store.view() as view:
        vouchers = book_vouchers(view, claimed.subject_id, composer.language(view))
        options = options_of(view)

    def send() -> str:
        with open_client(link_of(claimed.place, settings.books_address), settings.keys, options) as client:
            return ", ".join([client.send(each) for each in vouchers])

    return _settled(send)


def _exchanged(store: Store, keys: Path, words: Words, at: datetime) -> str:
    with open_tryton(keys) as calls:
        return exchange(store, calls, at=at).text(words)


def _settled(send: Callable[[], str]) -> SendResult:
    """How sending ended: what the other side answered, or why it is tried again, or never."""
    try:
        return SendResult(SendOutcome.SENT, send())
    except Unavailable as error:
        return SendResult(SendOutcome.NOT_SENT, f"{error.code}: {error}")
    except Refused as error:
        return SendResult(SendOutcome.REJECTED, f"{error.code}: {error}")
