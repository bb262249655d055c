"""Gift cards and members at the till's screen: spent beside cash, found, joined, and what works without contact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.dispatch.sending_rules import DispatchKind
from models.members.consent import ConsentPurpose
from models.members.member import MemberDetails
from models.members.member_offer import OfferOccasion, OfferRule
from models.members.point_reward import PointReward
from models.members.point_rule import PointRule
from models.promotions.promotion import ONE_TIME, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from models.selling.customer_account import AccountDetails, AccountTerms, AccountWish
from models.shop_settings import MAIL_HOST, MAIL_PORT
from operations.catalogue.promotion_changes import create_promotion
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from operations.points.adjust_points import adjust_points
from operations.points.offers_by_consent import set_offer_rule
from operations.points.point_rules import set_point_rule
from operations.selling.customer_account_office import open_account
from operations.selling.gift_card_office import PinnedCode, make_blanks, make_blanks_with_pins
from operations.selling.moved_gift_cards import MovedGiftCard, move_gift_cards
from pipelines.nightly.give_offers import give_offers
from store import invariants, journal, shop
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.dispatch import dispatches_of_kind
from store.signing.key_ring import KeyRing
from tests.app.conftest import emptied
from tests.app.served import Served
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose
from tests.app.till.test_look import SCREENS, violations, violations_by_screen
from tests.builders import OFFICE_ACTOR
from tests.operations.members.joined import ASA, join

pytestmark = pytest.mark.needs_chromium

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
CODES: list[str] = []
PINNED: list[PinnedCode] = []
MEMBER_CARDS: list[str] = []
#: Of a former system: one that is no barcode, and one that looks like a misread one.
LETTERS, DIGITS, SMALL = "GC-1234-ABCD", "7310865004700", "GC-5678-EFGH"
#: A promotion for who has a coupon.
OFFER = '<b>One off</b> "Ö" {name}'
PRIZE = "<b onclick=alert(1)>Kaffe</b> {points}"
COLLECTOR = MemberDetails("Östen Ek", "070-174 06 11")
#: A member whose points are nobody else's: the tests of this file come in any order.
PAYER = MemberDetails("Pia Alm", "070-174 06 12")
HOSTILE = '<img src=x onerror=alert(1)> Åsa "Ö" {name}'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop with two blank cards and a member."""
    server = Served(tmp_path_factory.mktemp("gift-cards"), stocked(20))
    server.fill(lambda store: prepare(store, server))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def till(served: Served) -> Served:
    """Its till, empty."""
    return emptied(served)


def prepare(store: Store, server: Served) -> None:
    now = datetime.now(UTC)
    with store.view() as view:
        today = shop.get_shop(view).business_day(now)
    details, wants = replace(ASA, name=HOSTILE, birthday=f"{today:%m-%d}"), frozenset({ConsentPurpose.OFFERS})
    member = join(store, details, actor=OFFICE_ACTOR, purposes=wants, at=BEFORE)
    collector = join(store, COLLECTOR, actor=OFFICE_ACTOR, at=BEFORE)
    payer = join(store, PAYER, actor=OFFICE_ACTOR, at=BEFORE)
    MEMBER_CARDS[:] = [member.card, collector.card, payer.card]
    off = Promotion(
        *(0, OFFER, PromotionKind.AMOUNT, (Slot(),), PromotionTime(BEFORE.date())), amount_minor=100, coupon=ONE_TIME
    )
    coupon = create_promotion(store, OFFICE_ACTOR, off, at=BEFORE).id
    rewards = (PointReward(create_promotion(store, OFFICE_ACTOR, replace(off, name=PRIZE), at=BEFORE).id, 25),)
    rule = PointRule(date(2025, 12, 31), 1000, 10, least=10, rewards=rewards)
    set_point_rule(store, OFFICE_ACTOR, rule, at=BEFORE)
    for each in (member, collector):
        adjust_points(store, OFFICE_ACTOR, each.id, 30, "a gift", at=BEFORE)
    for name, limit in ((HOSTILE, 500_00), ("Kafé Fyren", 1_00)):
        open_account(store, OFFICE_ACTOR, AccountWish(AccountDetails(name), AccountTerms(limit)), at=BEFORE)
    moved = [MovedGiftCard(LETTERS, 250_00), MovedGiftCard(DIGITS, 75_00), MovedGiftCard(SMALL, 5_00)]
    move_gift_cards(store, OFFICE_ACTOR, InstallationSecret(server.home / "keys"), moved, at=BEFORE)
    set_offer_rule(store, OFFICE_ACTOR, OfferRule(OfferOccasion.BIRTHDAY, promotion=coupon), at=now)
    assert give_offers(store, at=now).birthday == 1
    CODES[:] = make_blanks(store, OFFICE_ACTOR, InstallationSecret(server.home / "keys"), 2, at=BEFORE)
    PINNED[:] = make_blanks_with_pins(store, OFFICE_ACTOR, InstallationSecret(server.home / "keys"), 1, at=BEFORE)


