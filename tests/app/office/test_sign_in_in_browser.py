"""Signing in with a service switched on, and moving in: sound for everybody, at phone and wall size, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, FilePayload

from store.database.engine import Store
from tests.app.axe import grave_faults
from tests.app.office.browser_pages import settle
from tests.app.served import Served
from tests.builders import small_shop
from tests.integrations.openid_world import CLIENT, SECRET, OpenidWorld, openid_world
from tests.pipelines.moving_in.former_shop import FILES

pytestmark = pytest.mark.needs_chromium
LOOKS = (("sv", "light", 390), ("en", "dark", 1366))


@pytest.fixture(scope="module")
def world() -> Iterator[OpenidWorld]:
    with openid_world() as provider:
        yield provider


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, world: OpenidWorld) -> Iterator[Served]:
    def fill(store: Store) -> None:
        small_shop(store)

    running = Served(tmp_path_factory.mktemp("service"), fill)
    running.settings = {
        "KASSA_OPENID_ISSUER": world.address,
        "KASSA_OPENID_CLIENT_ID": CLIENT,
        "KASSA_OPENID_SECRET": SECRET,
    }
    running.start()
    yield running
    running.stop()


def test_signing_in_by_a_service_is_sound_and_leads_there(
    profile: BrowserContext, world: OpenidWorld, served: Served
) -> None:
    assert profile.browser is not None
    visitor = profile.browser.new_context(locale="sv-SE")
    page = visitor.new_page()
    service = page.get_by_text(world.address.removeprefix("http://"))
    for language, scheme, width in LOOKS:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{served.url}/sign-in?lang={language}")
        service.wait_for()
        assert grave_faults(page) == [], language
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    service.click()
    page.wait_for_url(f"{world.address}/authorize?**")
    assert f"client_id={CLIENT}" in page.url
    visitor.close()


def test_moving_in_is_sound_before_and_after_a_trial(profile: BrowserContext) -> None:
    page = profile.new_page()
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto("/move_in?lang=sv")
    chooser = page.locator("[data-testid=stFileUploader] input")
    chooser.wait_for(state="attached")
    settle(page)
    assert grave_faults(page) == []
    files = [FilePayload(name=name, mimeType="text/csv", buffer=text.encode()) for name, text in FILES.items()]
    chooser.set_input_files(files)
    page.locator(".st-key-move_in_try button").click()
    page.locator(".st-key-move_in_apply").wait_for(state="attached")
    settle(page)
    for _, scheme, width in LOOKS:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert grave_faults(page) == [], scheme
    page.close()
