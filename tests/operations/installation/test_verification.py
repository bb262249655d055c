"""What only keys and anchors show: a cut end, a shop written anew, an emptied or older one. Controls: without them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from models.anchor import Anchor, AnchoredHead, NotAnAnchor, encode_anchor
from models.facts.clock import ClockJumped
from models.facts.envelope import encode_fact
from models.facts.registry import read_fact
from models.facts.setting import DeviceAdded
from models.facts.shop import DeviceValues
from models.journal import ChainHead, Happening, JournalKind
from models.shop import Device, DeviceKind
from operations.installation import upkeep, verification
from operations.installation.anchoring import FILE_NAME, add_anchors
from operations.installation.configuration import Settings
from operations.installation.doctor import examine
from operations.installation.opening import open_store
from operations.installation.verification import UNKNOWN, NoSuchFile, ShopGone, Verdict, witness_of
from operations.progress import no_progress
from store import journal, shop
from store.database import sqlite
from store.proof import Witness
from store.selling import sales
from store.shop import DeviceHead
from store.signing.key_ring import KeyRing
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, small_shop

Attack = Callable[[Path], None]


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """A shop in a file that sold three times."""
    made = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(made, make=True) as store:
        small_shop(store)
        for _ in range(3):
            Operator(store).scan("MILK")
            Operator(store).pay_cash()
    return made


def checked(settings: Settings, witness: Witness) -> Verdict:
    with closing(open_store(settings.store_url)) as store:
        return verification.verify(store, no_progress, witness)


def run(settings: Settings, script: str) -> None:
    """Somebody with the database's own rights."""
    with closing(sqlite.driver().connect(settings.home / "shop.db")) as connection:
        connection.executescript(script)


def write_anchor(settings: Settings, file: Path) -> Path:
    file.write_text(encode_anchor(Anchor("2026-11-23", tuple(settings.key_ring.heads.read()))) + "\n")
    return file


OFF = "DROP TRIGGER journal_no_delete; DROP TRIGGER sale_no_delete; DROP TRIGGER sale_line_no_delete;"
OFF += "DROP TRIGGER tender_no_delete; DROP TRIGGER stock_movement_no_delete; DROP TRIGGER entry_no_delete;"
OFF += "DROP TRIGGER posting_no_delete;"
ON = "".join(
    f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, "
    f"'{table} is append-only: correct a fact by adding another one'); END;"
    for table in ("journal", "sale", "sale_line", "tender", "stock_movement", "entry", "posting")
)
#: The last sale and its scan never were: every table agrees, and the device remembers the row before.
CUT_TAIL = f"""
PRAGMA foreign_keys = OFF; BEGIN; {OFF}
CREATE TEMP TABLE gone AS SELECT max(id) AS id FROM sale;
DELETE FROM tender WHERE sale_id IN gone; DELETE FROM sale_line WHERE sale_id IN gone;
DELETE FROM posting WHERE entry_id IN gone; DELETE FROM entry WHERE id IN gone;
DELETE FROM stock_movement WHERE source_id IN gone; DELETE FROM sale WHERE id IN gone;
UPDATE stock_level SET on_hand = (SELECT COALESCE(SUM(quantity), 0) FROM stock_movement AS m
  WHERE m.location_id = stock_level.location_id AND m.sku = stock_level.sku);
DELETE FROM journal WHERE device_id = 1 AND seq > 5;
UPDATE device_head SET last_journal = 5, last_receipt = 2, last_fact = 2,
  journal_hash = (SELECT hash FROM journal WHERE device_id = 1 AND seq = 5) WHERE device_id = 1;
{ON} COMMIT;
"""


def test_a_sound_shop_with_its_keys_leaves_nothing_open(settings: Settings) -> None:
    verdict = checked(settings, witness_of(settings.key_ring))
    assert (verdict.problems, verdict.doubts) == ((), ())


def test_without_keys_and_anchors_it_is_told_what_cannot_be_excluded(settings: Settings) -> None:
    verdict = checked(settings, UNKNOWN)
    assert verdict.problems == ()
    assert ["cut off the end" in doubt for doubt in verdict.doubts] == [True]


def test_a_cut_end_is_found_by_the_keys_and_by_an_anchor_and_by_a_receipt(settings: Settings, tmp_path: Path) -> None:
    anchors = write_anchor(settings, tmp_path / "anchors.jsonl")
    with closing(open_store(settings.store_url)) as store, store.view() as view:
        sale = sales.find_receipt(view, TILL, 3)
        assert sale is not None
        digits = (journal.hash_of_sale(view, sale) or "")[:12]
    receipt = f"KASSA01-3 {digits[:4]} {digits[4:8]} {digits[8:]}".upper()
    for against in ([str(anchors)], [receipt]):
        assert checked(settings, witness_of(None, against)).problems == ()
    run(settings, CUT_TAIL)
    assert checked(settings, UNKNOWN).problems == ()  # the control: by itself everything agrees
    for witness in (witness_of(settings.key_ring), witness_of(None, [str(anchors)]), witness_of(None, [receipt])):
        assert [each.split(":")[0] for each in checked(settings, witness).problems] == ["C9"], witness


