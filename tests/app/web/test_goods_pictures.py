"""Pictures for browsers: at an address that never changes, kept for a year, and nothing but pictures."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.web.goods_pictures import GoodsPictures, picture_address
from app.web.page_shell import ShellMiddleware
from models.catalogue.picture_sizes import PictureSize
from operations.catalogue.picture_changes import remove_picture
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.operations.catalogue.picture_files import picture, show_goods


@pytest.fixture
def browser(store: Store) -> TestClient:
    show_goods(small_shop(store))
    return TestClient(ShellMiddleware(Starlette(routes=GoodsPictures(lambda: store).routes())))


@pytest.mark.parametrize("size", list(PictureSize))
def test_each_size_is_sent_once_and_kept(browser: TestClient, size: PictureSize) -> None:
    mine = picture()
    address = picture_address(mine.digest, size)
    reply = browser.get(address)
    assert reply.content == mine.files[size]
    assert reply.headers["content-type"] == "image/webp"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert max(Image.open(io.BytesIO(reply.content)).size) <= {"list": 96, "tile": 320, "page": 1024}[size]
    again = browser.get(address, headers={"if-none-match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_else_is_there(browser: TestClient, store: Store) -> None:
    digest = picture().digest
    assert browser.get(f"/pictures/{digest}/page.webp").status_code == 200
    wrong = (
        f"/pictures/{digest}/huge.webp",
        f"/pictures/{digest}/page.png",
        f"/pictures/{digest.upper()}/page.webp",
        f"/pictures/{digest[:-1]}/page.webp",
        f"/pictures/{digest}%0a/page.webp",
        f"/pictures/{'0' * 64}/page.webp",
        "/pictures/..%2f..%2fetc%2fpasswd/page.webp",
        f"/pictures/{digest}/..%2fpage.webp",
        "/pictures/%00/page.webp",
        "/pictures/",
    )
    for path in wrong:
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"/pictures/{digest}/page.webp").status_code == 405
    remove_picture(store, OFFICE_ACTOR, "MILK", "1", at=AT)
    assert browser.get(f"/pictures/{digest}/page.webp").status_code == 404
