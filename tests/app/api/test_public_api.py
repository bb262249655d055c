"""What programs of others read: their keys' scopes and nothing else, in pages that lose nothing, as plain JSON."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product

import pytest
from httpx2 import Response

from app.api.key_rate import AT_ONCE, BALANCES_AT_ONCE, PER_SECOND, KeyRate, TooManyRequests
from app.api.public_api import PUBLIC_API_PATH, make_public_api
from models.access.api_key import ApiScope
from models.catalogue.picture_sizes import PictureSize
from models.catalogue.product import Pack, Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from models.selling.gift_card import GiftCardUse, in_groups
from operations.access.api_keys import make_api_key, revoke_api_key
from operations.installation.opening import Range, register_range
from operations.selling.gift_card_office import make_blanks
from operations.selling.gift_cards_at_till import CardWish, take_gift_card
from store.access import stored_api_keys
from store.database.engine import Store
from tests.app.api.conftest import SECRET, Program, open_program
from tests.app.stock import HOSTILE_NAMES, stock_hostile
from tests.builders import AT, OFFICE_ACTOR, Operator, gtin, kr
from tests.operations.catalogue.own_crates import make_crates
from tests.operations.catalogue.picture_files import picture, show_goods
from tests.operations.members.joined import join

TEAL = picture("teal").digest
#: Written down by hand once more: which scope each route needs.
NEEDED = {
    "/products": "products:read",
    "/products/{sku}": "products:read",
    "/pictures/{digest}/{size}.webp": "products:read",
    "/stock": "stock:read",
    "/sales": "sales:read",
    "/gift-cards/balance": "gift_cards:read",
    "/members/own-data": "members:read",
}


#: Their scopes are in :mod:`tests.app.api.test_public_orders`.
ORDERING = {"/orders", "/orders/{order}", "/orders/{order}/cancel", "/pickup-times"}


def add_goods(store: Store, *skus: str, pack: Pack | None = None) -> None:
    goods = tuple(Product(sku, f"Vara {sku}", Unit.PIECE, "dairy", TaxCategory.FOOD, pack=pack) for sku in skus)
    prices = tuple(Price(sku, kr(500), date(2020, 1, 1)) for sku in skus)
    register_range(store, OFFICE_ACTOR, Range(products=goods, prices=prices), at=AT)


def test_a_deposit_of_the_shops_own_is_read_with_its_goods(program: Program) -> None:
    make_crates(program.store)
    shown = {each["sku"]: each["deposit_minor"] for each in program.read("/products")["products"]}
    assert {sku: minor for sku, minor in shown.items() if minor} == {"BEER": 2500, "SODA": 2500, "TWO": 5000}


def sell_card(store: Store, minor: int) -> str:
    """The code of a gift card with so much on it, which the till knows by the shop's own secret."""
    seller = Operator(store)
    (code,) = make_blanks(store, OFFICE_ACTOR, SECRET, 1, at=AT)
    take_gift_card(store, seller.actor, SECRET, CardWish(code, GiftCardUse.LOAD, minor), at=AT)
    seller.pay_cash(kr(minor))
    return code


def test_each_route_answers_the_keys_with_its_scope_and_no_others(sqlite_program: Program) -> None:
    show_goods(sqlite_program.store)
    paths = make_public_api(lambda: sqlite_program.store, SECRET).openapi()["paths"]
    assert set(paths) - ORDERING == set(NEEDED), "a new route has a line in this table"
    some = [scopes for count in range(3) for scopes in combinations(sorted(set(NEEDED.values())), count)]
    assert len(some) == 16
    bodies = {
        "/gift-cards/balance": {"code": sell_card(sqlite_program.store, 50_00)},
        "/members/own-data": {"card": join(sqlite_program.store).card},
    }
    for path, scopes in product(NEEDED, some):
        body = bodies.get(path)
        sqlite_program.http.app.state.balance_rate = KeyRate()  # type: ignore[attr-defined]
        reply = sqlite_program.ask(
            path.format(sku="MILK", digest=picture("teal").digest, size="tile"), *scopes, body=body
        )
        wanted = 200 if NEEDED[path] in scopes else 403 if scopes else 401
        assert reply.status_code == wanted, (path, scopes, reply.text)
        if wanted == 403:
            assert reply.json()["details"] == {"scope": NEEDED[path]}
        if wanted == 401:
            assert (reply.json()["code"], reply.headers["www-authenticate"]) == ("api_key_refused", "Bearer")


