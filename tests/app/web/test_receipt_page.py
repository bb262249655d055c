"""The page of a receipt on the own phone: a picture, a file to save, and nothing for those without a code."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.web.page_shell import ShellMiddleware
from app.web.receipt_page import ReceiptPage, receipt_address
from models.shop_settings import RECEIPT_ON_PHONE
from operations.delivery import copy_receipt
from operations.dispatch.receipt_on_phone import code_of_receipt
from operations.installation.change_settings import change_setting
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.stock import HOSTILE_NAMES
from tests.builders import MILK, OFFICE_ACTOR, Operator, small_shop


class Receipts:
    """A shop that opens receipts on phones, and phones."""

    def __init__(self, store: Store, keys: Path) -> None:
        self.operator, self.installation = Operator(small_shop(store)), InstallationSecret(keys)
        self.store, now = store, datetime.now(UTC)
        change_setting(store, OFFICE_ACTOR, RECEIPT_ON_PHONE, "yes", at=now)
        page = ReceiptPage(lambda: store, self.installation, "sv")
        self.phone = TestClient(ShellMiddleware(Starlette(routes=page.routes())), headers={"accept-language": "en"})
        self.operator.scan("MILK")
        self.sale = self.operator.pay_cash(at=now)

    @property
    def address(self) -> str:
        with self.store.view() as view:
            return receipt_address("", code_of_receipt(view, self.installation, self.sale))


@pytest.fixture
def receipts(sqlite_store: Store, tmp_path: Path) -> Receipts:
    return Receipts(sqlite_store, tmp_path / "keys")


def test_the_receipt_is_seen_read_aloud_and_saved(receipts: Receipts) -> None:
    page = receipts.phone.get(receipts.address)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"
    ((picture, text),) = re.findall(r'<img src="(/my[^"]*)" alt="([^"]*)"', page.text)
    (file,) = re.findall(r'href="(/my[^"]*)"', page.text)
    assert MILK.name in html.unescape(text)
    drawn = receipts.phone.get(html.unescape(picture))
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "KOPIA" in drawn.text
    saved = receipts.phone.get(html.unescape(file))
    assert saved.content.startswith(b"%PDF")
    assert ".pdf" in saved.headers["content-disposition"]
    assert receipts.phone.get(receipts.address).status_code == 200, "the same code opens it again"


def test_where_the_copy_was_printed_the_page_reports_that(receipts: Receipts) -> None:
    copy_receipt(receipts.store, receipts.operator.actor, receipts.sale.id, at=datetime.now(UTC))
    for path in ("", "/picture", "/pdf"):
        reply = receipts.phone.get(receipts.address.replace("?", f"{path}?"))
        assert reply.status_code == 403
        assert MILK.name not in reply.text


@pytest.mark.parametrize("code", ["", "x", "7-" + "0" * 32, *HOSTILE_NAMES, "9" * 5000])
def test_who_has_no_code_sees_nothing(receipts: Receipts, code: str) -> None:
    reply = receipts.phone.get("/my-receipt", params={"c": code})
    assert reply.status_code == 403
    assert "no code of a receipt" in reply.text
    assert "<img src=x" not in reply.text
