"""The signed code of a receipt is read as it was made, and what it states is that of the sale."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import Money
from models.own_code import OwnCode, OwnCodeKind, code_of_number
from models.selling.receipt_proof import (
    SIGNATURE_BYTES,
    NoReceiptCode,
    ReceiptProof,
    code_of_proof,
    is_signed_code,
    proof_of,
    read_proof,
)
from models.selling.settlement import Offer, TenderKind
from tests.builders import AT
from tests.receipts import kr, line, sold

KEY = "ab" * 32
SALE = sold(line("Mjölk", 1990), line("Ost", 8990), offers=(Offer(TenderKind.CASH, kr(20000)),))

proofs = st.builds(
    ReceiptProof,
    key=st.binary(min_size=4, max_size=4).map(bytes.hex),
    sale_id=st.integers(0, 2**63 - 1),
    number=st.integers(0, 2**32 - 1),
    at=st.integers(0, 10**9).map(lambda seconds: AT.replace(microsecond=0) + timedelta(seconds=seconds)),
    due=st.builds(Money, st.integers(-(10**11), 10**11), st.sampled_from(["SEK", "EUR", "ISK"])),
    lines=st.binary(min_size=10, max_size=10).map(bytes.hex),
)
signatures = st.binary(min_size=SIGNATURE_BYTES, max_size=SIGNATURE_BYTES)


@given(proofs, signatures)
def test_a_code_is_read_as_it_was_made(proof: ReceiptProof, signature: bytes) -> None:
    code = code_of_proof(proof, signature)
    assert read_proof(code.text) == (proof, signature)
    assert is_signed_code(code.text)
    assert len(code.text) == 170, "it fits a square of 45 modules, which paper of 58 mm takes"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KXR400000524",
        "7310865004703",
        OwnCode(OwnCodeKind.SIGNED_RECEIPT, "000").text,
        OwnCode(OwnCodeKind.SIGNED_RECEIPT, "0" * 165).text,
        OwnCode(OwnCodeKind.SIGNED_RECEIPT, "Z" * 165).text,
        OwnCode(OwnCodeKind.SIGNED_RECEIPT, "U" * 165).text,
    ],
)
def test_what_is_no_code_of_a_receipt_is_refused(text: str) -> None:
    with pytest.raises(NoReceiptCode):
        read_proof(text)


def test_a_proof_changes_with_each_thing_that_it_states() -> None:
    proof = proof_of(SALE, KEY)
    others = [
        replace(SALE, id=SALE.id + 1),
        replace(SALE, origin=replace(SALE.origin, receipt_number=SALE.origin.receipt_number + 1)),
        replace(SALE, origin=replace(SALE.origin, at=SALE.origin.at + timedelta(seconds=1))),
        replace(SALE, lines=SALE.lines[1:]),
    ]
    assert len({proof, *(proof_of(each, KEY) for each in others), proof_of(SALE, "cd" * 32)}) == 6
    assert not is_signed_code(code_of_number(OwnCodeKind.RECEIPT, SALE.id).text)
