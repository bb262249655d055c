"""The till's routes: repeatable, numbered, priced by the server, and telling what was refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from app.till.server import catalogue_route
from app.till.server.routes import LATEST_RECEIPTS
from models.access.operator import Operator
from models.catalogue.content import Content, ContentUnit
from models.shop_settings import MAIL_HOST, RECEIPT_OPERATOR
from operations.catalogue.product_changes import change_product
from operations.installation.change_settings import change_setting
from store import catalogue, dispatch, invariants
from tests.app.signed_in import sign_in
from tests.app.till.server.conftest import CLIENT, Caller
from tests.builders import AT, OFFICE_ACTOR, gtin

MILK, BANANAS = gtin(1)[1:], gtin(2)[1:]


def lines(state: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(each["sku"], each["quantity"], each["gross_minor"]) for each in state["basket"]["lines"]]


def test_a_scan_becomes_a_priced_line(caller: Caller) -> None:
    state = caller.scan(MILK)
    assert lines(state) == [("MILK", "1", 1990)]
    assert state["basket"]["gross_minor"] == 1990
    assert state["basket"]["tax_minor"] == 113
    assert state["basket"]["cash_due_minor"] == 2000
    assert (state["acked_seq"], state["currency"], state["problems"]) == (1, "SEK", [])


def test_events_sent_again_change_nothing_and_get_the_same_answer(caller: Caller) -> None:
    events = [caller.event("scan", code=MILK), caller.event("scan", code=BANANAS, quantity="0.45")]
    first = caller.send(*events)
    assert lines(first) == [("MILK", "1", 1990), ("BANANAS", "0.45", 1123)]
    assert caller.send(*events) == first
    assert caller.state() == first


def test_a_repeat_with_more_events_applies_only_the_new_ones(caller: Caller) -> None:
    one = caller.event("scan", code=MILK)
    caller.send(one)
    assert lines(caller.send(one, caller.event("scan", code=MILK))) == [("MILK", "2", 3980)]


def test_a_refused_event_is_told_in_the_callers_language_and_the_others_stand(caller: Caller) -> None:
    events = [caller.event("scan", code=code) for code in ("7310865004703", MILK, "7310865004700")]
    state = caller.send(*events)
    assert [problem["seq"] for problem in state["problems"]] == [1, 3]
    unknown, misread = state["problems"]
    assert (unknown["code"], unknown["subject"]) == ("unknown_barcode", "7310865004703")
    assert unknown["message"].startswith("Ingen vara har streckkoden 7310865004703.")
    assert misread["message"].startswith("Streckkoden 7310865004700 lästes fel")
    assert lines(state) == [("MILK", "1", 1990)]
    english = caller.http.get("/till/1", params={"client": CLIENT, "lang": "en"}).json()
    assert english["problems"][0]["message"].startswith("No product has the barcode 7310865004703.")


def test_a_piece_too_many_is_told_with_the_number_that_cannot_be_sold(caller: Caller) -> None:
    caller.scan(MILK, quantity="9999")
    (problem,) = caller.scan(MILK)["problems"]
    assert problem["code"] == "wrong_quantity"
    assert problem["message"].startswith("Varan kan inte säljas i antalet 10\N{NO-BREAK SPACE}000.")
    (problem,) = caller.scan(BANANAS, quantity="9999.5")["problems"]
    assert "9\N{NO-BREAK SPACE}999,5" in problem["message"]


@pytest.mark.parametrize("kind", ["park", "cancel", "recall", "open_drawer", "remove", "set_quantity"])
def test_an_event_that_does_not_fit_is_told_without_english_in_a_swedish_text(caller: Caller, kind: str) -> None:
    (problem,) = caller.send(caller.event(kind))["problems"]
    assert "Inget ändrades" in problem["message"]


def test_a_change_that_names_another_product_than_stands_there_changes_nothing(caller: Caller) -> None:
    caller.scan(MILK)
    for kind in ("set_quantity", "remove"):
        state = caller.send(caller.event(kind, position=1, code="BANANAS", quantity="5"))
        assert [problem["code"] for problem in state["problems"]] == ["no_such_line"]
        assert lines(state) == [("MILK", "1", 1990)]
    assert lines(caller.send(caller.event("set_quantity", position=1, code="MILK", quantity="5")))[0][1] == "5"


def test_parking_and_recalling(caller: Caller) -> None:
    caller.scan(MILK)
    parked = caller.send(caller.event("park"))
    assert parked["basket"] is None
    (waiting,) = parked["parked"]
    assert (waiting["gross_minor"], waiting["lines"]) == (1990, 1)
    back = caller.send(caller.event("recall", basket_id=waiting["basket_id"]))
    assert lines(back) == [("MILK", "1", 1990)]
    assert back["parked"] == []


def test_paying_gives_change_a_receipt_and_an_open_drawer(caller: Caller) -> None:
    reply = caller.pay(caller.scan(MILK), 5000)
    sale = reply.json()
    assert reply.status_code == 200
    assert (sale["due_minor"], sale["rounding_minor"], sale["change_minor"]) == (2000, 10, 3000)
    assert sale["receipt_number"] == 1
    assert caller.state()["basket"] is None
    (paper,) = caller.printed()
    assert "Mellanmjölk 1,5 l" in paper
    assert caller.drawer_openings() == 1


def test_paying_twice_is_one_sale_and_one_receipt(caller: Caller) -> None:
    state = caller.scan(MILK)
    first, second = caller.pay(state, 5000), caller.pay(state, 9900)
    assert first.json() == second.json()
    assert len(caller.printed()) == 1
    assert caller.drawer_openings() == 1


def test_too_little_cash_sells_nothing(caller: Caller) -> None:
    reply = caller.pay(caller.scan(MILK), 1000)
    assert reply.status_code == 409
    assert reply.json()["code"] == "too_little_paid"
    assert reply.json()["details"]["missing"] == {"minor": 1000, "currency": "SEK"}
    assert lines(caller.state()) == [("MILK", "1", 1990)]
    assert caller.printed() == []


def test_a_mistyped_amount_of_cash_sells_nothing(caller: Caller) -> None:
    reply = caller.pay(caller.scan(MILK), 73_513_537_00)
    assert (reply.status_code, reply.json()["code"]) == (409, "too_much_cash")
    assert "minst en hel sedel på 1\N{NO-BREAK SPACE}000,00" in reply.json()["message"]
    assert caller.http.get("/till/1/catalogue").json()["largest_note_minor"] == 1000_00
    assert lines(caller.state()) == [("MILK", "1", 1990)]
    assert caller.printed() == []


def test_what_only_the_till_claims_to_be_paid_sells_nothing(caller: Caller) -> None:
    state = caller.scan(MILK)
    for offers in (
        [{"kind": "card", "amount_minor": 1990}],
        [{"kind": "card", "amount_minor": 990}, {"kind": "cash", "amount_minor": 1000}],
    ):
        reply = caller.pay(state, 0, offers=offers)
        assert (reply.status_code, reply.json()["code"]) == (409, "unproven_tender")
    assert lines(caller.state()) == [("MILK", "1", 1990)]
    assert caller.printed() == []
    assert caller.pay(state, 2000).status_code == 200


def test_numbers_of_addresses_have_plain_digits(caller: Caller) -> None:
    for till in ("1_0", "+1", "%D9%A1", "%201", "1.0", "true"):
        reply = caller.http.get(f"/till/{till}", params={"client": CLIENT})
        assert (reply.status_code, reply.json()["code"]) == (422, "wrong_request")


def test_a_number_that_comes_too_late_is_told(caller: Caller) -> None:
    early, missing, late = (caller.event("scan", code=code) for code in (MILK, BANANAS, MILK))
    caller.send(early)
    caller.send(late)
    (problem,) = caller.send(missing)["problems"]
    assert (problem["seq"], problem["code"], problem["subject"]) == (2, "late_event", BANANAS)
    assert lines(caller.state()) == [("MILK", "2", 3980)]
    twice = {"client": CLIENT, "events": [caller.event("park"), {"seq": caller.seq, "kind": "cancel"}]}
    reply = caller.http.post("/till/1/events", json=twice)
    assert (reply.status_code, reply.json()["code"]) == (409, "numbered_twice")
    assert lines(caller.state()) == [("MILK", "2", 3980)]


def test_a_basket_that_changed_is_not_paid(caller: Caller) -> None:
    shown = caller.scan(MILK)
    caller.scan(MILK)
    reply = caller.pay(shown, 5000)
    assert (reply.status_code, reply.json()["code"]) == (409, "basket_changed")


def test_a_jammed_printer_neither_undoes_nor_delays_a_sale(caller: Caller) -> None:
    caller.folder.mkdir(parents=True, exist_ok=True)
    (caller.folder / "paper-out").touch()
    assert caller.pay(caller.scan(MILK), 5000).status_code == 200
    printer = caller.http.get("/health").json()["printer"]
    for _ in range(200):
        printer = caller.http.get("/health").json()["printer"]
        if printer["outcome"]:
            break
    told = {"outcome": "not_sent", "receipt_number": 1, "troubles": ["paper_out"], "waiting": 1}
    assert printer == told


def test_the_receipt_is_shown_and_its_sale_is_told_again(caller: Caller) -> None:
    sale = caller.pay(caller.scan(MILK), 5000).json()
    shown = caller.http.get(f"/till/1/receipts/{sale['id']}").json()
    assert shown["receipt_number"] == 1
    assert any("Mellanmjölk 1,5 l" in line for line in shown["lines"])
    assert shown["picture"].startswith("<svg ")
    assert caller.http.get(f"/till/1/sales/{sale['id']}").json() == sale


def test_the_receipt_names_who_sold_as_the_shop_wishes_and_never_by_more_than_the_first_name(caller: Caller) -> None:
    anna = Operator("a17", "Anna-Karin Berg", "cashier")
    caller.http.cookies.update(sign_in(caller.store, caller.keys, person=anna).by_name)
    sale = caller.pay(caller.scan(MILK), 5000).json()
    named = {}
    for how in ("first_name", "code", "none"):
        change_setting(caller.store, OFFICE_ACTOR, RECEIPT_OPERATOR, how, at=AT)
        lines = caller.http.get(f"/till/1/receipts/{sale['id']}").json()["lines"]
        named[how] = [line.strip().partition("Betjänad av ")[2] for line in lines if "Betjänad" in line]
        assert not any("Berg" in line for line in lines)
    assert named == {"first_name": ["Anna-Karin"], "code": ["a17"], "none": []}


def test_a_receipt_that_was_begun_is_not_printed_again(caller: Caller) -> None:
    sale = caller.pay(caller.scan(MILK), 5000).json()
    assert len(caller.printed()) == 1
    reply = caller.http.post(f"/till/1/receipts/{sale['id']}")
    assert (reply.status_code, reply.json()["printed_before"]) == (200, 1)
    assert len(caller.printed()) == 1


def test_one_copy_of_a_receipt_is_printed_when_it_is_asked_for(caller: Caller) -> None:
    sale = caller.pay(caller.scan(MILK), 5000).json()
    assert len(caller.printed()) == 1
    assert caller.http.post(f"/till/1/receipts/{sale['id']}/copy").status_code == 200
    assert ["KOPIA" in paper for paper in caller.printed()].count(True) == 1
    refused = caller.http.post(f"/till/1/receipts/{sale['id']}/copy")
    assert (refused.status_code, refused.json()["code"]) == (409, "receipt_copied_before")
    assert caller.http.post("/till/1/receipts/1/copy").status_code == 404


def test_a_gift_receipt_has_the_chosen_goods_and_no_price(sqlite_caller: Caller) -> None:
    sqlite_caller.scan(MILK)
    state = sqlite_caller.send(sqlite_caller.event("scan", code=BANANAS, quantity="0.45"))
    sale = sqlite_caller.pay(state, 5000).json()
    path = f"/till/1/receipts/{sale['id']}"
    goods = sqlite_caller.http.get(path).json()["goods"]
    assert [each["quantity"] for each in goods] == ["1", "0.45"]
    for wrong in ([], [goods[0]["position"], 99]):
        assert sqlite_caller.http.post(f"{path}/gift", json={"positions": wrong}).json()["code"] == "nothing_to_give"
    for _ in range(2):
        assert sqlite_caller.http.post(f"{path}/gift", json={"positions": [goods[0]["position"]]}).status_code == 200
    for asked, answer in (("", 422), ("?at_position=99", 409), ("?at_position=0", 422)):
        assert sqlite_caller.http.get(f"{path}/gift{asked}").status_code == answer, asked
    on_screen = sqlite_caller.http.get(f"{path}/gift?at_position={goods[0]['position']}").json()
    assert on_screen["picture"].startswith("<svg")
    gifts = [paper for paper in sqlite_caller.printed() if "Bytesbevis till kvitto 1" in paper]
    assert len(gifts) == 2, "what is only shown is not printed"
    for paper in [*gifts, "\n".join(on_screen["lines"])]:
        assert "19,90" not in paper
        assert goods[0]["name"] in paper
        assert goods[1]["name"] not in paper
    elsewhere = f"/till/2/receipts/{sale['id']}/gift"
    assert sqlite_caller.at_till(2).post(elsewhere, json={"positions": [1]}).status_code == 404
    assert sqlite_caller.at_till(2).get(f"{elsewhere}?at_position=1").status_code == 404
    with sqlite_caller.store.view() as view:
        assert list(invariants.check_all(view)) == []


def test_a_receipt_goes_by_mail_once_a_mail_server_is_set(sqlite_caller: Caller) -> None:
    sale = sqlite_caller.pay(sqlite_caller.scan(MILK), 5000).json()
    path, body = f"/till/1/receipts/{sale['id']}", {"address": " anna@example.com "}
    assert sqlite_caller.http.get(path).json()["can_mail"] is False
    assert sqlite_caller.http.post(f"{path}/mail", json=body).json()["code"] == "mail_not_set"
    change_setting(sqlite_caller.store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=AT)
    assert sqlite_caller.http.get(path).json()["can_mail"] is True
    hostile = {"address": "anna@example.com\r\nRCPT TO:<bo@example.com>"}
    assert sqlite_caller.http.post(f"{path}/mail", json=hostile).json()["code"] == "wrong_mail_address"
    assert sqlite_caller.http.post(f"{path}/mail", json={"address": "a" * 300}).status_code == 422
    assert sqlite_caller.http.post(f"{path}/mail", json=body).json() == {"label": "a…@e….com"}
    assert sqlite_caller.http.post(f"{path}/mail", json=body).json()["code"] == "receipt_copied_before"
    assert sqlite_caller.at_till(2).post(f"/till/2/receipts/{sale['id']}/mail", json=body).status_code == 404
    with sqlite_caller.store.view() as view:
        assert [each.place for each in dispatch.waiting_dispatches(view)] == ["anna@example.com"]


def test_the_last_receipts_of_the_till_are_listed_the_newest_first(caller: Caller) -> None:
    assert caller.http.get("/till/1/receipts").json() == {"receipts": []}
    made = [caller.pay(caller.scan(MILK), 5000).json() for _ in range(LATEST_RECEIPTS + 1)]
    listed = caller.http.get("/till/1/receipts").json()["receipts"]
    assert listed == made[:0:-1]
    assert caller.at_till(2).get("/till/2/receipts").json() == {"receipts": []}


def test_a_sale_of_another_till_is_not_told(caller: Caller) -> None:
    sale = caller.pay(caller.scan(MILK), 5000).json()
    other, paths = caller.at_till(2), (f"/till/2/sales/{sale['id']}", f"/till/2/receipts/{sale['id']}")
    for path in paths:
        assert other.get(path).status_code == 404
        assert caller.http.get(path).json()["code"] == "other_till"
    assert caller.http.get("/till/1/sales/1").status_code == 404


def test_a_till_cannot_pay_or_print_the_sale_of_another(caller: Caller) -> None:
    sale = caller.pay(caller.scan(MILK), 5000).json()
    offers = [{"amount_minor": 5000}]
    body = {"basket_id": sale["id"], "shown_minor": 1990, "offers": offers}
    reply = caller.at_till(2).post("/till/2/pay", json=body)
    assert (reply.status_code, reply.json()["code"]) == (409, "unknown_basket")
    reply = caller.http.post("/till/2/pay", json=body)
    assert (reply.status_code, reply.json()["code"]) == (403, "other_till")
    assert len(caller.printed()) == 1


def test_opening_the_drawer_is_done_once_and_needs_a_reason(caller: Caller) -> None:
    event = caller.event("open_drawer", reason="växla")
    caller.send(event)
    caller.send(event)
    assert caller.drawer_openings() == 1
    caller.send(caller.event("open_drawer"))
    assert caller.drawer_openings() == 1


def test_the_catalogue_has_every_product_with_its_codes_and_is_sent_when_it_changed(caller: Caller) -> None:
    reply = caller.http.get("/till/1/catalogue")
    listed = reply.json()
    assert (listed["currency"], listed["cash_step_minor"], listed["zone"]) == ("SEK", 100, "Europe/Stockholm")
    assert [each["en"] for each in listed["categories"]] == ["Dairy", "Fruit", "Household", "Café", "Press"]
    assert ["BANANAS", "Bananer", 2495, "kilogram", 1, [gtin(2)]] in listed["products"]
    again = caller.http.get("/till/1/catalogue", headers={"if-none-match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_catalogue_states_the_comparison_price_of_packages(caller: Caller) -> None:
    """Prisinformationslagen: of a package whose content is known, and not beside the price of a kilogram."""
    with caller.store.view() as view:
        milk, loose = (catalogue.get_product(view, sku) for sku in ("MILK", "BANANAS"))
    for each in (milk, loose):
        held = replace(each, content=Content(Decimal("1.5"), ContentUnit.LITRE))
        change_product(caller.store, OFFICE_ACTOR, each, held, at=AT)
    rows = {row[0]: row for row in caller.http.get("/till/1/catalogue").json()["products"]}
    assert (rows["MILK"][2], rows["MILK"][6:]) == (1990, [{"compared": [1327, "l"]}])
    assert rows["BANANAS"][6:] == []


def test_pages_of_the_catalogue_follow_each_other_without_gap_or_repeat(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = caller.http.get("/till/1/catalogue").json()
    monkeypatch.setattr(catalogue_route, "FIRST_PAGE", 1)
    monkeypatch.setattr(catalogue_route, "PAGE", 2)
    page = caller.http.get("/till/1/catalogue").json()
    products, digests = page["products"], [page["digest"]]
    while page["more"] is not None:
        page = caller.http.get("/till/1/catalogue", params={"after": page["more"]}).json()
        products += page["products"]
        digests.append(page["digest"])
    assert products == whole["products"]
    assert len(products) == 6
    assert len(set(digests)) == len(digests) == 4
    assert [each["has_goods"] for each in whole["categories"]] == [True] * 5
    lost = caller.http.get("/till/1/catalogue", params={"after": "NOSUCH"})
    assert (lost.status_code, lost.json()["code"]) == (409, "unknown_barcode")


def test_the_shop_tells_its_tills_and_not_its_office(caller: Caller) -> None:
    shop = caller.http.get("/tills").json()
    assert [(each["id"], each["name"], each["location"]) for each in shop["tills"]] == [
        (1, "KASSA01", "Hörnet"),
        (2, "KASSA02", "Torget"),
    ]


def test_an_unknown_till_is_not_found(caller: Caller) -> None:
    for reply in (
        caller.http.get("/till/77", params={"client": CLIENT}),
        caller.http.get("/till/77/catalogue"),
        caller.http.post("/till/77/events", json={"client": CLIENT, "events": []}),
    ):
        assert (reply.status_code, reply.json()["code"]) == (404, "unknown_device")


def test_what_is_not_there_is_told_as_a_problem(caller: Caller) -> None:
    assert caller.http.get("/nothing").json()["code"] == "not_found"
    assert caller.http.delete("/till/1/pay").json()["code"] == "wrong_method"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_interface_does_not_describe_itself_to_strangers(sqlite_caller: Caller, path: str) -> None:
    assert sqlite_caller.http.get(path).status_code == 404


def test_the_drawer_opens_once_for_a_wish_that_arrives_eight_times_at_once(caller: Caller) -> None:
    for wish in range(1, 6):
        events = [caller.event("scan", code=MILK), caller.event("open_drawer", reason="change")]
        together = Barrier(8)

        def ask(_: int, events: list[dict[str, object]] = events, together: Barrier = together) -> int:
            together.wait(10)
            return caller.http.post("/till/1/events", json={"client": CLIENT, "events": events}).status_code

        with ThreadPoolExecutor(8) as callers:
            assert set(callers.map(ask, range(8))) == {200}
        assert caller.drawer_openings() == wish