def test_other_digits_than_the_receipt_has_are_found(settings: Settings) -> None:
    verdict = checked(settings, witness_of(None, ["1-2 0000 0000 0000"]))
    assert verdict.problems == ("C9: receipt 1-2 has other digits than the journal has for its sale",)
    assert (
        "is of a sale that is not in the shop" in checked(settings, witness_of(None, ["9-2 000000000000"])).problems[0]
    )


def test_a_shop_written_anew_with_another_key_is_found_by_the_keys_and_by_an_anchor(
    settings: Settings, tmp_path: Path
) -> None:
    anchors = write_anchor(settings, tmp_path / "anchors.jsonl")
    (settings.home / "shop.db").unlink()
    other = Settings(home=tmp_path, store_url=settings.store_url, keys=tmp_path / "foreign")
    with upkeep.shop_in_use(other, make=True) as store:
        small_shop(store)
        for _ in range(4):
            Operator(store).scan("PAPER")
            Operator(store).pay_cash()
    assert checked(settings, UNKNOWN).problems == ()  # the control
    for witness in (witness_of(settings.key_ring), witness_of(None, [str(anchors)])):
        problems = checked(settings, witness).problems
        assert {each.split(":")[0] for each in problems} == {"C9"}
        assert any("is not a key of this shop" in each for each in problems)


def test_a_lost_wal_is_found_by_the_keys(settings: Settings, tmp_path: Path) -> None:
    """The newest rows are in ``shop.db-wal`` while the shop is open: a copy of ``shop.db`` alone lacks them."""
    lost = tmp_path / "copied"
    lost.mkdir()
    with upkeep.shop_in_use(settings) as store:
        Operator(store).scan("MILK")
        Operator(store).pay_cash()
        shutil.copy(settings.home / "shop.db", lost / "shop.db")
    with verification.copy_of_file(lost / "shop.db") as store:
        assert verification.verify(store, no_progress).problems == ()  # the control
        verdict = verification.verify(store, no_progress, witness_of(settings.key_ring))
    assert ["the end was cut off" in each for each in verdict.problems] == [True]


def test_an_empty_shop_is_not_sound_and_one_that_is_gone_is_named(settings: Settings, sqlite_url: str) -> None:
    run(settings, "PRAGMA foreign_keys = OFF; BEGIN;" + OFF + "DELETE FROM journal; DELETE FROM device_head; COMMIT")
    assert any("the journal has no row" in each for each in checked(settings, UNKNOWN).problems)
    (settings.home / "shop.db").unlink()
    with pytest.raises(ShopGone, match="remember one with"):
        verification.refuse_gone_shop(sqlite_url, "shop.db", settings.key_ring)
    open_store(sqlite_url).close()  # an empty database in its place
    with pytest.raises(ShopGone):
        verification.refuse_gone_shop(sqlite_url, "shop.db", settings.key_ring)
    verification.refuse_gone_shop(sqlite_url, "shop.db", KeyRing(settings.home / "none"))  # the control