async def sees(hands: Hands, selector: str, text: str) -> None:
    await hands.page.locator(selector, has_text=text).first.wait_for()


def test_a_gift_card_is_sold_spent_and_refused_without_contact(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page, (code, blank) = hands.page, CODES
        answered = await hands.hold("**/operators")
        await page.reload()
        await hands.wait_until_ready()
        await hands.scan(code)  # before the till knows who is signed in: the server decides
        await sees(hands, "dialog .hint", "ännu inte sålt")
        answered.set()
        await page.locator("#gift-amount").fill("6000")
        await page.locator("#gift-amount").press("Enter")
        await sees(hands, "dialog [role=alert]", "högst 5")
        await page.set_viewport_size(SCREENS["phone"])
        found = {"sold": await violations(hands)}
        await page.set_viewport_size(SCREENS["desktop"])
        await page.locator("#gift-amount").fill("5")
        await page.locator("#gift-amount").press("Enter")
        await sees(hands, ".line.is-code", f"Nytt på presentkort {code[-6:-2]}5,00")
        await sees(hands, ".total", "5,00")
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        found |= await find_and_join(hands)
        await hands.scan(MEMBER_CARDS[0])  # from here on five steps: member, goods, card, Enter, cash
        await sees(hands, ".line.is-code", f"Medlem: {HOSTILE}")
        found |= await use_points(hands)
        await hands.scan(code)
        await sees(hands, "dialog .hint", "Kvar på kortet: 5,00")
        found["pays"] = await violations(hands)
        await hands.press("Enter")
        await sees(hands, ".line.is-code", f"Presentkort {code[-6:-2]}−5,00")
        found["basket"] = await violations(hands)
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        assert {part: problems for part, problems in found.items() if problems} == {}
        await hands.scan(code_of(9))
        await hands.scan(code)
        await sees(hands, "dialog .hint", "Kvar på kortet: 0,00")
        await page.keyboard.press("Escape")
        await hands.scan(blank)
        await page.locator("#gift-amount").fill("20")
        await page.locator("#gift-amount").press("Enter")
        await sees(hands, ".line.is-code", f"{blank[-6:-2]}20,00")
        await hands.touch(".line.is-code [data-gift]")
        await refuse_without_contact(hands, code)

    at_the_till(steps, reduced_motion="reduce")
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
    store.close()


def test_a_member_pays_with_a_card_and_cash_in_at_most_seven_interactions(at_the_till: AtTheTill) -> None:
    """Five: the member's card, the goods, the gift card, Enter for what is on it, and the rest in cash."""

    async def steps(hands: Hands) -> None:
        before = hands.count
        await hands.scan(MEMBER_CARDS[2])
        await hands.scan(code_of(9))
        await hands.scan(SMALL)
        await sees(hands, "dialog .hint", "Kvar på kortet: 5,00")
        await hands.press("Enter")
        await sees(hands, ".line.is-code", f"Medlem: {PAYER.name}")
        await sees(hands, ".total", "4,50")
        await hands.press("Control+Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()
        assert hands.count - before == 5

    at_the_till(steps, reduced_motion="reduce")


def test_a_customer_with_an_account_pays_later(at_the_till: AtTheTill) -> None:
    """Five steps: goods, pay pane, on account, whose; who has too little left of the limit cannot be chosen."""

    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(code_of(9))
        await hands.press("F9")
        await hands.touch(".pay-pane .method-key[data-method=on_account]")
        await page.locator("dialog .stack button").nth(1).wait_for()
        assert await page.locator("dialog .stack button:disabled").all_inner_texts() != []
        await page.set_viewport_size(SCREENS["phone"])
        problems = await violations(hands)
        await page.set_viewport_size(SCREENS["desktop"])
        await page.locator("#account-text").fill("åsa")
        await page.locator("#account-text").press("Enter")
        await page.locator("dialog .stack button:only-child").wait_for()
        await page.locator("dialog .stack button", has_text=HOSTILE).click()
        await page.locator(".paid:not([hidden])").wait_for()
        assert problems == []

    at_the_till(steps, reduced_motion="reduce")


def test_a_card_of_a_former_system_is_scanned_or_asked_for(at_the_till: AtTheTill, till: Served) -> None:
    """Three steps: scan it, or menu, gift card and its code; then Enter pays with it. Its code is stored nowhere."""

    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(code_of(9))
        await hands.scan(LETTERS)
        await sees(hands, "dialog .hint", "Kvar på kortet: 250,00")
        await page.keyboard.press("Escape")
        looks: list[str] = []
        page.on("request", lambda request: looks.append(request.url) if "gift-cards/look" in request.url else None)
        for is_scanned in (False, True):
            await hands.touch(".place")
            await page.locator("dialog.menu").get_by_text("Presentkort", exact=True).click()
            await page.locator("#gift-code").wait_for()
            if is_scanned:
                await hands.scan(DIGITS)
            else:
                await page.keyboard.insert_text(DIGITS)
                await page.set_viewport_size(SCREENS["phone"])
                problems = await violations(hands)
                await page.set_viewport_size(SCREENS["desktop"])
                await page.keyboard.press("Enter")
            await sees(hands, "dialog .hint", "Kvar på kortet: 75,00")
            await page.keyboard.press("Escape")
        assert len(looks) == 2, "each is asked for once"
        await hands.scan(LETTERS)
        await sees(hands, "dialog .hint", "Kvar på kortet: 250,00")
        await hands.press("Enter")
        await sees(hands, ".line.is-code", "Presentkort ABCD")
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        assert problems == []

    at_the_till(steps, reduced_motion="reduce")
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    with store.view() as view:
        journalled = [row.payload for row in journal.read(view, 1)]
    store.close()
    assert [each for each in journalled if "gift_card_scanned" in each] != []
    assert [each for each in journalled if LETTERS in each or DIGITS in each] == []


def test_a_reward_is_taken_with_one_touch_and_the_next_one_is_told(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(MEMBER_CARDS[1])
        await hands.scan(code_of(9))
        await sees(hands, ".line.is-offer", f"Belöning: {PRIZE}för 25 poäng")
        found = await violations_by_screen(hands)
        await page.set_viewport_size(SCREENS["desktop"])
        await hands.touch(".line.is-offer [data-reward]")
        await sees(hands, ".line.is-code:has([data-code])", "−1,00")
        await sees(hands, ".line.is-code", "5 poäng, värda 0,50")
        await hands.touch(".line.is-code [data-code]")
        await sees(hands, ".line.is-offer", "20 poäng till")
        await hands.touch(".line.is-offer [data-show-code]")
        await sees(hands, ".line.is-code:has([data-code])", "−1,00")
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        assert found == []

    at_the_till(steps, reduced_motion="reduce")


def test_a_card_with_a_pin_asks_for_it_where_it_pays(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page, (card,) = hands.page, PINNED
        await hands.scan(card.code)
        await page.locator("#gift-amount").fill("50")
        assert await page.locator("#gift-pin").count() == 0, "it is sold without"
        await page.locator("#gift-amount").press("Enter")
        await sees(hands, ".line.is-code", f"Nytt på presentkort {card.code[-6:-2]}50,00")
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        await hands.scan(code_of(9))
        found = []
        for pin in (f"{(int(card.pin) + 1) % 10_000:04d}", card.pin):
            await hands.scan(card.code)
            await page.locator("#gift-pin:focus").wait_for()
            await hands.press("Enter")
            await sees(hands, "dialog [role=alert]", "bara med sin PIN")
            found += await violations(hands)
            await hands.type_slowly(pin)
            await hands.press("Enter")
            await sees(hands, *((".line.is-code", "Presentkort") if pin == card.pin else (".banner", "inte PIN-koden")))
        assert found == []

    at_the_till(steps, reduced_motion="reduce")


async def use_points(hands: Hands) -> dict[str, list[str]]:
    """The member uses fewer points than there are, then none, and then all of them: two steps."""
    page = hands.page
    await hands.scan(code_of(9))
    await sees(hands, ".line.is-code", "30 poäng, värda 3,00")
    await hands.touch("[data-use-points]")
    await page.locator("#points-number").fill("9")
    await page.locator("#points-number").press("Enter")
    await sees(hands, "dialog [role=alert]", "från 10 till 30")
    await page.set_viewport_size(SCREENS["phone"])
    problems = {"points": await violations(hands)}
    await page.set_viewport_size(SCREENS["desktop"])
    await page.locator("#points-number").fill("10")
    await page.locator("#points-number").press("Enter")
    await sees(hands, ".line.is-code", "10 poäng−1,00")
    await hands.touch(".line.is-code [data-points]")
    await hands.touch("[data-use-points]")
    await hands.press("Enter")
    await sees(hands, ".line.is-code", "30 poäng−3,00")
    return problems | await use_offer(hands)


async def use_offer(hands: Hands) -> dict[str, list[str]]:
    """A birthday coupon is shown with the member, and used with one touch."""
    page = hands.page
    await sees(hands, ".line.is-offer", f"Födelsedagserbjudande: {OFFER}")
    await page.set_viewport_size(SCREENS["phone"])
    problems = {"offer": await violations(hands)}
    await page.set_viewport_size(SCREENS["desktop"])
    await hands.touch(".line.is-offer [data-show-code]")
    await page.locator(".line.is-offer", has_text=OFFER).wait_for(state="detached")
    await sees(hands, ".line.is-code", "−1,00")
    await hands.touch(".line.is-code [data-code]")
    await sees(hands, ".line.is-offer", OFFER)
    return problems


async def find_and_join(hands: Hands) -> dict[str, list[str]]:
    """A member is found by a part of the name, removed, and another customer joins."""
    page = hands.page
    await hands.press("End")
    await page.locator("#member-text").fill("nobody")
    await page.locator("#member-text").press("Enter")
    await sees(hands, "dialog [role=status]", "Ingen hittades")
    await page.set_viewport_size(SCREENS["phone"])
    problems = {"member": await violations(hands)}
    await page.set_viewport_size(SCREENS["desktop"])
    await page.locator("#member-text").fill("070-174 06 05")
    await page.locator("#member-text").press("Enter")
    await sees(hands, ".line.is-code", f"Medlem: {HOSTILE}")
    await hands.touch(".line.is-code [data-member]")
    await page.locator(".line.is-code [data-member]").wait_for(state="detached")
    await hands.press("End")
    await page.locator("#member-name").fill("Ali Åberg")
    await page.locator("#member-name").press("Enter")
    await sees(hands, "dialog .problem", "telefonnummer")
    await page.locator("#member-phone").fill("0701740606")
    await page.locator("[data-purpose=offers]").click()
    await page.locator("#member-phone").press("Enter")
    await sees(hands, ".line.is-code", "Medlem: Ali Åberg")
    await hands.touch(".line.is-code [data-member]")
    await page.locator(".line.is-code [data-member]").wait_for(state="detached")
    return problems


async def refuse_without_contact(hands: Hands, code: str) -> None:
    page = hands.page
    await page.locator(".line.is-code [data-member]").wait_for(state="detached")
    await intercept(page, "**/api/v1/**", lose)
    await hands.scan(code_of(9))
    await page.locator(".bar.is-offline").wait_for()
    await hands.scan(code)
    await sees(hands, ".banner", "Presentkort kräver kontakt med servern")
    await hands.scan(MEMBER_CARDS[0])
    await sees(hands, ".line.is-code", "kortet är läst")
    await page.unroute("**/api/v1/**")  # else what was scanned waits for a server that never answers


def test_a_gift_card_is_sold_for_somebody_else_by_mail(at_the_till: AtTheTill, till: Served) -> None:
    store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
    change_setting(store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=BEFORE)
    change_setting(store, OFFICE_ACTOR, MAIL_PORT, "9", at=BEFORE)  # nobody listens there

    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.press("End")
        await page.locator("dialog button", has_text="Presentkort med e-post").click()
        await page.locator("#gift-mail-address").fill("nobody")
        await page.locator("#gift-mail-amount").fill("200")
        await page.locator("#gift-mail-amount").press("Enter")
        await sees(hands, "dialog [role=alert]", "e-postadress")
        found = await violations_by_screen(hands)
        await page.set_viewport_size(SCREENS["desktop"])
        await page.locator("#gift-mail-address").fill("linnea@example.com")
        await page.locator("#gift-mail-amount").press("Enter")
        await sees(hands, ".line.is-code", "200,00")
        await hands.press("Control+Enter")
        await page.locator(".paid:not([hidden])").wait_for()
        assert found == []

    at_the_till(steps, reduced_motion="reduce")
    with store.view() as view:
        (queued,) = dispatches_of_kind(view, DispatchKind.GIFT_CARD_MAIL)
        assert [str(each) for each in invariants.check_all(view)] == []
    store.close()
    assert queued.label == "l…@e….com"
