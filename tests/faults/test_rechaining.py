"""A journal that was written anew, every hash right, is found with the keys or an anchor, whatever was changed in it.

The controls are the same shops looked at with the chain of hashes alone, and with the signatures but no key or anchor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from models.anchor import Anchor
from models.journal import Happening, JournalKind
from operations.installation.opening import open_store
from store import journal
from store.database.engine import Store
from store.invariants.signatures import signatures
from store.proof import Witness, differences
from store.signing.key_ring import KeyRing
from tests.builders import OFFICE, SECOND_TILL, TILL, Operator, small_shop
from tests.faults.rechaining import CHANGES, SIGNINGS, Forger
from tests.faults.tampering import Undone, unguarded

DEVICES = (TILL, SECOND_TILL, OFFICE)


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


@pytest.fixture
def signed(store_url: str, keys: KeyRing) -> Iterator[Store]:
    """A signed shop whose tills sold a few times, on each database."""
    opened = open_store(store_url, keys=keys)
    small_shop(opened)
    for till in (TILL, SECOND_TILL) * 4:
        operator = Operator(opened, till, client=f"{till:08d}-0000-4000-8000-000000000000")
        operator.scan("MILK")
        operator.scan("PAPER")
        operator.pay_cash()
    yield opened
    opened.close()


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_every_journal_that_was_written_anew_is_found_with_the_keys_and_with_an_anchor(
    signed: Store, keys: KeyRing, seed: int, rounds: Callable[[int, int], int], proved: Callable[[str], None]
) -> None:
    rng, missed = Random(seed), Counter[str]()
    heads = (Anchor("2026-11-23", tuple(keys.heads.read()), "anchors"),)
    with_keys, with_anchor = Witness(keys.known_keys(), heads), Witness(anchors=heads)
    with signed.view() as view:
        chains = {device_id: list(journal.read(view, device_id)) for device_id in DEVICES}
        marks = {row.seq: row.signature for row in journal.signed_rows(view, TILL)}
        assert list(differences(view, with_keys)) == list(differences(view, with_anchor)) == []  # nothing was done yet
        assert any(marks.values())
    many = rounds(60, 5_000)
    for number in range(many):
        device_id, way, signing = rng.choice(DEVICES), rng.choice(list(CHANGES)), rng.choice(list(SIGNINGS))
        name = f"{number}: {way} at device {device_id}, signatures: {signing}"
        before = [Happening(JournalKind(row.kind), row.at_micros, row.payload) for row in chains[device_id]]
        after = CHANGES[way](before, rng)
        if after == before:
            continue
        with suppress(Undone), signed.transaction() as tx:
            with unguarded(tx, "journal"):
                Forger(tx, chains[device_id]).write(after, signing)
            missed.update(look(tx, device_id))
            assert found(tx, with_keys), name
            assert found(tx, with_anchor), name
            raise Undone
    assert missed["chain"] > many // 2, "the control: hashes alone show none of it"
    assert missed["signatures"] > many // 6, "the control: without a key or an anchor some are not found"
    proved(f"{many} journals written anew, all found; by hashes alone {many - missed['chain']} of them")


def look(view: sa.Connection, device_id: int) -> list[str]:
    """The controls that see nothing."""
    blind = ["chain"] if journal.verify_chain(view, device_id) is None else []
    return [*blind, *([] if any(signatures(view)) else ["signatures"])]


def found(view: sa.Connection, witness: Witness) -> bool:
    return any(signatures(view)) or any(differences(view, witness))
