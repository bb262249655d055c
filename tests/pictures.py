"""Make the pictures of the documentation anew: ``make pictures``, from a demo shop in each language.

Not a test. The tests of the pages say which pictures must be there.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from PIL import Image
from playwright.sync_api import FilePayload, Page, sync_playwright

from app.words import LANGUAGES, words_of
from operations.access.actors import office_actor
from operations.access.displays import pair_display
from operations.installation.configuration import Settings
from operations.progress import no_progress
from pipelines.demo.demo_accounts import sell_on_account
from pipelines.demo.demo_gift_cards import sell_gift_cards
from pipelines.demo.demo_points import give_points
from pipelines.demo.demo_shop import DemoPlan, build_demo
from pipelines.demo.demo_tips import give_tips
from pipelines.demo.demo_webhooks import add_demo_webhook
from pipelines.nightly.jobs import run_job
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.office.browser_pages import settle, wait_until
from tests.app.served import Served, free_port, wait_for_answer
from tests.builders import small_shop
from tests.operations.catalogue.picture_files import picture_bytes
from tests.pipelines.moving_in.former_shop import FILES

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SCREEN = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
DASHBOARD_HEIGHT, LABELS_HEIGHT, OFFICE_HEIGHT = 1500, 1300, 1000
COLOURS = 128
#: The tables of a page are drawn on canvas a little after the rest.
TABLES_DRAWN = """[...document.querySelectorAll("[data-testid=stDataFrame]")]
    .every((table) => table.querySelector("canvas")?.width > 0)"""
#: Tall enough a trade for forecasts and figures, small enough to be made in seconds.
DAYS, PRODUCTS = 60, 160
AFTERNOON = 14
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
#: What is put into the basket: some of the first goods of a category that a shop sells all day.
GOODS = {"sv": ("kanelbulle", "mjölk", "läsk"), "en": ("cinnamon", "milk", "soft drink")}
BY_WEIGHT = {"sv": ("Bananer", "0,845"), "en": ("Bananas", "0.845")}
OPERATOR = "Anna"
#: Pages of the office that are taken as they open: the name of the picture, and the page's address.
OFFICE = (
    "goods",
    "promotions",
    "deposits",
    "orders",
    "suppliers",
    "shadow",
    "deliveries",
    "supplier_returns",
    "transfers",
    "stock_value",
    "receipts",
    "gift_cards",
    "customer_accounts",
    "accounting",
    "crm",
    "tips",
    "web_orders",
    "webhooks",
    "members",
    "points",
    "take_out",
)
#: Pages of the web shop, in the order in which a customer comes to them.
WEB_SHOP = ("web_checkout", "web_pay", "web_member")
#: A member of the demo shop who buys often.
MEMBER_ADDRESS = "medlem33@example.com"
UNKNOWN_CODE = "7310865004703"


def main() -> None:
    """Every picture of every language."""
    chromium = next(found for name in ("chromium-headless-shell", "chromium") if (found := shutil.which(name)))
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["KASSA_LANGUAGE"] = language
            shop = Served(Path(folder), lambda store, language=language: build_demo(store, _plan(language)))  # type: ignore[misc]
            shop.settings["KASSA_STOREFRONT_PORT"] = str(free_port())
            settings = Settings(home=Path(folder), store_url=shop.store_url)
            shop.fill(lambda store, keys=settings.keys, language=language: _sell_cards(store, keys, language))  # type: ignore[misc]
            for job in ("forecast", "reorder", "shadow"):
                run_job(settings, job, no_progress)
            shop.start()
            try:
                _take_all(chromium, shop, language)
            finally:
                shop.stop()
            take_setup(chromium, language)
            take_sign_in(chromium, language)


def take_setup(chromium: str, language: str) -> None:
    """The setup of an empty folder."""
    words = words_of(language).translate
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shop = Served(Path(folder), lambda _store: None)
        shop.start(wait=False)
        wait_for_answer(f"{shop.url}/_stcore/health")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale=LOCALES[language], viewport=SCREEN)  # type: ignore[arg-type]
        try:
            page.goto(f"{shop.url}/setup")
            page.get_by_label(words("setup.company.name"), exact=True).fill("Annas Kiosk AB")
            page.get_by_label(words("setup.company.number"), exact=True).fill("556000-4755")
            page.get_by_role("button", name=words("setup.save")).click()
            page.locator(".st-key-setup_location").get_by_label(words("setup.location.address"), exact=True).wait_for()
            _save(page, language, "setup")
        finally:
            browser.close()
            shop.stop()


def take_sign_in(chromium: str, language: str) -> None:
    """Signing in to the back office of a shop that has a service for it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shop = Served(Path(folder), small_shop)
        shop.settings = {
            "KASSA_OPENID_ISSUER": "https://login.example.com",
            "KASSA_OPENID_CLIENT_ID": "kassa",
            "KASSA_OPENID_SECRET": "of a picture",
        }
        shop.start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale=LOCALES[language], viewport=SCREEN)  # type: ignore[arg-type]
        try:
            page.goto(f"{shop.url}/sign-in?lang={language}")
            page.get_by_text("login.example.com").wait_for()
            _save(page, language, "sign_in")
        finally:
            browser.close()
            shop.stop()


