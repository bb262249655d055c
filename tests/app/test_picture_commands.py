"""Pictures of goods from the command line: added, described, moved, replaced, removed, and read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from tests.app.command_line import kassa
from tests.operations.catalogue.picture_files import picture_bytes

pytestmark = pytest.mark.usefixtures("installation")

Capture = pytest.CaptureFixture[str]


def test_pictures_are_added_described_moved_replaced_and_removed(capsys: Capture, tmp_path: Path) -> None:
    for colour in ("teal", "red", "navy"):
        (tmp_path / f"{colour}.jpg").write_bytes(picture_bytes(colour, kind="JPEG"))
    picture = "product", "picture"
    words = "--text-sv", "Röd burk", "--text-en", "Red can"
    kassa(capsys, *picture, "add", "MILK", str(tmp_path / "teal.jpg"), "--json")
    added = kassa(capsys, *picture, "add", "MILK", str(tmp_path / "red.jpg"), *words, "--json").json["pictures"]
    assert [(each["place"], each["width"], each["text_sv"]) for each in added] == [(1, 400, ""), (2, 400, "Röd burk")]
    teal, red = (each["digest"] for each in added)
    moved = kassa(capsys, *picture, "move", "MILK", red[:8], "--json").json["pictures"]
    assert [each["digest"] for each in moved] == [red, teal]
    replaced = kassa(capsys, *picture, "replace", "MILK", "1", str(tmp_path / "navy.jpg"), "--json").json["pictures"]
    assert replaced[0]["digest"] not in {red, teal}
    assert (replaced[0]["text_sv"], replaced[0]["text_en"]) == ("Röd burk", "Red can")
    kassa(capsys, *picture, "describe", "MILK", "1", "--text-sv", "Blå burk", "--json")
    kassa(capsys, *picture, "remove", "MILK", "2", "--json")
    (left,) = kassa(capsys, *picture, "list", "MILK", "--json").json["pictures"]
    assert left == {**replaced[0], "text_sv": "Blå burk"}
    assert "Blå burk / Red can" in kassa(capsys, *picture, "list", "MILK").out
    assert "has no pictures" in kassa(capsys, *picture, "list", "BANANAS").out


def test_a_folder_is_tried_and_imported(capsys: Capture, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("MILK", "MILK_2", "GHOST"):
        (folder / f"{name}.png").write_bytes(picture_bytes({"MILK": "red"}.get(name, "teal")))
    words = "product", "picture", "import", str(folder)
    tried = kassa(capsys, *words, "--dry-run", "--json").json
    assert (tried["dry_run"], tried["added"]) == (True, 2)
    assert kassa(capsys, "product", "picture", "list", "MILK", "--json").json["pictures"] == []
    done = kassa(capsys, *words, "--json").json
    assert done["files"] == tried["files"]
    assert {each["file"]: (each["outcome"], each["sku"]) for each in done["files"]} == {
        "GHOST.png": ("refused", ""),
        "MILK.png": ("added", "MILK"),
        "MILK_2.png": ("added", "MILK"),
    }
    assert len(kassa(capsys, "product", "picture", "list", "MILK", "--json").json["pictures"]) == 2
    assert "present  MILK_2.png" in kassa(capsys, *words).out
    assert tried["import"] is None
    (made,) = kassa(capsys, "product", "picture", "imports", "--json").json
    assert (made["import"], made["file"], made["pictures"], made["undone"]) == (done["import"], "pictures", 2, False)
    undo = "product", "picture", "undo", str(done["import"])
    assert kassa(capsys, *undo, "--json").json == {"import": done["import"], "removed": 2}
    assert kassa(capsys, "product", "picture", "list", "MILK", "--json").json["pictures"] == []
    assert "2 pictures  undone" in kassa(capsys, "product", "picture", "imports").out


def test_what_is_no_picture_is_refused_with_code_and_advice(capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for file in (tmp_path / "x.png", tmp_path / "gone.png"):
        refused = kassa(capsys, "product", "picture", "add", "MILK", str(file), "--json")
        assert refused.code == ExitCode.REFUSED
        assert "wrong_picture" in refused.err + refused.out
    assert kassa(capsys, "product", "picture", "list", "MILK", "--json").json["pictures"] == []
