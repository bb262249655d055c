"""The pictures of a product in the office: uploaded, described, moved, replaced and removed by those who may."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from models.catalogue.picture_sizes import ShownPicture
from store import invariants
from store.catalogue.picture_rows import pictures_of
from store.database.engine import Store
from tests.app.office.goods_pages import goods, run
from tests.operations.catalogue.picture_files import picture, picture_bytes, show_goods


def stored(shop: Store) -> tuple[ShownPicture, ...]:
    with shop.view() as view:
        assert invariants.check_all(view) == []
        return pictures_of(view, ["MILK"]).get("MILK", ())


def drawn(page: AppTest) -> str:
    """The HTML that the page draws besides its fields."""
    return " ".join(each.proto.body for each in page.get("html"))


def upload(page: AppTest, content: bytes, name: str = "burk.png", *, instead: str = "") -> AppTest:
    page.file_uploader[0].set_value((name, content, "image/png"))
    (where,) = [each for each in page.selectbox if str(each.key).endswith("_where")]
    where.set_value(instead)
    (button,) = [each for each in page.button if each.label == "Lägg till bilden"]
    button.click()
    return run(page)


def press(page: AppTest, key: str) -> AppTest:
    (button,) = [each for each in page.button if str(each.key).endswith(key)]
    button.click()
    return run(page)


def test_pictures_are_uploaded_described_moved_replaced_and_removed(shop: Store) -> None:
    page = upload(goods(sku="MILK"), picture_bytes("teal"))
    assert [each.value for each in page.success] == ["Bilden är sparad."]
    page = upload(page, picture_bytes("red"))
    teal, red = stored(shop)
    key = f"goods_picture_MILK_{red.digest[:12]}"
    page.text_input(key=f"{key}_text_sv").set_value("Röd mjölk")
    (save,) = [each for each in page.button if each.label == "Spara" and red.digest[:12] in str(each.key)]
    save.click()
    run(page)
    assert stored(shop)[1].texts == {"sv": "Röd mjölk", "en": ""}
    page = press(page, f"{key}_earlier")
    assert [each.digest for each in stored(shop)] == [red.digest, teal.digest]
    page = upload(page, picture_bytes("navy"), instead=teal.digest)
    navy = stored(shop)[1]
    assert navy.digest not in {teal.digest, red.digest}
    page = press(page, f"{key}_remove")
    assert [each.digest for each in stored(shop)] == [navy.digest]
    assert [each.value for each in page.success] == ["Bilden är borttagen."]
    (button,) = [each for each in page.button if str(each.key).endswith("_earlier")]
    assert button.disabled


def test_what_is_no_picture_is_refused_in_words(shop: Store) -> None:
    page = upload(goods(sku="MILK"), b"<svg onload=alert(1)>")
    (warning,) = page.warning
    assert "den är ingen PNG-, JPEG- eller WebP-bild" in warning.value
    assert stored(shop) == ()


def test_whoever_may_not_change_goods_sees_pictures_and_changes_none(shop: Store) -> None:
    show_goods(shop, "MILK", "teal", "red")
    page = goods("anna", sku="MILK")
    assert not page.file_uploader
    mine = [each for each in page.button if "goods_picture_MILK" in str(each.key)]
    assert len(mine) == 8
    assert all(each.disabled for each in mine)
    assert picture("teal").digest in drawn(page)


def test_the_list_shows_the_first_picture_of_each_product(shop: Store) -> None:
    show_goods(shop, "MILK", "teal", "red")
    texts = drawn(goods())
    assert f"/pictures/{picture('teal').digest}/list.webp" in texts
    assert picture("red").digest not in texts
