"""Receipts are checked from the command line, with the keys here or those of a list, and never with the database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from models.selling.receipt_proof import code_of_proof, proof_of
from operations.selling.receipt_proofs import sign_receipt
from store.signing.key_ring import KeyRing
from tests.app.command_line import kassa
from tests.receipts import line, sold

Capture = pytest.CaptureFixture[str]
SALE = sold(line("Mjölk", 1990), number=42)


def test_a_receipt_is_checked_anywhere_with_the_list_of_keys(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path / "shop"))
    ring = KeyRing(tmp_path / "shop" / "keys")
    key = ring.add_key(1)
    code = sign_receipt(ring, key.public_key, SALE)
    assert code is not None
    forged = code_of_proof(proof_of(SALE, key.public_key), bytes(64)).text
    file, keys, page = tmp_path / "code.txt", tmp_path / "keys.json", tmp_path / "check.html"
    file.write_text(f"{code.text}\n", encoding="ascii")

    assert json.loads(kassa(capsys, "receipt", "keys", "--out", str(keys), "--json").out)["keys"] == 1
    assert kassa(capsys, "receipt", "page", "--out", str(page), "--language", "en").code == ExitCode.OK
    assert key.public_key in page.read_text(encoding="utf-8")
    assert "genuine" in kassa(capsys, "receipt", "verify", code.text).out
    monkeypatch.setenv("KASSA_HOME", str(tmp_path / "elsewhere"))
    for argument in (code.text, str(file)):
        facts = json.loads(kassa(capsys, "receipt", "verify", argument, "--keys", str(keys), "--json").out)
        assert (facts["genuine"], facts["number"], facts["amount"], facts["kind"]) == (True, 42, "20.00", "sale")
    for arguments, error in (
        ((forged, "--keys", str(keys)), "forged_receipt"),
        ((code.text,), "unknown_receipt_key"),
        (("R17",), "no_receipt_code"),
        ((code.text, "--keys", str(file)), "wrong_key_list"),
        ((code.text, "--keys", str(tmp_path / "none")), "no_such_file"),
    ):
        done = kassa(capsys, "receipt", "verify", *arguments, "--json")
        assert (done.code, json.loads(done.out)["error"]["code"]) == (ExitCode.REFUSED, error)
    assert not list((tmp_path / "elsewhere").glob("**/*.db")), "no shop was made to check a receipt"
