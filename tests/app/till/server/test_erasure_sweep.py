"""A member who was erased is nowhere: not in the database, the journal, exports, logs, mails or documents."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import polars as pl
import pypdfium2
import pytest
import sqlalchemy as sa

from app.counter.everything_folder import EverythingForm, export_everything
from app.counter.journal_file import JournalWish, write_journal
from app.counter.receipt_composer import ReceiptComposer
from app.counter.receipt_file import receipt_file
from models.dispatch.sending_rules import DispatchState
from models.members.consent import ConsentPurpose, LookPurpose
from models.members.member import JoinChannel, Member, MemberDetails
from models.members.member_offer import OfferOccasion, OfferRule
from models.members.point_rule import PointRule
from models.shop_settings import MAIL_HOST
from operations.installation.change_settings import change_setting
from operations.members.joining import JoinWish, join_member
from operations.members.member_changes import merge_members
from operations.members.member_rights import erase_member, look_at_member
from operations.points.offers_by_consent import set_offer_rule
from operations.points.point_rules import set_point_rule
from store import invariants, schema
from store.database.engine import Store
from store.dispatch import latest_dispatches
from store.selling import sales
from tests.app.till.server.conftest import Caller, open_caller
from tests.builders import COMPANY, OFFICE_ACTOR, small_shop, stock_up
from tests.operations.members.joined import ASA

#: What only Åsa has; her name is in the address as well.
WORDS = ("hrn-Lindqvist", "ohrn lindqvist", "46701740605", "asa.ohrn@", "Allergic", "KXM")
ONE_DAY = timedelta(days=1)
#: Somebody else, who must be found before and after.
OTHER = MemberDetails("Ali Åberg", "070-174 06 08", "ali.aberg@example.com")


@pytest.fixture
def caller(store: Store, tmp_path: Path) -> Iterator[Caller]:
    shop = small_shop(store, is_demo=True)
    stock_up(shop)
    change_setting(shop, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=datetime.now(UTC))
    yield from open_caller(shop, tmp_path / "receipts")


def test_the_name_of_who_was_erased_is_nowhere(
    caller: Caller, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store, now = caller.store, datetime.now(UTC)
    asa = live(caller)
    before = everywhere(caller, tmp_path / "before", caplog)
    for word in WORDS:
        assert counts(before, word) > 0, f"else nobody knows that the search bites: {word}"
    for place in ("database", "exports", "mails"):
        assert before[place].count("asa.ohrn@") > 0, f"the search does not look at {place}"
    before_sums = sums_of(store)
    erase_member(store, OFFICE_ACTOR, asa.id, at=now)
    after = everywhere(caller, tmp_path / "after", caplog)
    left = {place: [word for word in WORDS if word in text] for place, text in after.items()}
    assert left == {"database": ["KXM"], "journal": [], "exports": ["KXM"], "logs": [], "mails": [], "documents": []}
    assert asa.card not in "".join(after.values()), "the card that is left is that of another member"
    assert counts(after, "Ali Åberg") > 0
    assert sums_of(store) == before_sums
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def live(caller: Caller) -> Member:
    """Everything that a member does: joins twice, is looked for, buys, gets offers and a receipt by e-mail."""
    store, now = caller.store, datetime.now(UTC)
    set_point_rule(store, OFFICE_ACTOR, PointRule(COMPANY.business_day(now), 1000, 10), at=now)
    set_offer_rule(store, OFFICE_ACTOR, OfferRule(OfferOccasion.WELCOME, points=50), at=now)
    purposes = frozenset({ConsentPurpose.OFFERS, ConsentPurpose.ANALYSIS})
    asa = join_member(store, OFFICE_ACTOR, JoinWish(ASA, JoinChannel.OFFICE, purposes), at=now)
    join_member(store, OFFICE_ACTOR, JoinWish(OTHER, JoinChannel.OFFICE), at=now)
    same = replace(ASA, phone="070-174 06 09", email="a.ohrn@example.com")
    double = join_member(store, OFFICE_ACTOR, JoinWish(same, JoinChannel.OFFICE, purposes), at=now)
    merge_members(store, OFFICE_ACTOR, double.id, asa.id, at=now)
    look_at_member(store, OFFICE_ACTOR, asa.id, LookPurpose.HELP, at=now)
    found = caller.http.post("/till/1/members/find", json={"text": "Åsa Öhrn-Lindqvist"})
    assert found.json()["members"][0]["id"] == asa.id
    refused = caller.http.post("/till/1/members", json={"name": ASA.name, "phone": ASA.phone, "email": ASA.email})
    assert refused.status_code >= 400, "she is a member already"
    caller.send(caller.event("choose_member", code=asa.card))
    state = caller.scan("MILK")
    assert state["member"]["name"] == ASA.name
    sold = caller.pay(state, 2000)
    assert sold.status_code == 200, sold.text
    sale_id = state["basket"]["id"]
    mailed = caller.http.post(f"/till/1/receipts/{sale_id}/mail", json={"address": ASA.email})
    assert mailed.status_code == 200, mailed.text
    return asa


def everywhere(caller: Caller, folder: Path, caplog: pytest.LogCaptureFixture) -> dict[str, str]:
    """All that a shop has and hands out, as text."""
    store, now = caller.store, datetime.now(UTC)
    folder.mkdir()
    texts = []
    for form in EverythingForm:
        export_everything(store, OFFICE_ACTOR, folder / form.value, at=now, form=form)
        texts += [text_of(each) for each in sorted((folder / form.value).rglob("*")) if each.is_file()]
    with store.view() as view:
        rows = {each.name: view.execute(sa.select(each)).all() for each in schema.metadata.sorted_tables}
        sale_ids = [row.id for row in rows["sale"]]
        mails = latest_dispatches(view, 100, frozenset(DispatchState))
        journal, day = BytesIO(), now.date()
        wish = JournalWish(day - ONE_DAY, day + ONE_DAY, "kim", "sweep", has_own_forms=True)
        write_journal(view, wish, journal, at=now)
    papers = [receipt_file(ReceiptComposer(store, "sv"), each).pdf() for each in sale_ids]
    return {
        "database": bytes_of(store) + str(rows),
        "journal": str(rows["journal"]) + journal.getvalue().decode(),
        "exports": "".join(texts),
        "logs": "\n".join(f"{each.getMessage()} {each.exc_text or ''}" for each in caplog.records),
        "mails": str(mails),
        "documents": "\n".join([*map(text_of_pdf, papers), *caller.printed()]),
    }


def bytes_of(store: Store) -> str:
    """The file of the database and its log, also what was deleted in it; nothing where it is on a server."""
    if store.file is None:
        return ""
    files = (store.file, Path(f"{store.file}-wal"))
    return "".join(each.read_bytes().decode("utf-8", "replace") for each in files if each.exists())


def text_of(file: Path) -> str:
    if file.suffix == ".parquet":  # it is compressed
        return str(pl.read_parquet(file).rows())
    return file.read_bytes().decode("utf-8", "replace")


def text_of_pdf(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def counts(texts: dict[str, str], word: str) -> int:
    return sum(text.count(word) for text in texts.values())


def sums_of(store: Store) -> list[object]:
    """What was sold, and what is in the books for it."""
    with store.view() as view:
        sold = view.execute(sa.select(sa.func.count(), sa.func.sum(schema.sale.c.gross_minor))).one()
        stock = view.scalar(sa.select(sa.func.sum(schema.stock_movement.c.quantity)))
        lines = [sales.get_sale(view, each).lines for each in view.scalars(sa.select(schema.sale.c.id))]
    return [tuple(sold), stock, lines]
