"""Anyone checks a receipt in a browser: on the shop's page, and on a file that needs no server."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Browser, Page

from app.web.receipt_check import check_page
from app.words import words_of
from models.own_code import OwnCode, OwnCodeKind
from models.selling.receipt_proof import code_of_proof, proof_of
from operations.selling.receipt_proofs import sign_receipt
from store.signing.ed25519 import PrivateKey
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.receipts import line, sold

pytestmark = pytest.mark.needs_chromium

SALE = sold(line("Mjölk <b>", 1990), number=42)


async def checked(page: Page, code: str) -> str:
    await page.fill("#receipt-code", code)
    await page.press("#receipt-code", "Enter")
    return str(await page.locator("#receipt-answer").get_attribute("data-result"))


def test_the_page_and_the_file_know_what_is_genuine(
    browser: Browser, runner: asyncio.Runner, served: Served, tmp_path: Path
) -> None:
    ring = KeyRing(served.home / "keys")
    key = ring.add_key(1)
    genuine = sign_receipt(ring, key.public_key, SALE)
    assert genuine is not None
    stranger = PrivateKey.generate().public_key
    wanted = {
        genuine.text: "genuine",
        f"http://shop.example/receipt#{genuine.text.lower()}": "genuine",
        code_of_proof(proof_of(SALE, key.public_key), bytes(64)).text: "forged",
        code_of_proof(proof_of(SALE, key.public_key), bytes([255] * 64)).text: "forged",
        code_of_proof(proof_of(SALE, stranger), bytes(64)).text: "unknown_key",
        OwnCode(OwnCodeKind.SIGNED_RECEIPT, "0" * 165).text: "no_code",
        genuine.text[:-1]: "no_code",
        "<img src=x onerror=alert(1)>": "no_code",
    }
    file = tmp_path / "check.html"
    file.write_text(check_page(words_of("sv"), ring.known_keys(), "Europe/Stockholm", is_whole=True), encoding="utf-8")

    async def look() -> None:
        page = await browser.new_page(locale="sv-SE")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        for address in (f"{served.url}/receipt?lang=sv", file.as_uri()):
            await page.goto(address)
            assert {code: await checked(page, code) for code in wanted} == wanted
            await page.goto(f"{address}#{genuine.text}")
            await page.reload()
            await page.locator("#receipt-answer[data-result=genuine]").wait_for()
            shown = await page.locator("#receipt-answer").inner_text()
            assert "Kvitto 42" in shown
            assert "20,00" in shown
        await page.add_script_tag(path=AXE_FILE_PATH)
        bad = await page.evaluate("axe.run().then((found) => found.violations.map((each) => each.id))")
        assert (bad, errors) == ([], [])
        await page.close()

    runner.run(look())
