"""What a program of the shop writes is for its account only, also in a folder that everybody may enter."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.installation.private_files import open_to_others
from tests.app.command_line import kassa

MAKING = """
import sys
from pathlib import Path
from app.cli import main
from operations.installation.opening import open_store
folder = Path(sys.argv[1])
if sys.argv[2] == "as a command":
    try:
        main(["version"])
    except SystemExit:
        pass
store = open_store(f"sqlite:///{folder / 'shop.db'}")
(folder / "receipts").mkdir()
(folder / "receipts" / "1.txt").write_text("paper")
for each in sorted(folder.rglob("*")):
    print(each.name, oct(each.stat().st_mode & 0o777))
store.close()
"""


@pytest.fixture(autouse=True)
def _usual_mask() -> Iterator[None]:
    """The mask of most systems: everybody may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def made(folder: Path, how: str) -> dict[str, str]:
    folder.chmod(0o755)
    ran = subprocess.run([sys.executable, "-c", MAKING, folder, how], check=True, capture_output=True, text=True)
    lines = [line.split() for line in ran.stdout.splitlines()]
    return {words[0]: words[1] for words in lines if len(words) == 2 and words[1].startswith("0o")}


def test_a_command_makes_files_for_this_account_only(tmp_path: Path) -> None:
    modes = made(tmp_path, "as a command")
    assert modes["shop.db"] == modes["shop.db-wal"] == modes["shop.db-shm"] == modes["1.txt"] == "0o600"
    assert modes["receipts"] == "0o700"
    assert list(open_to_others(tmp_path)) == []


def test_control_without_it_everybody_may_read(tmp_path: Path) -> None:
    assert made(tmp_path, "as a library")["shop.db"] == "0o644"
    assert [each.name for each in open_to_others(tmp_path)] == ["shop.db"]


def test_every_command_sets_the_mask(capsys: pytest.CaptureFixture[str]) -> None:
    assert kassa(capsys, "version").mask == stat.S_IRWXG | stat.S_IRWXO
