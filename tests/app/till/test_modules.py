"""The till's own arithmetic, run in a browser: what it shows before the answer is what the server answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Browser, Page

from app.till.server.wire import EventIn, state_reply
from app.words import words_of
from models.card_data import has_card_data
from models.own_code import GoodsCode, MisreadCode, OwnCode, OwnCodeKind, code_of_number, meaning_of
from models.selling.till_event import Cancel
from operations.installation.opening import open_store
from operations.selling.till_events import apply_events
from store.database.engine import Store
from tests.app.served import Served
from tests.builders import AT, PRODUCTS, TILL, anna_at, gtin, small_shop
from tests.cards import CARDS, NO_CARDS
from tests.own_codes import CASES

pytestmark = pytest.mark.needs_chromium

MODULES = "/_stcore/bidi-components/kassa.till"
SKUS = [product.sku for product in PRODUCTS]

codes = st.sampled_from([*(gtin(n)[1:] for n in range(1, 7)), *SKUS])
whole = st.integers(1, 40).map(Decimal)
positions = st.integers(1, 5)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("scan"), codes, whole),
        st.tuples(st.just("set_quantity"), positions, whole),
        st.tuples(st.just("remove"), positions, st.none()),
        st.tuples(st.just("park"), st.none(), st.none()),
        st.tuples(st.just("cancel"), st.none(), st.none()),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def page(browser: Browser, runner: asyncio.Runner, served: Served) -> Page:
    """A page of the server, without the till: it only imports modules."""

    async def open_page() -> Page:
        page = await browser.new_page()
        await page.context.add_cookies(served.office_cookies)
        await page.goto(f"{served.url}/kassa/icon.svg")
        return page

    return runner.run(open_page())


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('shop') / 'shop.db'}")
    yield small_shop(store)
    store.close()


def run(runner: asyncio.Runner, page: Page, module: str, body: str, argument: object = None) -> Any:
    """The value of ``body``, a function of the module ``m`` and of ``a``."""
    script = f"async (a) => {{ const m = await import('{MODULES}/{module}'); return ({body})(m, a); }}"
    return runner.run(page.evaluate(script, argument))


def test_the_browser_takes_the_same_texts_for_card_data_as_the_server(runner: asyncio.Runner, page: Page) -> None:
    made = [
        f"{begin}{middle:07d}{end}"
        for begin in ("4", "51", "7", "2720")
        for middle in (0, 77)
        for end in range(10**4, 10**4 + 60)
    ]
    texts = [*CARDS, *NO_CARDS, *made]
    found = run(runner, page, "model/card_data.js", "(m, texts) => texts.map(m.hasCardData)", texts)
    assert dict(zip(texts, found, strict=True)) == {text: has_card_data(text) for text in texts}
    assert 0 < sum(map(has_card_data, made)) < len(made)


def test_the_browser_reads_the_same_own_codes_as_the_server(runner: asyncio.Runner, page: Page) -> None:
    numbers = [0, 31, 32, 2**32 + 1, 2**53 - 1]
    texts = [*CASES, *(code_of_number(kind, number).text for kind in OwnCodeKind for number in numbers)]
    found = run(runner, page, "model/own_code.js", "(m, texts) => texts.map(m.readOwnCode)", texts)
    for text, seen in zip(texts, found, strict=True):
        match meaning_of(text):
            case OwnCode(kind, body):
                assert seen == {"kind": kind.name.lower(), "body": body}
            case MisreadCode():
                assert seen["kind"] == "misread", text
            case GoodsCode():
                assert seen is None, text
    bodies = [code_of_number(OwnCodeKind.PARKED_BASKET, number).body for number in numbers]
    assert run(runner, page, "model/own_code.js", "(m, texts) => texts.map(m.readNumber)", bodies) == numbers


def wire_of(step: tuple[str, Any, Any], seq: int) -> dict[str, Any]:
    kind, target, quantity = step
    place: dict[str, Any] = {"code": target} if kind == "scan" else {} if target is None else {"position": target}
    return {"code": "", "position": 0} | place | {"seq": seq, "kind": kind, "quantity": str(quantity or 1)}


def essence(lines: list[dict[str, Any]]) -> list[tuple[int, str, float, int]]:
    return [(line["position"], line["sku"], float(line["milli"]), line["grossMinor"]) for line in lines]


#: The same basket twice: as the browser draws it before the answer, and as the server answers.
LOOK = """async (m, [start, after, events, products]) => {
    const { Catalogue } = await import('MODULES/model/catalogue.js');
    const catalogue = new Catalogue(products);
    return [m.lookAt(start, events, catalogue, 100), m.lookAt(after, [], catalogue, 100)];
}""".replace("MODULES", MODULES)


@given(steps=steps)
def test_what_is_drawn_at_once_is_what_the_server_answers(
    page: Page, runner: asyncio.Runner, shop: Store, steps: list[tuple[str, Any, Any]]
) -> None:
    anna, client = anna_at(TILL), "00000000-0000-4000-8000-00000000cafe"
    before = apply_events(shop, anna, client, [], at=AT)
    if before.basket is not None:
        before = apply_events(shop, anna, client, [Cancel(before.acked_seq + 1)], at=AT)
    bodies = [wire_of(step, before.acked_seq + i) for i, step in enumerate(steps, start=1)]
    events = [EventIn.model_validate(body).event() for body in bodies]
    start = state_reply(before, words_of("sv"))
    after = state_reply(apply_events(shop, anna, client, events, at=AT), words_of("sv"))
    products = {
        "currency": "SEK",
        "cash_step_minor": 100,
        "categories": [],
        "products": [
            [p.sku, p.name, price, p.unit.value, 0, list(p.gtins)]
            for p, price in zip(PRODUCTS, (1990, 2495, 2495, 12900, 3500, 22000), strict=True)
        ],
    }
    drawn, answered = run(runner, page, "model/basket.js", LOOK, [start, after, bodies, products])
    assert essence(drawn["lines"]) == essence(answered["lines"])
    assert drawn["grossMinor"] == answered["grossMinor"]
    assert drawn["cashDueMinor"] == answered["cashDueMinor"]
    assert len(drawn["parked"]) == len(answered["parked"])


@pytest.mark.parametrize(
    ("due", "keys"),
    [
        (8500, [8500, 9000, 10000, 20000]),
        (30000, [30000, 50000, 100000]),
        (100, [100, 1000, 5000, 10000]),
        (10000, [10000, 20000, 50000, 100000]),
        (25400, [25400, 26000, 30000, 50000]),
        (50000, [50000, 100000]),
    ],
)
def test_cash_keys_are_exact_and_the_next_notes_without_doubles(
    page: Page, runner: asyncio.Runner, due: int, keys: list[int]
) -> None:
    assert run(runner, page, "model/cash_amounts.js", "(m, due) => m.cashKeys(due, 100)", due) == keys


def test_no_cash_key_would_give_back_a_whole_largest_note(page: Page, runner: asyncio.Runner) -> None:
    keys = "(m, due) => m.cashKeys(due, 100, 50000)"  # euros: the largest note is five hundred
    assert run(runner, page, "model/cash_amounts.js", keys, 45000) == [45000, 50000]
    assert run(runner, page, "model/cash_amounts.js", keys, 100) == [100, 1000, 5000, 10000]


@pytest.mark.parametrize(("minor", "text"), [(5000, "50"), (1250, "12,50"), (5, "0,05"), (0, "0")])
def test_an_amount_is_written_as_it_is_typed(page: Page, runner: asyncio.Runner, minor: int, text: str) -> None:
    there_and_back = (
        "(m, a) => { const f = m.makeFormat('sv-SE', 'SEK'); return [f.typed(a), f.parseMoney(f.typed(a))]; }"
    )
    assert run(runner, page, "model/format.js", there_and_back, minor) == [text, minor]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("100", 10000),
        ("12,50", 1250),
        ("12.5", 1250),
        ("1 000", 100000),
        ("0,05", 5),
        ("1,005", None),
        ("x", None),
        ("-5", None),
    ],
)
def test_typed_amounts_become_minor_units_or_nothing(
    page: Page, runner: asyncio.Runner, text: str, minor: int | None
) -> None:
    assert (
        run(runner, page, "model/format.js", "(m, text) => m.makeFormat('sv-SE', 'SEK').parseMoney(text)", text)
        == minor
    )


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Stockholm", "13:30"), ("Asia/Tokyo", "21:30")])
def test_a_time_is_that_of_the_shop(page: Page, runner: asyncio.Runner, zone: str, shown: str) -> None:
    written = "(m, zone) => m.makeFormat('sv-SE', 'SEK', zone).time('2026-11-25T12:30:00Z')"
    assert run(runner, page, "model/format.js", written, zone) == shown


@pytest.mark.parametrize(
    ("name", "divided"),
    [
        ("Godisfabriken", "Godis-fa-bri-ken"),
        ("Chokladkaka mörk 100 g", "Cho-klad-kaka mörk 100 g"),
        ("Blandfärs", "Blandfärs"),
        ("Knäckebröd", "Knäcke-bröd"),
        ("Filmjölkssås", "Fil-mjölks-sås"),
    ],
)
def test_long_words_may_be_divided_without_a_dictionary(
    page: Page, runner: asyncio.Runner, name: str, divided: str
) -> None:
    shown: str = run(runner, page, "model/product_name.js", "(m, name) => m.divisible(name)", name)
    assert shown.replace("\N{SOFT HYPHEN}", "-") == divided


QUEUE = """async (m, [answers, kept]) => {
    const store = new Map(kept ? [['q', JSON.stringify(kept)]] : []);
    const storage = { getItem: (k) => store.get(k) ?? null, setItem: (k, v) => store.set(k, v) };
    const { NoAnswer, Refusal } = await import('%s/server/request.js');
    const sent = [], refused = [], late = [], told = [];
    const queue = new m.EventQueue({
        name: 'q', storage, onChange: () => {}, onRefused: (event) => refused.push(event.seq),
        onLate: (event) => late.push(event.seq),
        onState: (state) => told.push(...queue.newProblems(state.problems ?? []).map((p) => [p.seq, p.event?.kind])),
        send: async (client, events) => {
            sent.push(events.map((event) => event.seq));
            const answer = answers.shift() ?? 'ok';
            if (answer === 'lost') throw new NoAnswer('lost');
            if (answer === 'never') throw new Refusal(422, {});
            return { acked_seq: events.at(-1).seq, problems: answer.problems ?? [] };
        },
    });
    queue.start();
    const act = %s;
    await act(queue);
    for (let i = 0; i < 200 && queue.events.length; i++) await new Promise((r) => setTimeout(r, 10));
    return { sent, refused, late, told, seq: queue.last, left: queue.events.length, client: queue.client };
}"""


def play(page: Page, runner: asyncio.Runner, act: str, answers: list[Any], kept: object = None) -> dict[str, Any]:
    found: dict[str, Any] = run(runner, page, "server/event_queue.js", QUEUE % (MODULES, act), [answers, kept])
    return found


def test_a_batch_without_an_answer_is_sent_again_as_it_was(page: Page, runner: asyncio.Runner) -> None:
    act = """async (queue) => {
        queue.take({ acked_seq: 0 });
        queue.add({ kind: 'scan' });
        await new Promise((r) => setTimeout(r, 20));
        queue.add({ kind: 'scan' });
        queue.add({ kind: 'scan' });
    }"""
    played = play(page, runner, act, ["lost", "lost", {"problems": [{"seq": 1}]}])
    assert played["sent"] == [[1], [1], [1], [2, 3]], "else the problem of the first batch would be overwritten"
    assert (played["told"], played["left"]) == ([[1, "scan"]], 0), "with the event itself"


def test_one_event_that_is_never_taken_does_not_hold_up_the_others(page: Page, runner: asyncio.Runner) -> None:
    act = """async (queue) => {
        for (let i = 0; i < 3; i++) queue.add({ kind: 'scan' });
        queue.take({ acked_seq: 0 });
        queue.flush();
    }"""
    played = play(page, runner, act, ["never", "ok", "never", "never", "ok"])
    assert played["sent"] == [[1, 2, 3], [1], [2, 3], [2], [3]]
    assert (played["refused"], played["left"]) == ([2], 0)


def test_an_order_to_the_drawer_without_an_answer_is_not_sent_again(page: Page, runner: asyncio.Runner) -> None:
    act = """async (queue) => {
        queue.take({ acked_seq: 0 });
        queue.add({ kind: 'open_drawer' });
        await new Promise((r) => setTimeout(r, 20));
        queue.add({ kind: 'scan' });
        queue.add({ kind: 'open_drawer' });
    }"""
    played = play(page, runner, act, ["lost", "lost", "ok"])
    assert played["sent"] == [[1], [2], [2]]
    assert (played["late"], played["left"]) == ([1, 3], 0)


def test_what_comes_after_a_held_event_waits_until_it_is_released(page: Page, runner: asyncio.Runner) -> None:
    act = """async (queue) => {
        queue.take({ acked_seq: 0 });
        queue.add({ kind: 'scan' });
        queue.hold(queue.last);
        queue.add({ kind: 'scan' });
        await queue.drained();
        queue.add({ kind: 'scan' });
        await new Promise((r) => setTimeout(r, 50));
        if (queue.events.length !== 2) throw new Error('something was sent that is held back');
        queue.release();
    }"""
    played = play(page, runner, act, [])
    assert played["sent"] == [[1], [2, 3]]
    assert played["left"] == 0


def test_a_window_that_lost_the_till_sends_nothing(page: Page, runner: asyncio.Runner) -> None:
    act = "async (queue) => { queue.take({ acked_seq: 0 }); queue.stop(); queue.add({}); queue.release(); }"
    played = play(page, runner, act, [])
    assert (played["sent"], played["left"]) == ([], 1)


def test_an_order_to_the_drawer_from_before_a_reload_is_forgotten(page: Page, runner: asyncio.Runner) -> None:
    events = [{"kind": "scan", "seq": 1}, {"kind": "open_drawer", "seq": 2}]
    kept = {"client": "00000000-0000-4000-8000-00000000beef", "seq": 2, "toldSeq": 0, "events": events}
    act = "async (queue) => { queue.take({ acked_seq: 0 }); queue.flush(); }"
    assert play(page, runner, act, [], kept)["sent"] == [[1]]


def test_numbers_that_the_browser_forgot_are_not_given_again(page: Page, runner: asyncio.Runner) -> None:
    kept = {"client": "00000000-0000-4000-8000-00000000beef", "seq": 5, "toldSeq": 0, "events": []}
    act = """async (queue) => {
        queue.add({ kind: 'scan' });
        queue.take({ acked_seq: 9 });
        queue.flush();
    }"""
    played = play(page, runner, act, [], kept)
    assert played["sent"] == [[10]], "the server has seen up to 9 and would take 6 for a repeat"
    assert played["client"] == kept["client"]


@pytest.mark.parametrize("kept", [{"client": 5}, [], {"client": "x", "seq": "1", "events": []}])
def test_a_damaged_queue_begins_anew(page: Page, runner: asyncio.Runner, kept: object) -> None:
    played = play(
        page, runner, "async (queue) => { queue.add({}); queue.take({ acked_seq: 0 }); queue.flush(); }", [], kept
    )
    assert played["sent"] == [[1]]
    assert len(played["client"]) == 36


def test_problems_are_told_once(page: Page, runner: asyncio.Runner) -> None:
    act = """async (queue) => {
        queue.take({ acked_seq: 0, problems: [] });
        queue.add({ kind: 'scan' });
        await queue.drained();
        queue.take({ acked_seq: 1, problems: [{ seq: 1 }] });
    }"""
    assert play(page, runner, act, [{"problems": [{"seq": 1}]}])["told"] == [[1, "scan"]]


def test_approval_is_offered_for_the_event_that_was_refused(page: Page, runner: asyncio.Runner) -> None:
    """A discount or voucher that was taken is never offered again when something else is refused."""
    offers = """async (m, [module, name]) => {
        const { [name]: Offering } = await import(module);
        const events = [
            { kind: 'discount_line' }, { kind: 'discount_basket' }, { kind: 'staff_purchase' },
            { kind: 'take_voucher' }, { kind: 'scan', code: '9801234020007' }, { kind: 'scan', code: '7310865004703' },
        ];
        const offering = new Offering({});
        return [undefined, ...events].map((event) => offering.offer({ code: 'not_permitted', event })?.key ?? '');
    }"""
    discount, voucher = "till.discount_approve", "till.voucher_approve"
    for file, name, offered in (
        ("discounts", "Discounts", ["", discount, discount, "", "", "", ""]),
        ("vouchers", "Vouchers", ["", "", "", "", voucher, voucher, ""]),
    ):
        path = f"{MODULES}/actions/{file}.js"
        assert run(runner, page, "server/event_queue.js", offers, [path, name]) == offered


def test_an_answer_that_comes_after_the_till_was_lost_leaves_the_storage_to_the_other_window(
    page: Page, runner: asyncio.Runner
) -> None:
    """The other window goes on with the same events, and stores its own."""
    lost = """async (m) => {
        const store = new Map();
        const storage = { getItem: (k) => store.get(k) ?? null, setItem: (k, v) => store.set(k, v) };
        let answer, seen = 0;
        const silent = { onChange: () => {}, onRefused: () => {}, onLate: () => {} };
        const queue = new m.EventQueue({
            name: 'q', storage, ...silent, onState: () => (seen += 1),
            send: () => new Promise((resolve) => (answer = resolve)),
        });
        queue.start();
        queue.take({ acked_seq: 0 });
        queue.add({ kind: 'scan' });
        const kept = store.get('q');
        if (STOPS) queue.stop();
        answer({ acked_seq: 1 });
        await new Promise((r) => setTimeout(r, 0));
        return [store.get('q') === kept, seen];
    }"""
    assert run(runner, page, "server/event_queue.js", lost.replace("STOPS", "true")) == [True, 1]
    assert run(runner, page, "server/event_queue.js", lost.replace("STOPS", "false")) == [False, 2], "the control"
