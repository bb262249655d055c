"""Promotions from the command line: made, listed, changed, tried and ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from tests.app.command_line import kassa

Capture = pytest.CaptureFixture[str]


@pytest.mark.usefixtures("installation")
def test_a_promotion_is_made_changed_listed_and_ended(capsys: Capture) -> None:
    days = ["--from", "2026-11-01", "--until", "2026-12-01", "--weekdays", "1-5", "--hours", "15-17"]
    made = kassa(
        capsys, "promotions", "add", "Happy hour", "--kind", "percent", "--percent", "12,5", "--category", "cafe",
        *days, "--combines", "--priority", "3", "--json",
    ).json  # fmt: skip
    assert made == {
        "number": 1, "name": "Happy hour", "kind": "percent",
        "goods": [{"skus": [], "categories": ["cafe"], "pieces": 1}], "percent": "12.5", "amount_minor": None,
        "least_minor": None, "currency": "SEK", "from": "2026-11-01", "until": "2026-12-01",
        "weekdays": [1, 2, 3, 4, 5], "hours": "15:00-17:00", "stacking": "combines", "priority": 3,
        "code": None, "coupons": False, "group": None,
    }  # fmt: skip
    changed = kassa(capsys, "promotions", "change", 1, "--until", "2099-01-01", "--percent", "20", "--json").json
    assert changed == {**made, "until": "2099-01-01", "percent": "20"}
    pair = ["--kind", "mix", "--category", "cafe", "--other-sku", "MILK", "--amount", "139", "--from", "2099-01-01"]
    assert kassa(capsys, "promotions", "add", "Lunch", *pair).code == ExitCode.OK
    assert [each["state"] for each in kassa(capsys, "promotions", "list", "--json").json] == ["coming", "running"]
    assert kassa(capsys, "promotions", "end", 1, "--json").json["state"] == "ended"
    assert kassa(capsys, "promotions", "end", 1).code == ExitCode.REFUSED
    assert "Lunch" in kassa(capsys, "promotions", "list").out
    assert kassa(capsys, "promotions", "results", "--json").json == []


@pytest.mark.usefixtures("installation")
def test_coupons_are_made_listed_and_printed(capsys: Capture, tmp_path: Path) -> None:
    terms = ["--kind", "amount", "--amount", "5", "--coupons", "--group", "Klubben"]
    made = kassa(capsys, "promotions", "add", "<b>Höst", *terms, "--json").json
    assert (made["coupons"], made["code"], made["group"]) == (True, None, "Klubben")
    sheet = tmp_path / "coupons.html"
    listed = kassa(capsys, "promotions", "coupons", 1, "--make", 3, "--out", str(sheet), "--json").json
    assert [each["state"] for each in listed] == ["good"] * 3
    page = sheet.read_text(encoding="utf-8")
    assert [page.count(each["code"]) for each in listed] == [2] * 3, "for eyes, and as the picture's description"
    assert "&lt;b&gt;Höst" in page
    assert "<b>" not in page
    assert listed[0]["code"] in kassa(capsys, "promotions", "coupons", 1).out
    assert kassa(capsys, "promotions", "add", "X", *terms[:4], "--code", "KXC1").code == ExitCode.REFUSED
    assert kassa(capsys, "promotions", "coupons", 1, "--make", 1001).code == ExitCode.REFUSED


@pytest.mark.usefixtures("installation")
def test_a_promotion_is_tried_and_its_lowest_prices_are_listed(capsys: Capture) -> None:
    kassa(capsys, "promotions", "add", "Billig mjölk", "--kind", "amount", "--amount", "5", "--sku", "MILK")
    tried = kassa(capsys, "promotions", "try", 1, "--json").json
    assert (tried["sales"], tried["cheaper_sales"], tried["given_minor"]) == (0, 0, 0)
    assert tried["goods"] == [
        {
            "sku": "MILK", "name": "Mellanmjölk 1,5 l", "price_minor": 1990, "reduced_minor": 1490,
            "lowest_minor": 1990, "may_be_announced": True,
        }
    ]  # fmt: skip
    assert "MILK" in kassa(capsys, "promotions", "try", 1).out


@pytest.mark.usefixtures("installation")
def test_what_cannot_be_read_is_refused(capsys: Capture) -> None:
    for words in (
        ["--kind", "percent", "--percent", "101"],
        ["--kind", "percent", "--percent", "x"],
        ["--kind", "percent", "--percent", "10", "--hours", "25-26"],
        ["--kind", "percent", "--percent", "10", "--weekdays", "8"],
        ["--kind", "cheapest_free"],
    ):
        assert kassa(capsys, "promotions", "add", "X", *words).code == ExitCode.REFUSED
    assert kassa(capsys, "promotions", "list", "--json").json == []