def _plan(language: str) -> DemoPlan:
    """The shop trades until the afternoon: at night its drawer is closed, and the till asks for a float."""
    now = datetime.now(UTC)
    stops_at = min(now, now.replace(hour=AFTERNOON))
    return DemoPlan(now.astimezone().date(), DAYS, PRODUCTS, stops_at=stops_at, language=language)


def _sell_cards(store: Store, keys: Path, language: str) -> None:
    secret, now = InstallationSecret(keys), datetime.now(UTC)
    sell_gift_cards(store, secret, office_actor(store), language=language, at=now - timedelta(minutes=2))
    give_points(store, office_actor(store), language=language, at=now - timedelta(minutes=1))
    sell_on_account(store, office_actor(store), language=language, at=now - timedelta(seconds=40))
    add_demo_webhook(store, secret, office_actor(store), at=now - timedelta(seconds=30))
    give_tips(store, office_actor(store), at=now - timedelta(seconds=20))


def _take_all(chromium: str, shop: Served, language: str) -> None:
    url = shop.url
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale=LOCALES[language], viewport=SCREEN)  # type: ignore[arg-type]
        page.context.add_cookies(shop.office_cookies)
        page.goto(f"{url}/?lang={language}")
        page.locator(".person", has_text=OPERATOR).click()
        page.locator("#till[data-ready=yes]").wait_for()
        page.locator("dialog[open]").wait_for()  # the morning's checks: there is no backup yet
        page.keyboard.press("Enter")
        page.locator("dialog[open]").wait_for(state="hidden")
        for name, show in STEPS:
            show(page, language)
            _save(page, language, name)
        take_display(page, shop, language)
        page.set_viewport_size({"width": SCREEN["width"], "height": DASHBOARD_HEIGHT})
        page.goto(f"{url}/dashboard?lang={language}")
        page.locator("[data-testid=stDataFrame] canvas").nth(1).wait_for(state="attached")
        page.locator("[data-testid=stVegaLiteChart] [aria-roledescription=bar]").first.wait_for(state="attached")
        page.locator("[data-test-script-state=notRunning]").wait_for()
        _save(page, language, "dashboard")
        take_labels(page, url, language)
        take_settings(page, url, language)
        take_office(page, url, language)
        take_pictures_of_goods(page, url, language)
        take_picture_import(page, url, language)
        take_move_in(page, url, language)
        take_web_shop(page, f"http://127.0.0.1:{shop.settings['KASSA_STOREFRONT_PORT']}", language)
        browser.close()


def take_display(page: Page, shop: Served, language: str) -> None:
    """What customers see of the basket that is open at the till."""
    page.goto(f"{shop.url}/display?lang={language}")
    code = page.locator("[data-scene=pairing] .code")
    code.wait_for()
    digits = code.inner_text()
    shop.fill(lambda store: pair_display(store, office_actor(store), 1, digits, at=datetime.now(UTC)))
    page.locator("[data-scene=basket] .line").last.wait_for()
    _save(page, language, "display")


