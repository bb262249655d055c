"""A genuine receipt is accepted with public keys alone, an altered or invented one never."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from models.access.permission import PERMISSIONS, BuiltInRole
from models.errors import Refused
from models.own_code import NUMBER_SIGNS, OwnCode, OwnCodeKind
from models.selling.receipt_proof import (
    ForgedReceipt,
    NoReceiptCode,
    UnknownReceiptKey,
    code_of_proof,
    proof_of,
    read_proof,
)
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from operations.access.permissions import NotPermitted
from operations.installation.device_keys import renew_keys
from operations.installation.opening import open_store
from operations.selling.goods_return import ChosenLine, choose_returns
from operations.selling.receipt_proofs import find_proven_sale, sign_receipt, verify_receipt
from store import shop
from store.database.engine import Store
from store.selling import sales
from store.signing.ed25519 import PrivateKey
from store.signing.key_ring import KeyRing
from tests.builders import AT, OFFICE_ACTOR, TILL, Operator, anna_at, small_shop

#: Bits of what a code states, of its signature, and of both.
STATED, SIGNATURE = 39 * 8, 64 * 8


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


@pytest.fixture
def counter(sqlite_url: str, keys: KeyRing) -> Iterator[Store]:
    opened = open_store(sqlite_url, keys=keys)
    yield small_shop(opened)
    opened.close()


def sell(store: Store) -> Sale:
    operator = Operator(store)
    operator.scan("MILK")
    operator.pay_cash()
    with store.view() as view:
        return sales.latest_sales(view, TILL, 1)[0]


def code_of(store: Store, sale: Sale) -> str:
    with store.view() as view:
        code = sign_receipt(store.keys, shop.signing_key_of(view, TILL), sale)
    assert code is not None
    return code.text


def altered(text: str, chance: random.Random) -> str:
    """The code with some bits of it changed, and check signs that fit again: a careful forger's."""
    proof, signature = read_proof(text)
    whole = bytearray(proof.signed() + signature)
    for _ in range(chance.choice([1, 1, 2, 8, 100])):
        whole[chance.randrange(5, len(whole))] ^= 1 << chance.randrange(8)
    number = int.from_bytes(whole)
    signs = "".join(NUMBER_SIGNS[number >> place & 31] for place in range(0, 165 * 5, 5))[::-1]
    return OwnCode(OwnCodeKind.SIGNED_RECEIPT, signs).text


@pytest.mark.proof
def test_altered_and_invented_codes_are_never_accepted(
    counter: Store, keys: KeyRing, rounds: Callable[[int, int], int]
) -> None:
    genuine, known = code_of(counter, sell(counter)), keys.known_keys()
    assert verify_receipt(genuine, known).number == 1, "a genuine one is accepted, or nothing would be shown"
    chance, other = random.Random(7), PrivateKey.generate()
    accepted: list[str] = []
    for number in range(rounds(300, 10_000)):
        invented = OwnCode(OwnCodeKind.SIGNED_RECEIPT, "".join(chance.choices(NUMBER_SIGNS, k=165))).text
        text = altered(genuine, chance) if number % 4 else invented
        if text == genuine:  # two changes that undo each other
            continue
        with pytest.raises(Refused) as refused:
            accepted.append(str(verify_receipt(text, known)))
        assert isinstance(refused.value, ForgedReceipt | UnknownReceiptKey | NoReceiptCode)
    assert accepted == []
    own = proof_of(sell(counter), other.public_key)
    with pytest.raises(UnknownReceiptKey):
        verify_receipt(code_of_proof(own, bytes(64)).text, known)


@pytest.mark.proof
def test_genuine_codes_are_accepted_without_the_database_also_after_new_keys(
    counter: Store, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    codes = {}
    for number in range(rounds(12, 1_000)):
        sale = sell(counter)
        codes[code_of(counter, sale)] = sale
        if number % 5 == 4:
            renew_keys(counter, OFFICE_ACTOR, at=AT)
    counter.close()
    known = KeyRing(tmp_path / "keys").known_keys()
    assert len(known) > 2
    for text, sale in codes.items():
        proof = verify_receipt(text.lower(), known)
        stated = (proof.sale_id, proof.number, proof.due, proof.at)
        due = sale.settlement.due
        assert stated == (sale.id, sale.origin.receipt_number, due, sale.origin.at.replace(microsecond=0))


def test_a_receipt_is_found_by_its_code_unless_the_sale_is_another_by_now(counter: Store) -> None:
    sale = sell(counter)
    text = code_of(counter, sale)
    with counter.view() as view:
        assert find_proven_sale(view, counter, text) == sale
        assert find_proven_sale(view, counter, code_of(counter, replace(sale, id=sale.id + 9))) is None
        other_lines = replace(sale, lines=(structs.replace(sale.lines[0], sku="PAPER"), *sale.lines[1:]))
        with pytest.raises(ForgedReceipt):
            find_proven_sale(view, counter, code_of(counter, other_lines))


def test_without_a_key_nothing_is_signed(store: Store) -> None:
    small_shop(store)
    assert sign_receipt(None, "", sell(store)) is None


def test_a_scanned_genuine_code_of_this_receipt_needs_no_approval(counter: Store) -> None:
    sale, other = sell(counter), sell(counter)
    assistant = replace(anna_at(TILL), permissions=PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    line = ChosenLine(1, sale.lines[0].quantity, ReturnReason.FAULTY, GoodsTo.WASTE)
    for proof in ("", code_of(counter, other)):
        with pytest.raises(NotPermitted):
            choose_returns(counter, assistant, sale.id, [line], at=AT, proof=proof)
    assert choose_returns(counter, assistant, sale.id, [line], at=AT, proof=code_of(counter, sale))
