"""Goods and prices from the command line: created, changed, priced, and read back with their history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import COMPANY, gtin
from tests.operations.catalogue.test_price_proposals import bring

pytestmark = pytest.mark.usefixtures("installation")

Capture = pytest.CaptureFixture[str]


def test_a_product_is_added_changed_discontinued_and_restored(capsys: Capture) -> None:
    barcode = gtin(70)[1:]
    words = ["--name", "Ost", "--category", "dairy", "--tax", "food", "--price", "89,90", "--barcode", barcode]
    for _ in range(2):
        made = kassa(capsys, "product", "add", *words, "--json").json
    assert (made["sku"], made["barcodes"], made["active"]) == (barcode, [barcode], True)
    changed = ["--name", "Lagrad ost", "--add-barcode", "OST-1", "--remove-barcode", barcode, "--json"]
    assert kassa(capsys, "product", "change", barcode, *changed).json["barcodes"] == ["OST-1"]
    assert not kassa(capsys, "product", "discontinue", barcode, "--json").json["active"]
    (gone,) = kassa(capsys, "product", "list", "--text", "LAGRAD", "--discontinued", "--json").json["products"]
    assert (gone["sku"], gone["price_minor"]) == (barcode, 8990)
    assert kassa(capsys, "product", "restore", barcode).code == ExitCode.OK
    shown = kassa(capsys, "product", "show", barcode, "--json").json
    fields = [(each["field"], each["before"], each["after"]) for each in shown["history"]]
    assert fields == [
        ("created", None, "Ost"),
        ("barcode", None, gtin(70)),
        ("price", None, 8990),
        ("barcode", gtin(70), None),
        ("name", "Ost", "Lagrad ost"),
        ("barcode", None, "OST-1"),
        ("active", True, False),
        ("active", False, True),
    ]
    assert {each["operator"] for each in shown["history"]} == {"office"}


def test_a_price_is_set_listed_withdrawn_and_its_lowest_is_known(capsys: Capture) -> None:
    today = COMPANY.business_day(datetime.now(UTC))
    tomorrow = str(today + timedelta(days=1))
    assert kassa(capsys, "price", "set", "MILK", "14.90", "--until", tomorrow, "--json").json["changed"]
    assert kassa(capsys, "price", "set", "MILK", "21.90", "--from", tomorrow).code == ExitCode.OK
    listed = kassa(capsys, "price", "list", "MILK", "--json").json
    assert [(each["price_minor"], each["sells"]) for each in listed] == [(1990, False), (1490, True), (2190, False)]
    assert kassa(capsys, "price", "lowest", "MILK", "--json").json["price_minor"] == 1990
    assert kassa(capsys, "price", "lowest", "MILK", "--before", tomorrow, "--json").json["price_minor"] == 1490
    assert kassa(capsys, "price", "withdraw", "MILK", tomorrow).code == ExitCode.OK
    history = kassa(capsys, "price", "history", "MILK", "--json").json
    assert [(each["before"], each["after"]) for each in history] == [
        (None, 1990),
        (None, 1490),
        (None, 2190),
        (2190, None),
    ]


def test_what_a_supplier_asks_is_set_and_the_product_is_ordered_from_there(capsys: Capture) -> None:
    words = ["MILK", "GROSS", "--cost", "8.50", "--case-pack", "12", "--moq", "24"]
    assert kassa(capsys, "product", "supplier", *words, "--json").json["changed"] == 1
    assert kassa(capsys, "product", "supplier", *words, "--json").json["changed"] == 0
    assert kassa(capsys, "product", "list", "--supplier", "GROSS", "--json").json["count"] == 6
    assert kassa(capsys, "product", "supplier", "MILK", "NOBODY", "--cost", "1").code == ExitCode.REFUSED
    assert kassa(capsys, "product", "supplier", "MILK", "GROSS", "--cost", "1", "--moq", "few").code == ExitCode.USAGE


def test_what_cannot_be_is_refused_with_its_code(capsys: Capture) -> None:
    for code, words in {
        "unknown_product": ["product", "show", "NOTHING"],
        "unknown_category": ["product", "change", "MILK", "--category", "none"],
        "wrong_barcode": ["product", "change", "MILK", "--add-barcode", "å"],
        "barcode_in_use": ["product", "change", "MILK", "--add-barcode", gtin(2)[1:]],
        "wrong_amount": ["price", "set", "MILK", "19.9.0"],
        "price_in_past": ["price", "set", "MILK", "1", "--from", "2020-02-02"],
        "wrong_price": ["price", "set", "MILK", "1", "--until", "2020-02-02"],
        "wrong_product": ["product", "change", "MILK", "--name", ""],
    }.items():
        ended = kassa(capsys, *words, "--json")
        assert (ended.json["error"]["code"], ended.code) == (code, ExitCode.REFUSED)


def test_without_json_a_person_reads_the_same(capsys: Capture) -> None:
    assert "Mellanmjölk 1,5 l" in kassa(capsys, "product", "list").out
    assert "created: None -> Mellanmjölk" in kassa(capsys, "product", "show", "MILK").out
    assert "sells today" in kassa(capsys, "price", "list", "MILK").out
    assert "from 2020-01-01" in kassa(capsys, "price", "history", "MILK").out
    assert "19.90 SEK" in kassa(capsys, "price", "lowest", "MILK").out


def test_prices_change_in_bulk_after_a_dry_run_and_are_undone(capsys: Capture) -> None:
    words = ["price", "bulk", "--percent", "+5", "--ending", "90", "--category", "dairy", "--json"]
    planned = kassa(capsys, *words, "--dry-run").json
    assert planned["prices"] == [{"sku": "MILK", "before_minor": 1990, "after_minor": 2090}]
    assert kassa(capsys, "price", "changes", "--json").json == []
    change = kassa(capsys, *words).json["change"]
    (known,) = kassa(capsys, "price", "changes", "--json").json
    assert (known["change"], known["rule"], known["prices"]) == (change, "+5 %, ending in .90", 1)
    assert kassa(capsys, "price", "undo", change, "--json").json["undone"] == 1
    assert "1 undone" in kassa(capsys, "price", "changes").out
    assert kassa(capsys, "price", "undo", 17, "--json").json["error"]["code"] == "unknown_bulk_change"
    assert kassa(capsys, "price", "bulk", "--percent", "five").code == ExitCode.USAGE
    assert "MILK" in kassa(capsys, "price", "bulk", "--percent", "-5", "--text", "mjölk", "--dry-run").out


def test_an_import_is_listed_and_taken_back(capsys: Capture, tmp_path: Path) -> None:
    file = tmp_path / "varor.csv"
    file.write_text("SKU;Name;Category;Price;Tax\nSOAP;Tvål;Städ;29,90;standard\n", encoding="utf-8")
    done = kassa(capsys, "import", "products", str(file), "--json").json
    assert (done["saved"], [each["sku"] for each in done["changes"]]) == (1, ["SOAP"])
    (listed,) = kassa(capsys, "import", "list", "--json").json
    assert (listed["import"], listed["file"], listed["undone"]) == (done["goods_import"], "varor.csv", False)
    assert "varor.csv: 1 products" in kassa(capsys, "import", "list").out
    assert kassa(capsys, "import", "undo", str(done["goods_import"]), "--json").json["portions_undone"] == 1
    assert not kassa(capsys, "product", "show", "SOAP", "--json").json["active"]
    assert kassa(capsys, "import", "undo", "1").code == ExitCode.REFUSED


def test_quick_keys_and_colours_are_set_from_the_command_line(capsys: Capture) -> None:
    arranged = ["--page", "Frukt=BANANAS,MILK", "--page", "Kaffe=", "--json"]
    pages = [{"name": "Frukt", "skus": ["BANANAS", "MILK"]}, {"name": "Kaffe", "skus": []}]
    assert kassa(capsys, "product", "quick-keys", *arranged).json == {"location": 1, "pages": pages}
    assert kassa(capsys, "product", "quick-keys", "--page", "X=NONE").code == ExitCode.REFUSED
    assert kassa(capsys, "product", "quick-keys").out.splitlines() == ["Frukt: BANANAS, MILK", "Kaffe: -"]
    assert kassa(capsys, "product", "quick-keys", "--clear", "--json").json["pages"] == []
    assert kassa(capsys, "product", "colour", "dairy", "blue", "--json").json["colour"] == "blue"
    assert kassa(capsys, "product", "colour", "dairy").code == ExitCode.OK
    assert kassa(capsys, "product", "colour", "nothing", "blue").code == ExitCode.REFUSED


def test_a_supplier_and_a_content_are_set_from_the_command_line(capsys: Capture) -> None:
    made = kassa(capsys, "product", "add-supplier", "--name", "Årsta Frukt", "--lead-time", "1", "--json").json
    assert (made["supplier"], made["lead_time_days"], made["review_period_days"]) == ("arsta-frukt", 1, 7)
    assert kassa(capsys, "product", "supplier", "MILK", "arsta-frukt", "--cost", "9").code == ExitCode.OK
    assert kassa(capsys, "product", "change", "MILK", "--content", "1,5 l", "--json").json["content"] == "1.5 l"
    assert kassa(capsys, "product", "change", "MILK", "--name", "Mjölk", "--json").json["content"] == "1.5 l"
    assert kassa(capsys, "product", "change", "MILK", "--content", "mycket").code == ExitCode.REFUSED


def test_a_location_has_a_price_of_its_own_until_it_ends(capsys: Capture) -> None:
    today = COMPANY.business_day(datetime.now(UTC))
    own = ["--location", "2"]
    assert kassa(capsys, "price", "set", "MILK", "22.90", *own, "--json").json["location"] == 2
    listed = kassa(capsys, "price", "list", "MILK", *own, "--json").json
    assert [(each["price_minor"], each["location"], each["sells"]) for each in listed] == [
        (1990, None, False),
        (2290, 2, True),
    ]
    assert kassa(capsys, "price", "lowest", "MILK", *own, "--json").json["price_minor"] == 1990
    words = ["--percent", "10", "--category", "dairy", *own, "--dry-run", "--json"]
    assert [each["after_minor"] for each in kassa(capsys, "price", "bulk", *words).json["prices"]] == [2519]
    ended = kassa(capsys, "price", "end", "MILK", *own, "--json").json
    assert (ended["from"], ended["ended"]) == (str(today), 1)
    assert kassa(capsys, "price", "set", "MILK", "1", "--location", "9").code == ExitCode.REFUSED
    changes = kassa(capsys, "price", "history", "MILK", "--json").json
    assert [each["location"] for each in changes] == [None, 2, 2]


def test_prices_for_new_costs_are_listed_accepted_and_refused(capsys: Capture, sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    for sku, cost in (("MILK", 1200), ("PAPER", 2000)):
        bring(store, cost, sku=sku, key=sku, at=datetime.now(UTC))
    store.close()
    way = ("goods", "price-proposals")
    listed = kassa(capsys, *way, "list", "--json").json
    accepted = kassa(capsys, *way, "accept", "MILK", "--json").json
    again = kassa(capsys, *way, "accept", "MILK", "--json").json
    rest = kassa(capsys, *way, "refuse", "PAPER").out

    assert [each["sku"] for each in listed] == ["MILK", "PAPER"]
    assert (accepted["price_minor"], accepted["state"]) == (2390, "accepted")
    assert again["error"]["code"] == "price_proposal_gone"
    assert "PAPER: " in rest
    assert "No price is proposed." in kassa(capsys, *way, "list").out
    assert [each["price_minor"] for each in kassa(capsys, "price", "list", "MILK", "--json").json] == [1990, 2390]


def test_a_kit_is_made_of_parts_shown_and_no_kit_any_more(capsys: Capture) -> None:
    words = ["product", "add", "--name", "Korg", "--category", "cafe", "--sku", "KIT", "--price", "99"]
    assert kassa(capsys, *words).code == ExitCode.OK
    made = kassa(capsys, "product", "kit", "KIT", "--part", "MILK=2", "--part", "BANANAS=0,150", "--json").json
    assert [(each["sku"], each["quantity"]) for each in made["parts"]] == [("BANANAS", "0.15"), ("MILK", "2")]
    assert (made["version"], made["cost_minor"]) == (1, 2177)
    assert [(each["name"], each["kits"]) for each in made["can_make"]] == [("Hörnet", 0), ("Torget", 0)]
    assert "0.15  BANANAS" in kassa(capsys, "product", "kit", "KIT").out
    for words in (["--part", "NOTHING=1"], ["--part", "MILK=much"], ["--part", "KIT=1"]):
        assert kassa(capsys, "product", "kit", "KIT", *words).code == ExitCode.REFUSED
    assert kassa(capsys, "product", "kit", "KIT", "--no-parts", "--json").json["parts"] == []
    assert "KIT is no kit" in kassa(capsys, "product", "kit", "KIT").out


def test_price_breaks_are_set_shown_and_ended(capsys: Capture, tmp_path: Path) -> None:
    words = ["product", "price-breaks", "MILK", "GROSS"]
    made = kassa(capsys, *words, "--from", "96=8,50", "--from", "24=9.00", "--json").json
    assert made["breaks"] == [{"from": "24", "cost_minor": 900}, {"from": "96", "cost_minor": 850}]
    assert "from 24: 9.00 SEK a unit" in kassa(capsys, *words).out
    for wrong, code in (("many=9", "wrong_supplier_term"), ("24=99", "wrong_supplier_term"), ("24=x", "wrong_amount")):
        assert kassa(capsys, *words, "--from", wrong, "--json").json["error"]["code"] == code
    other = kassa(capsys, "product", "price-breaks", "MILK", "NOBODY", "--from", "24=9", "--json")
    assert other.json["error"]["code"] == "no_terms_yet"
    file = tmp_path / "steps.csv"
    file.write_text("SKU;Supplier;Min qty;Unit price\nMILK;GROSS;48;8.75\n", encoding="utf-8")
    taken = kassa(capsys, "import", "price-breaks", str(file), "--json").json
    assert (taken["read"], taken["saved"], taken["problem_count"]) == (1, 1, 0)
    assert kassa(capsys, *words, "--json").json["breaks"] == [{"from": "48", "cost_minor": 875}]
    file.write_text("SKU;Supplier;Min qty;Unit price\nMILK;GROSS;48;99\n", encoding="utf-8")
    assert kassa(capsys, "import", "price-breaks", str(file)).code == ExitCode.REFUSED
    assert kassa(capsys, *words, "--none", "--json").json["breaks"] == []
    assert "no price breaks" in kassa(capsys, *words).out
