"""``kassa move-in`` and ``kassa undo-move-in``, as somebody at the command line uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.installation import upkeep
from operations.installation.configuration import Settings
from operations.points.point_rules import set_point_rule
from tests.app.command_line import kassa
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.operations.members.earning import RULE
from tests.pipelines.moving_in.former_shop import former_files


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a small shop that gives points."""
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    with upkeep.shop_in_use(Settings(home=tmp_path), make=True) as store:
        set_point_rule(small_shop(store), OFFICE_ACTOR, RULE, at=AT)
    return tmp_path


def test_a_folder_is_tried_moved_in_and_undone(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "former"
    former_files(folder)
    tried = kassa(capsys, "move-in", str(folder), "--dry-run", "--former", "members=3", "--json")
    facts = tried.json
    assert (tried.code, facts["move"], facts["refused"]) == (ExitCode.OK, None, False)
    figures = {each["figure"]: each for each in facts["figures"]}
    assert figures["members"]["difference"] == "0"
    assert figures["gift_card_debt"]["came_over"] == "325.50"
    moved = kassa(capsys, "move-in", str(folder))
    assert (moved.code, "undo-move-in" in moved.out, "<<" in moved.out) == (ExitCode.OK, True, True)
    undone = kassa(capsys, "undo-move-in", "--json").json
    assert undone["rows_undone"] > 0
    assert kassa(capsys, "undo-move-in").code == ExitCode.REFUSED


def test_a_broken_file_and_a_wrong_figure_are_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = former_files(home / "former", items="Item Name,SKU,Price\nMugg,MUG,dyr\n")
    refused = kassa(capsys, "move-in", files[0], *(word for each in files[1:] for word in ("--and", each)))
    assert refused.code == ExitCode.REFUSED
    assert "move_refused" in refused.err
    assert "wrong_figure" in kassa(capsys, "move-in", str(files[0]), "--former", "members=many").err
    assert kassa(capsys, "move-in", str(files[0]), "--kind", "sales-2026.csv=poems").code == ExitCode.USAGE


@pytest.mark.parametrize(("system", "files"), [("square", 4), ("swedish-till", 6)])
def test_the_examples_come_over_whole_and_add_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], system: str, files: int
) -> None:
    monkeypatch.setenv("KASSA_HOME", str(tmp_path / "home"))
    folder = tmp_path / "examples"
    written = kassa(capsys, "move-in-examples", str(folder), "--json").json
    assert written == {"folders": [str(folder / "square"), str(folder / "swedish-till")], "files": 10}
    assert "folder_not_empty" in kassa(capsys, "move-in-examples", str(folder)).err
    tried = kassa(capsys, "move-in", str(folder / system), "--dry-run", "--json")
    assert (tried.code, len(tried.json["files"]), tried.json["refused"]) == (ExitCode.OK, files, False)
    assert [each for each in tried.json["figures"] if each["former"] != each["came_over"]] == []