def test_a_file_on_a_read_only_medium_is_checked_and_left_as_it_is(settings: Settings, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    shutil.copy(settings.home / "shop.db", medium / "shop.db")
    (medium / "shop.db").chmod(0o444)
    medium.chmod(0o555)
    before = (medium / "shop.db").read_bytes()
    with verification.copy_of_file(medium / "shop.db") as store:
        assert verification.verify(store, no_progress, witness_of(settings.key_ring)).problems == ()
    assert [file.name for file in medium.iterdir()] == ["shop.db"]
    assert (medium / "shop.db").read_bytes() == before
    with pytest.raises(NoSuchFile), verification.copy_of_file(medium / "other.db"):
        pass
    medium.chmod(0o755)


@pytest.mark.parametrize("text", ["", "hello", "1-2", "1-2 12345", "1-2 xyz xyz xyz xyz", "{}", "1 3f9a12bc77de"])
def test_what_is_no_anchor_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(NotAnAnchor):
        witness_of(None, [text])
    file = tmp_path / "anchors.jsonl"
    file.write_text(f"{text or '[]'}\n")
    with pytest.raises(NotAnAnchor):
        witness_of(None, [str(file)])
    with pytest.raises(NoSuchFile):
        witness_of(None, [str(tmp_path / "missing.jsonl")])


def test_a_line_that_was_cut_off_while_it_was_written_is_left_out(tmp_path: Path) -> None:
    line = encode_anchor(Anchor("2026-11-23", (AnchoredHead(1, 5, "ab" * 32, ""),)))
    file = tmp_path / "anchors.jsonl"
    file.write_text(f"{line}\n{line[:40]}")
    assert [each.heads for each in verification.read_anchors(file)] == [(AnchoredHead(1, 5, "ab" * 32, ""),)]
    assert os.fspath(file) == verification.read_anchors(file)[0].source


def test_anchors_are_added_beside_the_backups_and_where_the_owner_wants_them(settings: Settings) -> None:
    stick = settings.home / "stick"
    named = settings.model_copy(update={"anchors": stick})
    settings.backups.mkdir()
    verdict = checked(settings, UNKNOWN)
    assert add_anchors(named, verdict, AT) == [settings.backups / FILE_NAME]  # the stick is not plugged in
    stick.mkdir()
    assert add_anchors(named, verdict, AT) == [settings.backups / FILE_NAME, stick / FILE_NAME]
    assert [len(verification.read_anchors(folder / FILE_NAME)) for folder in (settings.backups, stick)] == [2, 1]
    (anchor,) = verification.read_anchors(stick / FILE_NAME)
    assert sorted(anchor.heads, key=repr) == sorted(settings.key_ring.heads.read(), key=repr)
    run(settings, CUT_TAIL)
    assert len(checked(settings, witness_of(None, [str(stick / FILE_NAME)])).problems) == 1


def test_a_clock_that_jumps_is_recorded_and_told_and_a_sale_of_2046_is_not_sound(settings: Settings) -> None:
    late = AT.replace(year=2046)
    with upkeep.shop_in_use(settings) as store:
        for at in (late, AT, AT + timedelta(days=30)):
            Operator(store).scan("MILK", at=at)
        with store.view() as view:
            rows = list(journal.read(view, TILL, kinds=[JournalKind.CLOCK_JUMPED]))
    facts = [read_fact(row.kind, row.payload).fact for row in rows]
    assert facts == [ClockJumped(AT.isoformat(), late.isoformat()), ClockJumped(late.isoformat(), AT.isoformat())]
    verdict = checked(settings, witness_of(settings.key_ring, at=AT + timedelta(days=31)))
    assert ["which has not come yet" in each for each in verdict.problems] == [True]
    assert ["The clock of device 1 went from" in each for each in verdict.doubts] == [True, True]
    assert checked(settings, witness_of(settings.key_ring, at=late)).problems == ()  # the control


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("price", "UPDATE basket_line SET unit_price_minor = 0"),
        ("discount", "UPDATE basket_line SET discount_minor = 500"),
        ("quantity", "UPDATE basket_line SET quantity = quantity / 2"),
        ("product", "UPDATE basket_line SET sku = 'PAPER'"),
        ("line", "DELETE FROM basket_line"),
    ],
)
def test_goods_of_an_open_basket_cost_what_was_recorded(settings: Settings, what: str, change: str) -> None:
    with upkeep.shop_in_use(settings) as store:
        Operator(store).scan("MILK", 2)
    assert checked(settings, UNKNOWN).problems == ()
    run(settings, change)
    assert ["of basket" in each for each in checked(settings, UNKNOWN).problems] == [True], what
    if what != "line":  # sold at what somebody made of it: the journal still has both
        with closing(open_store(settings.store_url, keys=settings.key_ring)) as store:
            Operator(store).pay_cash()
        found = "that nobody gave" if what == "discount" else "was in its basket"
        assert any(found in each for each in checked(settings, UNKNOWN).problems), what


def test_a_device_that_somebody_added_with_a_whole_chain_is_found_by_the_keys(settings: Settings) -> None:
    """It has no key, so that its rows need no signature by themselves. Its journal names it, as an own one is named."""
    added = encode_fact(DeviceAdded(DeviceValues(1001, "import", "MADE UP", 1)), OFFICE_ACTOR)
    with closing(open_store(settings.store_url)) as store, store.transaction() as tx:
        shop.add_device(tx, Device(1001, DeviceKind.IMPORT, "MADE UP", 1))
        head = journal.append(tx, 1001, ChainHead(0, ""), [Happening(JournalKind.DEVICE_ADDED, 1, added)])
        shop.move_head(tx, 1001, DeviceHead(0, head))
    assert checked(settings, UNKNOWN).problems == ()  # the control
    assert checked(settings, witness_of(settings.key_ring)).problems == (
        "C9: journal of device 1001 is not signed, and nobody vouches for it",
    )


def test_journals_of_before_there_were_keys_are_vouched_for_by_the_first_key(sqlite_url: str, tmp_path: Path) -> None:
    with closing(open_store(sqlite_url)) as store:
        small_shop(store)
        Operator(store, SECOND_TILL).scan("MILK")
    made = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(made) as store:
        Operator(store).scan("MILK")
    assert checked(made, witness_of(made.key_ring)).problems == ()
    with closing(open_store(sqlite_url)) as store:
        Operator(store, SECOND_TILL).scan("MILK")  # without the keys, as somebody else would write
    assert len(checked(made, witness_of(made.key_ring)).problems) == 1


def test_the_doctor_finds_that_the_last_commit_is_gone(settings: Settings) -> None:
    def keys() -> list[str]:
        return [each.grade.value for each in examine(settings, at=AT) if each.subject == "keys"]

    assert keys() == ["ok"]
    run(settings, CUT_TAIL)
    assert keys() == ["bad"]
