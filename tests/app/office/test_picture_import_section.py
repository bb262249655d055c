"""Pictures of many goods in the office: files and ZIPs are looked at one by one, imported, and taken back."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from app.web.plain_markdown import plain
from store import invariants
from store.catalogue.picture_rows import pictures_of
from store.database.engine import Store
from tests.app.office.goods_pages import goods, run
from tests.builders import gtin
from tests.hostile_texts import HOSTILE_TEXTS
from tests.operations.catalogue.picture_files import picture_bytes


def archive(*names: str) -> bytes:
    """A ZIP with a picture of another colour under each name."""
    file = io.BytesIO()
    with ZipFile(file, "w") as packed:
        for number, name in enumerate(names):
            packed.writestr(name, picture_bytes(f"#{number * 5 % 256:02x}4060", (64, 48)))
    return file.getvalue()


def opened(operator: str = "office") -> AppTest:
    page = goods(operator, sku="++")
    if page.radio:
        page.radio(key="goods_import_what").set_value("pictures")
    return run(page)


def choose(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.file_uploader[0].set_value([(name, content, "application/zip") for name, content in files])
    return run(page)


def press(page: AppTest, key: str) -> AppTest:
    (button,) = [each for each in page.button if str(each.key).startswith(key)]
    button.click()
    return run(page)


def count(shop: Store, sku: str) -> int:
    with shop.view() as view:
        assert invariants.check_all(view) == []
        return len(pictures_of(view, [sku]).get(sku, ()))


def test_a_zip_is_looked_at_imported_and_taken_back(shop: Store) -> None:
    names = "MILK.png", f"{gtin(1)[1:]}_2.png", "GHOST.png"
    page = choose(opened(), ("bilder.zip", archive(*names)), ("BANANAS.jpg", picture_bytes("gold", kind="JPEG")))
    assert [each.value for each in page.metric] == ["4", "3", "0", "1"]
    refused, added = (each.value for each in page.dataframe)
    assert refused.iloc[0].tolist()[:2] == ["GHOST.png", "–"]
    assert refused.iloc[0].tolist()[2] == "Ingen vara har den streckkoden eller det numret."
    assert sorted(added["Artikelnummer"]) == ["BANANAS", "MILK", "MILK"]
    assert all(each.startswith("data:image/webp;base64,") for each in added["Bild"])
    assert count(shop, "MILK") == 0  # a look changes nothing
    page = press(page, "picture_import_apply")
    assert [each.value for each in page.success] == ["Bilderna är importerade."]
    assert (count(shop, "MILK"), count(shop, "BANANAS")) == (2, 1)
    assert any(plain("bilder.zip (+1): 3 bilder") in each.value for each in page.markdown)
    page = press(page, "picture_import_undo_")
    assert [each.value for each in page.success] == ["Bilderna är borttagna."]
    assert (count(shop, "MILK"), count(shop, "BANANAS")) == (0, 0)
    assert not [each for each in page.button if str(each.key).startswith("picture_import_undo_")]


def test_files_without_a_picture_change_nothing(shop: Store) -> None:
    page = choose(opened(), ("bilder.zip", b"PK\x03\x04broken"))
    assert "Det finns inga bilder" in page.warning[0].value
    assert not [each for each in page.button if each.key == "picture_import_apply"]
    page = choose(opened(), ("MILK.png", b"<svg onload=alert(1)>"))
    assert page.button(key="picture_import_apply").disabled
    assert count(shop, "MILK") == 0


def test_hostile_names_of_files_stay_text(shop: Store) -> None:
    names = [
        f"{text.replace(chr(0), '')}.png" for text in HOSTILE_TEXTS if not {"/", "\\"} & set(text) and len(text) < 200
    ]
    assert len(names) > 50
    page = choose(opened(), ("<script>alert(1)</script>.zip", archive("MILK.png")))
    page = press(page, "picture_import_apply")
    assert count(shop, "MILK") == 1
    listed = [each.value for each in page.markdown if "script" in each.value]
    assert listed
    assert all("<script>" not in each for each in listed)
    page = choose(opened(), ("namn.zip", archive(*names)))
    files = page.dataframe[0].value["Fil"].tolist()
    assert len(files) == int(page.metric[3].value) > 100
    assert set(files) <= set(names)


def test_who_may_not_change_goods_has_no_field_for_pictures(shop: Store) -> None:
    page = opened("anna")
    assert list(page.file_uploader) == []
    assert list(page.radio) == []
    assert count(shop, "MILK") == 0


@pytest.mark.usefixtures("shop")
def test_the_history_of_a_product_has_its_pictures() -> None:
    page = press(choose(opened(), ("bilder.zip", archive("MILK.png"))), "picture_import_apply")
    rows = [each.value for each in goods(sku="MILK").dataframe if "Vad" in each.value.columns]
    assert page.success
    assert any("Bild" in text for frame in rows for text in frame["Vad"])
