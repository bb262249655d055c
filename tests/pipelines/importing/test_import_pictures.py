"""Pictures from a folder or ZIP: whose each is by its name, tried first, added once, and no archive can do harm."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from integrations.picture_files.picture_folders import FILES_MAX, NoPictures
from integrations.picture_files.picture_reading import FILE_BYTES_MAX
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.catalogue.picture_sizes import PICTURES_MAX
from models.catalogue.product import Pack, Product, TaxCategory
from models.quantity import Unit
from operations.access.permissions import NotPermitted
from operations.catalogue.picture_changes import describe_picture, move_picture, remove_picture
from operations.installation.opening import Range, register_range
from pipelines.importing.picture_import import ImportedPicture, import_pictures
from pipelines.importing.undo_import import UnknownImport
from pipelines.importing.undo_pictures import undo_picture_import
from store import invariants
from store.catalogue.picture_rows import pictures_of
from store.database.engine import Store
from store.importing.picture_imports import picture_imports
from tests.builders import AT, OFFICE_ACTOR, TILL, gtin, small_shop
from tests.contents import contents
from tests.operations.catalogue.picture_files import picture_bytes, show_goods

CUP = Product("MUG-1", "Mugg", Unit.PIECE, "household", TaxCategory.STANDARD, (gtin(80),), codes=("MUGG-ROD",))
BOX = Product("BOX6", "Mjölk 6-p", Unit.PIECE, "dairy", TaxCategory.FOOD, (gtin(81),), pack=Pack("MILK", 6))


@pytest.fixture
def shop(store: Store) -> Store:
    return fill(store)


def fill(store: Store) -> Store:
    small_shop(store)
    register_range(store, OFFICE_ACTOR, Range(products=(CUP, BOX)), at=AT)
    return store


def run(store: Store, place: Path, *, is_trial: bool = False) -> dict[str, tuple[str, str]]:
    """What became of each file: the outcome and the product."""
    rows: list[ImportedPicture] = list(import_pictures(store, OFFICE_ACTOR, place, at=AT, is_trial=is_trial))
    with store.view() as view:
        assert invariants.check_all(view) == []
    return {each.file: (each.outcome.value, each.sku) for each in rows}


def count(store: Store, sku: str) -> int:
    with store.view() as view:
        return len(pictures_of(view, [sku]).get(sku, ()))


FILES = {
    "MILK.png": ("red", "MILK"),
    f"{gtin(1)[1:]}_2.jpg": ("teal", "MILK"),
    f"{gtin(80)[1:]}.PNG": ("navy", "MUG-1"),
    "MUGG-ROD (2).webp": ("gold", "MUG-1"),
    "MUG-1.png": ("pink", "MUG-1"),
    "BOX6.png": ("olive", "BOX6"),
    "GHOST.png": ("black", ""),
}
WANTED = {name: ("added" if sku else "refused", sku) for name, (_, sku) in FILES.items()}


def write_folder(folder: Path) -> Path:
    (folder / "more").mkdir(parents=True)
    for number, (name, (colour, _)) in enumerate(FILES.items()):
        (folder / ("more" if number % 2 else ".") / name).write_bytes(picture_bytes(colour, (64, 48)))
    (folder / "readme.txt").write_text("not a picture")
    (folder / ".MILK.png").write_bytes(b"of the file manager")
    (folder / "linked.png").symlink_to("/etc/passwd")
    return folder


def test_a_folder_is_tried_imported_and_imported_again(shop: Store, tmp_path: Path) -> None:
    folder, before = write_folder(tmp_path / "pictures"), contents(shop)
    assert run(shop, folder, is_trial=True) == WANTED
    assert contents(shop) == before
    assert run(shop, folder) == WANTED
    assert [count(shop, sku) for sku in ("MILK", "MUG-1", "BOX6")] == [2, 3, 1]
    after = contents(shop)
    assert run(shop, folder) == {name: ("present" if sku else "refused", sku) for name, (_, sku) in FILES.items()}
    assert contents(shop) == after


def test_a_zip_is_imported_as_a_folder_is_and_nothing_is_written_beside(sqlite_store: Store, tmp_path: Path) -> None:
    shop, archive = fill(sqlite_store), tmp_path / "pictures.zip"
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for name, (colour, _) in FILES.items():
            packed.writestr(f"../../evil/{name}", picture_bytes(colour, (64, 48)))
        packed.writestr("__MACOSX/._MILK.png", b"x")
        packed.writestr("BANANAS.png", bytes(FILE_BYTES_MAX + 100_000))
        packed.writestr("PAPER.png", b"<svg/>")
    assert archive.stat().st_size < 100_000
    beside = sorted(tmp_path.rglob("*"))
    assert run(shop, archive) == WANTED | {"BANANAS.png": ("refused", "BANANAS"), "PAPER.png": ("refused", "PAPER")}
    assert sorted(tmp_path.rglob("*")) == beside
    assert not (tmp_path.parent.parent / "evil").exists()


def test_what_is_too_much_for_one_product_is_refused_in_the_trial_already(sqlite_store: Store, tmp_path: Path) -> None:
    shop = fill(sqlite_store)
    for number in range(PICTURES_MAX + 2):
        (tmp_path / f"MILK_{number}.png").write_bytes(picture_bytes(f"#{number:02}4060", (64, 48)))
    for is_trial in (True, False):
        outcomes = [outcome for outcome, _ in run(shop, tmp_path, is_trial=is_trial).values()]
        assert outcomes == ["added"] * PICTURES_MAX + ["refused"] * 2
    assert count(shop, "MILK") == PICTURES_MAX


def test_where_no_pictures_are_nothing_is_imported(sqlite_store: Store, tmp_path: Path) -> None:
    shop = fill(sqlite_store)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "MILK.png").write_bytes(picture_bytes())
    with ZipFile(tmp_path / "many.zip", "w") as packed:
        for number in range(FILES_MAX + 1):
            packed.writestr(f"{number}.png", b"")
    for place in ("empty", "broken.zip", "many.zip", "nowhere", "MILK.png"):
        with pytest.raises(NoPictures):
            run(shop, tmp_path / place)


def test_whoever_may_not_change_goods_imports_no_pictures(sqlite_store: Store, tmp_path: Path) -> None:
    shop = fill(sqlite_store)
    (tmp_path / "MILK.png").write_bytes(picture_bytes())
    anna = Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    for is_trial in (True, False):
        with pytest.raises(NotPermitted):
            list(import_pictures(shop, anna, tmp_path, at=AT, is_trial=is_trial))
    assert count(shop, "MILK") == 0


def test_an_import_is_listed_and_taken_back_and_what_others_did_since_stays(shop: Store, tmp_path: Path) -> None:
    show_goods(shop, "MILK", "black")
    run(shop, write_folder(tmp_path / "pictures"))
    describe_picture(shop, OFFICE_ACTOR, "BOX6", "1", texts={"sv": "En låda"}, at=AT)
    move_picture(shop, OFFICE_ACTOR, "MILK", "1", place=3, at=AT)
    remove_picture(shop, OFFICE_ACTOR, "MUG-1", "2", at=AT)
    show_goods(shop, "MUG-1", "orange")
    with shop.view() as view:
        (made,) = picture_imports(view).values()
    assert (made.file, made.pictures, made.operator, made.is_undone) == ("pictures", 6, OFFICE_ACTOR.operator_id, False)
    assert undo_picture_import(shop, OFFICE_ACTOR, made.number, at=AT) == 5
    assert [count(shop, sku) for sku in ("MILK", "MUG-1", "BOX6")] == [1, 1, 0]
    after = contents(shop)
    assert undo_picture_import(shop, OFFICE_ACTOR, made.number, at=AT) == 0
    assert contents(shop) == after
    with shop.view() as view:
        assert invariants.check_all(view) == []
        assert [each.is_undone for each in picture_imports(view).values()] == [True]


def test_what_was_taken_back_is_imported_again_as_another_import(sqlite_store: Store, tmp_path: Path) -> None:
    shop, folder = fill(sqlite_store), write_folder(tmp_path / "pictures")
    run(shop, folder)
    with shop.view() as view:
        (first,) = picture_imports(view)
    undo_picture_import(shop, OFFICE_ACTOR, first, at=AT)
    assert run(shop, folder) == WANTED
    with shop.view() as view:
        (_, second) = picture_imports(view).values()
    assert (second.pictures, second.is_undone) == (6, False)
    assert undo_picture_import(shop, OFFICE_ACTOR, first, at=AT) == 0
    assert count(shop, "MILK") == 2


def test_an_undo_that_was_interrupted_is_completed(sqlite_store: Store, tmp_path: Path) -> None:
    shop = fill(sqlite_store)
    run(shop, write_folder(tmp_path / "pictures"))
    with shop.view() as view:
        (number,) = picture_imports(view)

    def cut_off(_what: str, done: int, _of: int) -> None:
        if done == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        undo_picture_import(shop, OFFICE_ACTOR, number, at=AT, progress=cut_off)
    assert [count(shop, sku) for sku in ("MILK", "MUG-1", "BOX6")].count(0) < 3
    assert undo_picture_import(shop, OFFICE_ACTOR, number, at=AT) == 3
    assert [count(shop, sku) for sku in ("MILK", "MUG-1", "BOX6")] == [0, 0, 0]


def test_nobody_takes_back_what_was_never_imported_or_without_the_right(sqlite_store: Store, tmp_path: Path) -> None:
    shop = fill(sqlite_store)
    (tmp_path / "MILK.png").write_bytes(picture_bytes())
    run(shop, tmp_path)
    with shop.view() as view:
        (number,) = picture_imports(view)
    with pytest.raises(UnknownImport):
        undo_picture_import(shop, OFFICE_ACTOR, number + 1, at=AT)
    with pytest.raises(NotPermitted):
        undo_picture_import(shop, Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT]), number, at=AT)
    assert count(shop, "MILK") == 1


def test_the_zips_in_a_folder_are_read_beside_its_pictures(sqlite_store: Store, tmp_path: Path) -> None:
    shop = fill(sqlite_store)
    with ZipFile(tmp_path / "some.ZIP", "w") as packed:
        packed.writestr("MILK.png", picture_bytes("red", (64, 48)))
    (tmp_path / "MUG-1.png").write_bytes(picture_bytes("teal", (64, 48)))
    (tmp_path / "broken.zip").write_bytes(b"PK")
    assert run(shop, tmp_path) == {"MILK.png": ("added", "MILK"), "MUG-1.png": ("added", "MUG-1")}
