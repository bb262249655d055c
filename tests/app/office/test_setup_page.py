"""The setup in a real browser: from an empty folder to the first own receipt, interrupted at every step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from models.setup_steps import SetupStep
from operations.installation.opening import open_store
from operations.installation.shop_setup import find_progress
from store import invariants, shop
from store.catalogue import all_products
from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.killed_server import DEATH, PROGRAM
from tests.app.served import Served, wait_for_answer
from tests.conftest import PROVING
from tests.waiting import LIMIT_S

pytestmark = pytest.mark.needs_chromium

PASSWORD = "fyra ord som inte hör ihop"
#: A name that a page must show as it is, and a printer must not obey.
HOSTILE = "<script>alert(1)</script> & **Annas** \N{LATIN SMALL LETTER E WITH ACUTE} =1+1"
#: What somebody types who types three signs a second gets done in five minutes.
TYPING_MAX = 5 * 60 * 3


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on an empty folder."""
    server = Served(tmp_path_factory.mktemp("own"), lambda _store: None)
    server.start(wait=False)
    wait_for_answer(f"{server.url}/_stcore/health")
    yield server
    server.stop()


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


class Shopkeeper:
    """Somebody who sets up a shop, and whose browser forgets everything after each step."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.served, self.typed = browser, served, 0
        self.page: Page
        self.errors: list[str] = []
        self.open()

    def open(self, path: str = "/setup") -> None:
        profile = self.browser.new_context(locale="sv-SE", viewport={"width": 1366, "height": 657})
        profile.set_default_timeout(LIMIT_S * 1000)
        self.page = profile.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{self.served.url}{path}")

    def begin_anew(self, path: str = "/setup") -> None:
        """Close the browser and open another one that knows nothing of the first."""
        self.page.context.close()
        self.open(path)

    def step(self, step: SetupStep) -> Locator:
        form = self.page.locator(f".st-key-setup_{step}")
        form.get_by_role("heading").first.wait_for()
        return form

    def fill(self, form: Locator, label: str, text: str) -> None:
        self.typed += len(text)
        form.get_by_label(label, exact=True).fill(text)

    def press(self, form: Locator, name: str) -> None:
        form.get_by_role("button", name=name).click()

    def grave_faults(self) -> list[str]:
        self.page.locator(
            "[data-test-script-state=notRunning]"
        ).wait_for()  # until then Streamlit fades what it redraws
        return grave_faults(self.page)


def test_from_an_empty_folder_to_the_first_receipt_interrupted_at_every_step(browser: Browser, bare: Served) -> None:
    keeper = Shopkeeper(browser, bare)
    name_company(keeper)
    name_places(keeper)
    choose_printer_after_a_crash(keeper)
    skip_owner(keeper)
    add_goods_and_back_up(keeper)
    take_up_owner(keeper)
    assert keeper.typed <= TYPING_MAX
    assert len(SetupStep) <= 7
    sell_first(keeper)
    assert keeper.errors == []
    check_shop(bare)
    check_receipt(bare.home / "receipts")


def name_company(keeper: Shopkeeper) -> None:
    form = keeper.step(SetupStep.COMPANY)
    assert keeper.grave_faults() == []
    keeper.fill(form, "Företagets namn", HOSTILE)
    keeper.fill(form, "Organisationsnummer", "556000-4754")
    keeper.press(form, "Spara och fortsätt")
    keeper.page.get_by_text("är inget svenskt organisationsnummer").wait_for()
    keeper.fill(form, "Organisationsnummer", "556000-4755")
    keeper.press(form, "Spara och fortsätt")
    keeper.step(SetupStep.LOCATION)


def name_places(keeper: Shopkeeper) -> None:
    keeper.begin_anew()
    form = keeper.step(SetupStep.LOCATION)
    expect(form.get_by_label("Butikens namn, som kunderna känner det")).to_have_value(HOSTILE)
    keeper.fill(form, "Adress", "Storgatan 2, 111 22 Stockholm")
    keeper.press(form, "Spara och fortsätt")
    keeper.step(SetupStep.TILLS)
    keeper.begin_anew()
    form = keeper.step(SetupStep.TILLS)
    keeper.fill(form, "Kassornas namn, med komma emellan", "KASSA01, KASSA02")
    keeper.press(form, "Spara och fortsätt")
    keeper.step(SetupStep.PRINTER)


def choose_printer_after_a_crash(keeper: Shopkeeper) -> None:
    keeper.served.kill()
    keeper.served.start()
    keeper.begin_anew()
    form = keeper.step(SetupStep.PRINTER)
    form.get_by_text("ingenstans ännu").click()
    keeper.press(form, "Spara och skriv ut testsida")
    keeper.step(SetupStep.OWNER)


def skip_owner(keeper: Shopkeeper) -> None:
    keeper.begin_anew()
    keeper.step(SetupStep.OWNER)
    keeper.press(keeper.page.locator("body"), "Hoppa över så länge")
    keeper.step(SetupStep.GOODS)


def add_goods_and_back_up(keeper: Shopkeeper) -> None:
    keeper.begin_anew()
    form = keeper.step(SetupStep.GOODS)
    assert keeper.grave_faults() == []
    keeper.press(form, "Lägg till listans varor")
    keeper.step(SetupStep.BACKUPS)
    keeper.begin_anew()
    keeper.press(keeper.step(SetupStep.BACKUPS), "Gör första säkerhetskopian")
    keeper.page.locator(".st-key-setup_end").get_by_text("Överhoppat: Ägare").wait_for()


def take_up_owner(keeper: Shopkeeper) -> None:
    keeper.begin_anew("/setup?step=owner")
    fill_owner(keeper, keeper.step(SetupStep.OWNER))
    sign_in_as_owner(keeper)
    keeper.page.get_by_text("Butiken är klar").wait_for()
    assert keeper.grave_faults() == []


def sign_in_as_owner(keeper: Shopkeeper) -> None:
    keeper.page.get_by_role("heading", name="Logga in").wait_for()  # the shop has an owner now, who signs in
    form = keeper.page.locator("form")
    keeper.fill(form, "Namn", "anna")
    keeper.fill(form, "Lösenord", PASSWORD)
    keeper.press(form, "Logga in")


def sell_first(keeper: Shopkeeper) -> None:
    keeper.press(keeper.page.locator(".st-key-setup_end"), "Visa en kod för kassan")
    code = keeper.page.locator(".st-key-setup_end strong").inner_text()
    keeper.page.get_by_role("link", name="Till kassan").click()
    field = keeper.page.locator("#enrolment-code")
    field.fill(code)
    field.press("Enter")
    keeper.page.locator(".person").first.click()
    keeper.page.locator(".pin-pad").wait_for()
    keeper.page.keyboard.type("2580", delay=80)
    keeper.page.keyboard.press("Enter")
    keeper.page.locator("dialog.morning").wait_for()
    keeper.page.keyboard.press("Escape")
    keeper.page.locator("dialog.morning").wait_for(state="hidden")
    tile = keeper.page.get_by_role("button", name="Chokladbit")
    tile.wait_for()
    tile.click()
    keeper.page.locator(".line[data-sku]").first.wait_for()
    keeper.page.keyboard.press("F9")
    keeper.page.keyboard.press("Enter")
    keeper.page.locator(".paid:not([hidden])").wait_for()


def fill_owner(keeper: Shopkeeper, form: Locator) -> None:
    for label, text in (("Ditt namn", "Anna Öst"), ("Inloggningsnamn", "anna"), ("Lösenord", PASSWORD)):
        keeper.fill(form, label, text)
    keeper.fill(form, "Lösenordet en gång till", PASSWORD)
    keeper.fill(form, "PIN-kod i kassan, 4–6 siffror", "2580")
    keeper.press(form, "Spara och fortsätt")


def _answer_company(keeper: Shopkeeper, form: Locator) -> None:
    keeper.fill(form, "Företagets namn", HOSTILE)
    keeper.fill(form, "Organisationsnummer", "556000-4755")
    keeper.press(form, "Spara och fortsätt")


def _answer_tills(keeper: Shopkeeper, form: Locator) -> None:
    keeper.fill(form, "Kassornas namn, med komma emellan", "KASSA01, KASSA02")
    keeper.press(form, "Spara och fortsätt")


def _answer_printer(keeper: Shopkeeper, form: Locator) -> None:
    form.get_by_text("ingenstans ännu").click()
    keeper.press(form, "Spara och skriv ut testsida")


ANSWERS_TYPED: dict[SetupStep, Callable[[Shopkeeper, Locator], None]] = {
    SetupStep.COMPANY: _answer_company,
    SetupStep.LOCATION: lambda keeper, form: keeper.press(form, "Spara och fortsätt"),
    SetupStep.TILLS: _answer_tills,
    SetupStep.PRINTER: _answer_printer,
    SetupStep.GOODS: lambda keeper, form: keeper.press(form, "Lägg till listans varor"),
    SetupStep.BACKUPS: lambda keeper, form: keeper.press(form, "Gör första säkerhetskopian"),
    SetupStep.OWNER: fill_owner,
}


@pytest.mark.proof
@pytest.mark.skipif(not PROVING, reason="a server for each step; `make prove` starts them all")
@pytest.mark.timeout(900)
def test_a_server_that_is_killed_between_commit_and_answer_of_each_step_goes_on(browser: Browser, bare: Served) -> None:
    bare.stop()
    bare.program = PROGRAM
    bare.start(wait=False)
    wait_for_answer(f"{bare.url}/_stcore/health")
    keeper = Shopkeeper(browser, bare)
    steps: list[SetupStep] = []
    for step in (step for step in SetupStep if step is not SetupStep.OWNER):
        if step is SetupStep.GOODS:
            skip_owner(keeper)
        answer_and_kill(keeper, step)
        steps += [] if next_step(bare) is not step else [step]
        if next_step(bare) is step:  # of two commits the second is the answer's
            ANSWERS_TYPED[step](keeper, keeper.step(step))
            keeper.page.locator(f".st-key-setup_{step}").wait_for(state="detached")
    keeper.begin_anew("/setup?step=owner")
    answer_and_kill(keeper, SetupStep.OWNER)
    sign_in_as_owner(keeper)
    keeper.page.get_by_text("Butiken är klar").wait_for()
    sell_first(keeper)
    check_shop(bare)
    assert set(steps) <= {SetupStep.PRINTER, SetupStep.BACKUPS}


def answer_and_kill(keeper: Shopkeeper, step: SetupStep) -> None:
    """Answer a step of a server that is killed when it has stored the answer, and start it again."""
    form = keeper.step(step)
    (keeper.served.home / DEATH).touch()
    ANSWERS_TYPED[step](keeper, form)
    keeper.served.wait_until_dead()
    (keeper.served.home / DEATH).unlink()
    keeper.served.start()
    keeper.begin_anew()


def next_step(served: Served) -> SetupStep | None:
    with closing(open_store(served.store_url)) as store:
        return find_progress(store).next_step


def check_shop(served: Served) -> None:
    store: Store = open_store(served.store_url)
    with store.view() as view:
        assert shop.get_shop(view).company == HOSTILE
        assert [each.name for each in shop.all_devices(view)] == ["KASSA01", "KASSA02", "KONTOR"]
        assert len(all_products(view)) == 23
        assert invariants.check_all(view) == []
    store.close()


def check_receipt(folder: Path) -> None:
    """The test page, and the first receipt, with the name as it was typed."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt"))]
    assert ["ÖVNING" in text for text in texts] == [True, False]
    assert "Chokladbit" in texts[1]
    assert "".join(HOSTILE.split()) in "".join(texts[1].split())