def test_a_key_that_is_revoked_over_or_another_is_refused_at_once(sqlite_program: Program) -> None:
    store, now = sqlite_program.store, datetime.now(UTC)
    first = make_api_key(store, OFFICE_ACTOR, "one", ["stock:read"], at=now)
    old = make_api_key(store, OFFICE_ACTOR, "old", ["stock:read"], at=now - timedelta(days=2), days=1)
    assert sqlite_program.ask("/stock", secret=first.secret).status_code == 200
    revoke_api_key(store, OFFICE_ACTOR, first.key.id, at=now)
    for secret in (first.secret, old.secret, first.secret[:-1], "kassa_", "x" * 5000, "kassa_å"):
        reply = sqlite_program.http.get("/stock", headers={b"authorization": f"Bearer {secret}".encode()})
        assert (reply.status_code, reply.json()["code"]) == (401, "api_key_refused"), secret
    basic = sqlite_program.http.get("/stock", headers={"authorization": "Basic a2Fzc2E6eA=="})
    assert basic.status_code == 401


def test_a_product_has_its_price_tax_comparison_and_what_is_left(program: Program) -> None:
    add_goods(program.store, "BOX", pack=Pack("MILK", 6))
    page = program.read("/products?limit=200")
    by_sku = {each["sku"]: each for each in page["products"]}
    milk = by_sku["MILK"]
    assert (page["currency"], milk["price_minor"], milk["unit"], milk["gtins"]) == ("SEK", 1990, "piece", [gtin(1)])
    assert milk["category"] == {"code": "dairy", "names": {"sv": "Mejeri", "en": "Dairy"}}
    assert (milk["availability"], by_sku["BOX"]["availability"]) == ("in_stock", "in_stock")
    assert by_sku["BANANAS"]["comparison"] is None, "its price is the comparison price"
    assert program.read("/products/MILK")["product"] == milk
    levels = {(each["location"], each["sku"]): each for each in program.read("/stock?limit=200")["stock"]}
    assert levels[1, "MILK"]["on_hand"] == "57", "50 + 12 - 3 spoilt - 2 sold"
    assert levels[1, "BANANAS"]["on_hand"] == "60.75"
    (sale,) = program.read("/sales")["sales"]
    line = sale["lines"][0]
    assert (line["sku"], line["quantity"], line["gross_minor"], sale["due_minor"]) == ("MILK", "2", 3980, 4000)
    assert sale["tenders"] == [{"kind": "cash", "amount_minor": 4000}]
    assert (line["tax_percent"], line["tax_minor"]) == ("6", 225)
    assert milk["tax_percent"] in {"6", "12"}, "SFS 2026:118 and 119: by the day on which this runs"
    assert "anna" not in str(sale), "nobody is named"
    for path, code in {"/products/NONE": "unknown_product", "/stock?location=77": "no_such_location"}.items():
        reply = program.ask(path, *ApiScope)
        assert (reply.status_code, reply.json()["code"]) == (404, code)


def test_a_product_has_its_pictures_with_addresses_that_the_same_key_opens(program: Program) -> None:
    show_goods(program.store, "MILK", "teal", "red")
    red = picture("red")
    mine = program.read("/products/MILK")["product"]["pictures"]
    assert [each["texts"] for each in mine] == [{"sv": "teal skiva"}, {"sv": "red skiva"}]
    assert (mine[1]["width"], mine[1]["height"]) == (340, 255)
    assert program.read("/products/BANANAS")["product"]["pictures"] == []
    for name, size in (("address", PictureSize.PAGE), ("tile_address", PictureSize.TILE)):
        assert mine[1][name] == f"{PUBLIC_API_PATH}/pictures/{red.digest}/{size}.webp"
        reply = program.ask(mine[1][name].removeprefix(PUBLIC_API_PATH), ApiScope.PRODUCTS)
        assert (reply.content, reply.headers["content-type"]) == (red.files[size], "image/webp")
        assert reply.headers["cache-control"] == "private, max-age=31536000, immutable"
    gone = program.ask(f"/pictures/{picture('navy').digest}/page.webp", ApiScope.PRODUCTS)
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_picture")