def take_labels(page: Page, url: str, language: str) -> None:
    """The queue of shelf labels with the first sheet, as it is printed."""
    page.set_viewport_size({"width": SCREEN["width"], "height": LABELS_HEIGHT})
    page.goto(f"{url}/labels?lang={language}")
    page.get_by_text(words_of(language).translate("labels.preview")).click()
    page.locator("[data-testid=stImage] img").wait_for()
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for(state="attached")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    _save(page, language, "labels")


def take_settings(page: Page, url: str, language: str) -> None:
    """The settings of the shop, with one of them open."""
    words = words_of(language).translate
    page.set_viewport_size(SCREEN)  # type: ignore[arg-type]
    page.goto(f"{url}/settings?lang={language}")
    page.get_by_role("heading", name=words("settings.group.receipts"), exact=True).wait_for()
    page.get_by_text(words("settings.of.receipt.footer_sv")).first.click()
    page.get_by_role("button", name=words("settings.save")).first.wait_for()
    _save(page, language, "settings")


def take_office(page: Page, url: str, language: str) -> None:
    """Each of the other pages of the office, as far as a screen shows it."""
    for name in OFFICE:
        page.set_viewport_size({"width": SCREEN["width"], "height": OFFICE_HEIGHT})
        page.goto(f"{url}/{name}?lang={language}")
        page.locator("h1").first.wait_for()
        settle(page)
        if name == "members":
            page.get_by_role("combobox").first.click()
            page.get_by_role("option").nth(1).click()
            page.get_by_role("combobox").nth(1).wait_for()
        if name == "customer_accounts":
            page.get_by_role("combobox").first.click()
            page.get_by_role("option").first.click()
            page.locator("h3").first.wait_for()
        page.locator("[data-testid=stSkeleton]").last.wait_for(state="detached")
        wait_until(page, TABLES_DRAWN)
        _save(page, language, name)


def take_pictures_of_goods(page: Page, url: str, language: str) -> None:
    """The pictures of the product that is first in the list."""
    words = words_of(language).translate
    page.set_viewport_size({"width": SCREEN["width"], "height": OFFICE_HEIGHT})
    page.goto(f"{url}/goods?lang={language}")
    page.locator("[class*=st-key-goods_open_] button").first.click()
    page.get_by_role("tab", name=words("goods.tab.pictures"), exact=True).click()
    page.locator("[data-testid=stHtml] img:visible").first.wait_for()
    page.locator("[data-testid=stFileUploader]:visible").first.wait_for()
    page.locator("[data-testid=stSkeleton]").last.wait_for(state="detached")
    settle(page)
    _save(page, language, "goods_pictures")


def take_picture_import(page: Page, url: str, language: str) -> None:
    """Pictures of a ZIP before they are imported: three of goods, and one of nothing."""
    words = words_of(language).translate
    page.set_viewport_size({"width": SCREEN["width"], "height": OFFICE_HEIGHT})
    page.goto(f"{url}/goods?sku=%2B%2B&lang={language}")
    page.get_by_text(words("import.what.pictures"), exact=True).click()
    page.locator("[class*=st-key-picture_import_files]").wait_for()
    settle(page)
    content = io.BytesIO()
    with ZipFile(content, "w") as packed:
        colours = {"1008": "darkorange", "1008_2": "firebrick", "1026": "olivedrab", "IMG_0412": "grey"}
        for name, colour in colours.items():
            packed.writestr(f"{name}.png", picture_bytes(colour))
    upload: FilePayload = {"name": "pictures.zip", "mimeType": "application/zip", "buffer": content.getvalue()}
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(upload)
    page.locator("[class*=st-key-picture_import_apply] button").wait_for()
    settle(page)
    wait_until(page, TABLES_DRAWN)
    _save(page, language, "picture_import")


