"""Pictures in the web shop: of the goods that it shows and no others, so that nothing jumps, and in words too."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from models.catalogue.picture_sizes import PictureSize
from models.shop_settings import STOREFRONT_OPEN
from operations.catalogue.picture_changes import add_picture, describe_picture, move_picture
from operations.catalogue.product_changes import discontinue_product
from store.catalogue.picture_rows import pictures_of
from tests.app.storefront.conftest import HIDDEN, WebShop
from tests.app.storefront.test_storefront_pages import TAGS, Read
from tests.builders import OFFICE_ACTOR
from tests.hostile_texts import HOSTILE_TEXTS
from tests.operations.catalogue.picture_files import picture, show_goods

SIZES = ["tile", "page", "list"]


def images(page: str) -> list[dict[str, str]]:
    """The pictures of a page, each with its attributes."""
    return [dict(re.findall(r'([a-z]+)="([^"]*)"', each)) for each in re.findall(r"<img ([^>]*)>", page)]


def test_the_first_picture_is_on_every_list_and_all_are_on_the_page_of_the_product(web_shop: WebShop) -> None:
    show_goods(web_shop.store, "BAR", "teal", "red")
    teal, red = (picture(colour).digest for colour in ("teal", "red"))
    for path in ("/category/sweets", "/search?q=choklad"):
        (tile,) = images(web_shop.text(path))
        assert tile["src"] == f"/pictures/{teal}/tile.webp"
        assert (tile["width"], tile["height"], tile["alt"], tile["loading"]) == ("320", "240", "", "lazy")
    first, second = images(web_shop.text("/product/BAR"))
    assert (first["src"], first["itemprop"]) == (f"/pictures/{teal}/page.webp", "image")
    assert first["srcset"] == f"/pictures/{teal}/tile.webp 320w, /pictures/{teal}/page.webp 340w"
    assert (first["width"], first["height"], second["width"]) == ("340", "255", "340")
    assert [each["alt"] for each in images(web_shop.text("/product/BAR", language="sv"))] == ["teal skiva", "red skiva"]
    assert first["alt"] == "Chokladkaka mörk", "no words in English: the name of the goods"
    move_picture(web_shop.store, OFFICE_ACTOR, "BAR", "2", place=1, at=datetime.now(UTC))
    assert images(web_shop.text("/category/sweets"))[0]["src"] == f"/pictures/{red}/tile.webp"
    for size in SIZES:
        reply = web_shop.http.get(f"/pictures/{red}/{size}.webp")
        assert reply.content == picture("red").files[PictureSize(size)]
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (reply.headers["x-content-type-options"], reply.headers["content-type"]) == ("nosniff", "image/webp")
        assert "set-cookie" not in reply.headers


def test_pictures_of_goods_that_it_does_not_show_are_not_there(web_shop: WebShop) -> None:
    store = web_shop.store
    for sku in sorted(HIDDEN):
        show_goods(store, sku, "navy")
    navy = picture("navy").digest
    show_goods(store, "BAR", "teal")

    def statuses(digest: str) -> set[int]:
        return {web_shop.http.get(f"/pictures/{digest}/{size}.webp").status_code for size in SIZES}

    assert statuses(navy) == {404}
    assert statuses(picture("teal").digest) == {200}
    assert statuses(picture("gold").digest) == {404}
    web_shop.set(STOREFRONT_OPEN, "no")
    assert statuses(picture("teal").digest) == {404}
    web_shop.set(STOREFRONT_OPEN, "yes")
    add_picture(store, OFFICE_ACTOR, "BAR", picture("navy"), at=datetime.now(UTC))
    assert statuses(navy) == {200}, "shown with goods that it shows"
    discontinue_product(store, OFFICE_ACTOR, "BAR", at=datetime.now(UTC))
    assert statuses(navy) == statuses(picture("teal").digest) == {404}


def test_the_words_of_a_picture_are_text(sqlite_web_shop: WebShop) -> None:
    store = show_goods(sqlite_web_shop.store, "BAR")
    plain = Read(sqlite_web_shop.text("/product/BAR")).attributes.keys()
    for text in HOSTILE_TEXTS[:: max(len(HOSTILE_TEXTS) // 25, 1)]:
        describe_picture(store, OFFICE_ACTOR, "BAR", "1", texts={"en": text}, at=datetime.now(UTC))
        page = Read(sqlite_web_shop.text("/product/BAR"))
        with store.view() as view:
            words = pictures_of(view, ["BAR"])["BAR"][0].text_in("en", "Chokladkaka mörk")
        assert words in page.attributes["alt"]
        assert page.tags <= TAGS
        assert page.attributes.keys() == plain