def test_pages_lose_and_repeat_nothing_when_goods_come_in_between(program: Program) -> None:
    skus: list[str] = []
    cursor = ""
    for new in ("AAA", "NAPKINS2", "ZZZ", ""):  # before, amid and after what was read
        page = program.read(f"/products?limit=2&cursor={cursor}")
        skus += [each["sku"] for each in page["products"]]
        cursor = page["next"]
        if new:
            add_goods(program.store, new)
    assert cursor is not None
    skus += [each["sku"] for each in program.read(f"/products?cursor={cursor}")["products"]]
    everything = [each["sku"] for each in program.read("/products?limit=200")["products"]]
    assert skus == [each for each in everything if each != "AAA"]
    rows, place = list[str](), "/stock?limit=5"
    for _ in range(3):
        stock = program.read(place)
        rows += [f"{each['location']} {each['sku']}" for each in stock["stock"]]
        place = f"/stock?limit=5&cursor={stock['next']}"
    assert len(rows) == len(set(rows)) == 12
    first = program.read("/sales?limit=1")
    assert program.read(f"/sales?cursor={first['next']}")["sales"] == []
    assert program.read("/sales?last_day=2026-11-22")["sales"] == []


def test_a_result_that_is_known_is_not_sent_again(sqlite_program: Program) -> None:
    first = sqlite_program.ask("/products", *ApiScope)
    again = sqlite_program.ask("/products", *ApiScope, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    add_goods(sqlite_program.store, "NEW")
    assert sqlite_program.ask("/products", *ApiScope, if_none_match=first.headers["etag"]).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=201", "limit=1_0", "location=x"),
        *("cursor=%20", "cursor=W10", "cursor=WyJhXHUwMDAwIl0", "cursor=å"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_breaks(sqlite_program: Program, query: str) -> None:
    reply = sqlite_program.ask(f"/products?{query}", *ApiScope)
    assert (reply.status_code, reply.json()["code"]) == (422, "wrong_request"), reply.text
    assert reply.json()["details"]["places"][0]["where"] == f"query.{query.partition('=')[0]}"


def test_hostile_names_come_back_as_they_are_in_json(sqlite_store: Store) -> None:
    stock_hostile(sqlite_store)
    program, names, place = Program(sqlite_store), set[str](), "/products?limit=200"
    while place:
        reply = program.ask(place, *ApiScope)
        assert reply.headers["content-type"] == "application/json"
        names |= {each["name"] for each in reply.json()["products"]}
        place = f"/products?limit=200&cursor={reply.json()['next']}" if reply.json()["next"] else ""
    assert set(HOSTILE_NAMES) <= names


def test_a_key_that_asks_too_often_waits_and_others_do_not(sqlite_program: Program) -> None:
    sqlite_program.http.app.state.key_rate = KeyRate(lambda: 0.0)  # type: ignore[attr-defined]
    replies = [sqlite_program.ask("/stock?limit=1", "stock:read") for _ in range(int(AT_ONCE) + 12)]
    assert {each.status_code for each in replies} == {200, 429}
    slow = next(each for each in replies if each.status_code == 429)
    assert (slow.json()["code"], slow.headers["retry-after"]) == ("too_many_requests", "1")
    assert sqlite_program.ask("/stock?limit=1", "stock:read", "sales:read").status_code == 200


def test_in_the_long_run_a_key_asks_so_often_and_no_more() -> None:
    seconds = 0.0
    rate, answers = KeyRate(lambda: seconds), 0
    for _ in range(2_000):
        seconds += 0.01
        with suppress(TooManyRequests):
            rate.count(1)
            answers += 1
    assert answers == pytest.approx(AT_ONCE + 20 * PER_SECOND, abs=1)


def test_when_a_key_was_last_used_is_remembered(sqlite_store: Store) -> None:
    program = open_program(sqlite_store)
    program.read("/stock")
    with sqlite_store.view() as view:
        (key,) = stored_api_keys.all_keys(view)
    assert key.seen_at is not None


def test_whoever_has_the_code_of_a_gift_card_learns_what_is_on_it(program: Program) -> None:
    code = sell_card(program.store, 250_00)

    def ask(text: str) -> Response:
        return program.ask("/gift-cards/balance", "gift_cards:read", body={"code": text})

    for text in (code, in_groups(code).lower()):
        reply = ask(text)
        assert reply.status_code == 200, reply.text
        assert reply.headers["cache-control"] == "no-store"
        card = reply.json()
        assert (card["currency"], card["balance_minor"], card["available_minor"]) == ("SEK", 250_00, 250_00)
        assert (card["last_four"], card["unusable"]) == (code[-6:-2], None)
        assert card["last_day"] > "2026-11-23"
    seller = Operator(program.store)
    seller.scan("MILK")
    take_gift_card(program.store, seller.actor, SECRET, CardWish(code, GiftCardUse.PAY, 19_90), at=AT)
    card = ask(code).json()
    assert (card["balance_minor"], card["available_minor"]) == (250_00, 250_00 - 19_90), "a basket holds some of it"
    (blank,) = make_blanks(program.store, OFFICE_ACTOR, SECRET, 1, at=AT)
    for text in (blank, code[:-1], "7310865004703", "' OR 1=1", "å" * 40):
        reply = ask(text)
        assert (reply.status_code, reply.json()["code"]) == (404, "unknown_gift_card"), text
    for wrong in ({}, {"code": ""}, {"code": "x" * 81}, {"code": 7}, {"code": code, "more": 1}, [code]):
        assert program.ask("/gift-cards/balance", "gift_cards:read", body=wrong).status_code == 422, wrong


def test_a_body_that_is_no_text_is_a_described_problem(sqlite_program: Program) -> None:
    paths = make_public_api(lambda: sqlite_program.store, SECRET).openapi()["paths"]
    headers = {"authorization": f"Bearer {sqlite_program.key(['gift_cards:read'])}", "content-type": "application/json"}
    for body, status in ((b"\xff\x1e", 400), (b"{", 422), (b"", 422)):
        reply = sqlite_program.http.post("/gift-cards/balance", content=body, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (status, "wrong_request"), body
        assert str(status) in paths["/gift-cards/balance"]["post"]["responses"]


def test_codes_of_gift_cards_are_not_guessed_through_a_key(sqlite_program: Program) -> None:
    app_state = sqlite_program.http.app.state  # type: ignore[attr-defined]
    app_state.balance_rate = KeyRate(lambda: 0.0, per_second=1 / 6, at_once=BALANCES_AT_ONCE)
    wrong = [
        sqlite_program.ask("/gift-cards/balance", "gift_cards:read", body={"code": f"GC{number:08d}"}).status_code
        for number in range(int(BALANCES_AT_ONCE) + 5)
    ]
    assert wrong[: int(BALANCES_AT_ONCE)] == [404] * int(BALANCES_AT_ONCE)
    assert set(wrong[int(BALANCES_AT_ONCE) :]) == {429}, "and a real code has to wait as well"
    other = sqlite_program.ask("/gift-cards/balance", "gift_cards:read", "stock:read", body={"code": "GC00000001"})
    assert other.status_code == 404, "another key does not wait"


def test_each_problem_is_one_of_rfc_9457(sqlite_program: Program) -> None:
    for reply in (
        sqlite_program.ask("/products"),
        sqlite_program.ask("/products", "stock:read"),
        sqlite_program.ask("/products/NONE", *ApiScope),
        sqlite_program.ask("/products?limit=0", *ApiScope),
        sqlite_program.ask("/nothing", *ApiScope),
        sqlite_program.ask("/products", *ApiScope, body={}),
    ):
        assert reply.headers["content-type"] == "application/problem+json", reply.text
        problem = reply.json()
        assert problem["status"] == reply.status_code
        assert problem["type"] == f"urn:kassa:problem:{problem['code']}"
        assert problem["detail"] == problem["message"] != ""
        assert problem["title"]
