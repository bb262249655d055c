"""What a device writes is signed; its key is introduced, renewed and replaced by facts. On both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.facts.drawer import DrawerOpened
from models.facts.key import KeyIntroduced
from models.facts.registry import read_fact
from models.journal import ChainHead, Happening, JournalKind, canonical
from models.journal_signature import used_keys
from operations.installation.opening import open_store
from operations.unit_of_work import unit_of_work
from store import invariants, journal, schema, shop
from store.database.engine import Store
from store.signing.ed25519 import is_signed_by
from store.signing.key_ring import KeyRing
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, Operator, small_shop


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


@pytest.fixture
def signed(store_url: str, keys: KeyRing) -> Iterator[Store]:
    """A shop that signs, with one sale of two scans."""
    opened = open_store(store_url, keys=keys)
    sell(small_shop(opened))
    yield opened
    opened.close()


def sell(store: Store) -> None:
    operator = Operator(store)
    operator.scan("MILK")
    operator.scan("PAPER")
    operator.pay_cash()


def violations(store: Store) -> list[str]:
    with store.view() as view:
        return [str(each) for each in invariants.check_all(view)]


def introductions(store: Store, device_id: int = TILL) -> list[KeyIntroduced]:
    with store.view() as view:
        rows = journal.read(view, device_id, kinds=[JournalKind.KEY_INTRODUCED])
        facts = [read_fact(row.kind, row.payload).fact for row in rows]
    return [fact for fact in facts if isinstance(fact, KeyIntroduced)]


def signed_rows(store: Store) -> list[int]:
    with store.view() as view:
        return [row.seq for row in journal.signed_rows(view, TILL) if row.signature]


def test_each_device_introduces_its_key_and_signs_the_last_row_of_each_commit(signed: Store, keys: KeyRing) -> None:
    assert violations(signed) == []
    (at_till,), (at_office,) = introductions(signed), introductions(signed, OFFICE)
    assert {at_till.public_key, at_office.public_key} == keys.known_keys()
    assert signed_rows(signed) == [2, 3, 4]
    with signed.transaction() as tx:
        heads = {each.id: shop.lock_head(tx, each.id).chain for each in shop.all_devices(tx)}
    assert {head.device: ChainHead(head.seq, head.hash) for head in keys.heads.read()} == {
        device_id: chain for device_id, chain in heads.items() if chain.seq
    }


def test_work_that_fails_is_neither_signed_nor_remembered(signed: Store, keys: KeyRing) -> None:
    before = keys.heads.read()

    def fail() -> None:
        with unit_of_work(signed, Operator(signed).actor, at=AT) as work:
            work.record(DrawerOpened("change"))
            work.save()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert keys.heads.read() == before


def test_a_shop_without_signatures_goes_on_with_them(store: Store, store_url: str, keys: KeyRing) -> None:
    sell(small_shop(store))
    assert introductions(store) == []
    signing = open_store(store_url, keys=keys)
    sell(signing)
    assert violations(signing) == []
    assert signed_rows(signing) == [5, 6, 7]
    signing.close()


def test_a_renewed_key_is_endorsed_by_the_one_before(signed: Store) -> None:
    with unit_of_work(signed, Operator(signed).actor, at=AT) as work:
        work.renew_key()
    sell(signed)
    assert violations(signed) == []
    first, second = introductions(signed)
    assert second.previous == first.public_key != second.public_key
    with signed.view() as view:
        assert [key.endorsed for key in used_keys(journal.signed_rows(view, TILL), TILL, is_signed_by)] == [False, True]


def test_a_lost_key_is_replaced_by_one_that_nobody_endorsed(signed: Store, store_url: str, keys: KeyRing) -> None:
    (lost,) = introductions(signed)
    shutil.rmtree(keys.folder)
    again = open_store(store_url, keys=KeyRing(keys.folder))
    sell(again)
    assert violations(again) == []
    new = introductions(again)[1]
    assert (new.previous, new.endorsement) == (lost.public_key, None)
    assert lost.public_key in keys.known_keys()
    again.close()


def test_what_is_written_without_the_key_is_found(signed: Store, store_url: str) -> None:
    unsigned = open_store(store_url)
    sell(unsigned)
    assert violations(signed) == ["C4: journal of device 1, row 5 is not signed, nor any row after it"]
    sell(signed)  # signing what comes after does not cover it
    assert violations(signed) == [
        "C4: journal of device 1, row 8 is not signed by the key of its device, or rows before it were added"
    ]
    unsigned.close()


def test_a_journal_that_was_written_anew_without_the_key_is_found(signed: Store) -> None:
    """Every hash is right and the device remembers the forged end: without signatures it would be sound."""
    with signed.transaction() as tx:
        head = shop.lock_head(tx, OFFICE)
        forged = [Happening(JournalKind.DRAWER_OPENED, 1, canonical({"reason": "skim"}))]
        chain = journal.append(tx, OFFICE, head.chain, forged)
        tx.execute(
            sa.update(schema.device_head)
            .where(schema.device_head.c.device_id == OFFICE)
            .values(last_journal=chain.seq, journal_hash=chain.hash)
        )
    with signed.view() as view:
        assert journal.verify_chain(view, OFFICE) is None
    assert [each.partition(" is")[0] for each in violations(signed)] == [
        f"C4: journal of device {OFFICE}, row {chain.seq}"
    ]
    with unit_of_work(signed, OFFICE_ACTOR, at=AT) as work:
        work.record(DrawerOpened("honest"))
    assert len(violations(signed)) == 1


def test_a_device_that_names_another_key_than_its_journal_is_found(signed: Store, tmp_path: Path) -> None:
    foreign = KeyRing(tmp_path / "foreign").add_key(TILL).public_key
    with signed.transaction() as tx:
        tx.execute(
            sa.update(schema.device_head).where(schema.device_head.c.device_id == TILL).values(signing_key=foreign)
        )
    assert violations(signed) == [f"C4: the key of device {TILL} is not the one that its journal introduced last"]