def take_move_in(page: Page, url: str, language: str) -> None:
    """What would come over from a former system, after a trial."""
    page.set_viewport_size({"width": SCREEN["width"], "height": OFFICE_HEIGHT})
    page.goto(f"{url}/move_in?lang={language}")
    chooser = page.locator("[data-testid=stFileUploader] input")
    chooser.wait_for(state="attached")
    chooser.set_input_files(
        [FilePayload(name=name, mimeType="text/csv", buffer=text.encode()) for name, text in FILES.items()]
    )
    page.locator(".st-key-move_in_try button").click()
    page.locator(".st-key-move_in_apply").wait_for(state="attached")
    page.locator("[data-testid=stDataFrame]").first.scroll_into_view_if_needed()
    page.locator("[data-test-script-state=notRunning]").wait_for()
    wait_until(page, TABLES_DRAWN)
    _save(page, language, "move_in")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wait_until(page, TABLES_DRAWN)
    _save(page, language, "move_in_phone")


def take_web_shop(page: Page, url: str, language: str) -> None:
    """Somebody orders in the web shop and is about to pay, on the simulated page."""
    words = words_of(language).translate
    page.set_viewport_size({"width": SCREEN["width"], "height": OFFICE_HEIGHT})
    page.goto(f"{url}/?lang={language}")
    page.locator(".tile .add button").first.click()
    page.get_by_role("link", name=words("storefront.to_checkout")).click()
    for field, text in (("name", "Anna Lindqvist"), ("email", "anna@example.com"), ("phone", "070-174 06 01")):
        page.locator(f"#{field}").fill(text)
    page.locator("[name=terms]").check()
    _save(page, language, WEB_SHOP[0])
    page.locator("form.order button").click()
    page.locator(".pay").wait_for()
    _save(page, language, WEB_SHOP[1])
    page.goto(f"{url}/member")
    page.locator("#email").fill(MEMBER_ADDRESS)
    page.locator("form.order button").click()
    page.get_by_role("link", name=words("storefront.member.shown.open")).first.click()
    page.locator("form.order button").click()
    page.wait_for_url("**/member")
    _save(page, language, WEB_SHOP[2])


def _sell(page: Page, language: str) -> None:
    for words in GOODS[language]:
        page.keyboard.type(words, delay=80)
        lines = page.locator(".line[data-sku]")
        count = lines.count()
        page.keyboard.press("Enter")
        lines.nth(count).wait_for()


def _weigh(page: Page, language: str) -> None:
    name, weight = BY_WEIGHT[language]
    page.locator(".chip[data-category='']").click()  # every product, not a page of quick keys
    page.locator(".tile", has_text=name).first.click()
    page.locator("dialog[open]").wait_for()
    page.keyboard.type(weight, delay=80)


def _weighed(page: Page, _language: str) -> None:
    page.keyboard.press("Enter")
    page.locator(".line[data-sku]").nth(len(GOODS["sv"])).wait_for()


def _pay(page: Page, _language: str) -> None:
    page.keyboard.press("F9")
    page.locator(".pay-pane").wait_for()
    page.keyboard.type("200", delay=80)


def _paid(page: Page, _language: str) -> None:
    page.keyboard.press("Enter")
    page.locator(".paid:not([hidden])").wait_for()


def _park(page: Page, language: str) -> None:
    _sell(page, language)
    page.keyboard.press("F4")
    page.locator(".line[data-sku]").first.wait_for(state="detached")
    _sell(page, language)
    page.keyboard.press("F6")
    page.locator("dialog[open]").wait_for()


def _red(page: Page, _language: str) -> None:
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    page.keyboard.type(UNKNOWN_CODE, delay=5)
    page.keyboard.press("Enter")
    page.locator(".banner:not([hidden])").wait_for()


#: The pictures of the till in the order of a sale, each with what is done before it is taken.
STEPS: tuple[tuple[str, Callable[[Page, str], None]], ...] = (
    ("sell", _sell),
    ("weigh", _weigh),
    ("till", _weighed),
    ("pay", _pay),
    ("paid", _paid),
    ("park", _park),
    ("red", _red),
)


def _save(page: Page, language: str, name: str) -> None:
    file = PICTURES / language / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, animations="disabled")
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    main()
