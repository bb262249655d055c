"""A file that is written anew is never half there."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.whole_file import write_whole


def test_the_new_text_replaces_the_old_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "note.json"
    write_whole(file, "å")
    write_whole(file, "ö")
    assert file.read_text(encoding="utf-8") == "ö"
    assert list(file.parent.iterdir()) == [file]


def test_a_write_that_fails_leaves_the_old_text(tmp_path: Path) -> None:
    file = tmp_path / "note.json"
    write_whole(file, "old")
    (tmp_path / "note.part").mkdir()
    with pytest.raises(OSError, match=r"note\.part"):
        write_whole(file, "new")
    assert file.read_text(encoding="utf-8") == "old"
