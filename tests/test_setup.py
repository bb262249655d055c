"""A fresh machine: ``make demo`` works in any folder and under any locale, or says one clear thing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conftest import PROVING

ROOT = Path(__file__).parents[1]
FOLDER = "kassa på hörnet"
#: What the Makefile calls besides Python.
TOOLS = (
    "sh",
    "make",
    "sed",
    "cksum",
    "tr",
    "cat",
    "echo",
    "rm",
    "touch",
    "printf",
    "env",
    "dirname",
    "readlink",
    "cut",
)
#: A Python as Debian and Ubuntu ship it without python3-venv: everything but environments.
WITHOUT_VENV = f"""#!/bin/sh
case "$1" in -m) echo "The virtual environment was not created: ensurepip is not available." >&2; exit 1;; esac
exec {sys.executable} "$@"
"""


def machine(folder: Path, pythons: Iterable[str] = ()) -> dict[str, str]:
    """The environment of a machine with these tools and, as these names, a Python that cannot make environments."""
    tools = folder / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None, name
        (tools / name).symlink_to(found)
    for name in pythons:
        (tools / name).write_text(WITHOUT_VENV)
        (tools / name).chmod(0o755)
    return {"PATH": str(tools), "HOME": str(folder), "LC_ALL": "C"}


def fresh(folder: Path) -> Path:
    """What ``make`` reads first, in a folder of its own."""
    clone = folder / FOLDER
    clone.mkdir()
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, clone / name)
    return clone


def make_demo(clone: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    make = Path(environment["PATH"]) / "make"
    return subprocess.run([make, "demo"], cwd=clone, env=environment, capture_output=True, text=True, check=False)


def words_of_make(ended: subprocess.CompletedProcess[str]) -> list[str]:
    """What was written, without make's own last word on the target."""
    return [line for line in (ended.stdout + ended.stderr).splitlines() if not line.startswith("make: ***")]


def test_without_python_one_message_names_what_to_install(tmp_path: Path) -> None:
    ended = make_demo(fresh(tmp_path), machine(tmp_path))
    assert ended.returncode != 0
    said = words_of_make(ended)
    assert said[0].startswith("Kassa needs Python 3.11 or newer and found none on this machine")
    assert len(said) == 3, said
    assert "python3-venv" in said[1], "on Debian both packages are needed, and both are named at once"
    assert not [line for line in said if "not found" in line or "sh:" in line], "no shell line leaks"


def test_without_venv_one_message_names_the_package(tmp_path: Path) -> None:
    ended = make_demo(fresh(tmp_path), machine(tmp_path, ["python3"]))
    assert ended.returncode != 0
    making, message = words_of_make(ended)
    assert making.startswith("Making the environment with Python 3.")
    assert (
        message == "This Python cannot make environments. Debian, Ubuntu: apt-get install python3-venv; then try again."
    )
    assert not (tmp_path / FOLDER / ".venv").exists(), "nothing half made is left for the next try"


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "en_US.ISO-8859-1"])
def test_the_path_of_the_folder_is_read_under_any_locale(tmp_path: Path, locale: str) -> None:
    """The line that the Makefile writes for Python to find Kassa by, in a folder with å and ö."""
    clone = tmp_path / FOLDER
    (clone / "app").mkdir(parents=True)
    (clone / "app" / "__init__.py").write_text("found = True\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", clone / ".venv"], check=True)
    assert "echo ../../../.. >" in (ROOT / "Makefile").read_text()
    (place,) = (clone / ".venv" / "lib").glob("python*/site-packages")
    (place / "__editable__.kassa.pth").write_text("../../../..\n")
    environment = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [str(clone / ".venv" / "bin" / "python"), "-c", "import app; assert app.found"]
    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_control_the_whole_path_is_not_read_under_every_locale(tmp_path: Path) -> None:
    clone = tmp_path / FOLDER
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", clone / ".venv"], check=True)
    (place,) = (clone / ".venv" / "lib").glob("python*/site-packages")
    (place / "__editable__.kassa.pth").write_text(f"{clone}\n", encoding="utf-8")
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [str(clone / ".venv" / "bin" / "python"), "-c", f"import sys; assert {os.fspath(clone)!r} in sys.path"]
    ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode != 0


@pytest.mark.proof
@pytest.mark.skipif(not PROVING, reason="installs all packages of a shop; make prove runs it")
@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_make_demo_makes_a_shop_in_a_folder_with_a_space_and_swedish_letters(tmp_path: Path, locale: str) -> None:
    clone = tmp_path / FOLDER
    clone.mkdir()
    subprocess.run(["git", "-C", ROOT, "archive", "-o", tmp_path / "kassa.tar", "HEAD"], check=True)
    with tarfile.open(tmp_path / "kassa.tar") as archive:
        archive.extractall(clone, filter="data")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("KASSA_", "PYTHON", "LANG"))
    }
    environment |= {"LC_ALL": locale}
    command = ["make", "demo", "ARGS=--days 2 --products 20 --no-serve"]
    made = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "A demo shop is made" in made.stdout
    doctor = subprocess.run(
        ["./kassa", "doctor"], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert "Fit to sell." in doctor.stdout, doctor.stdout + doctor.stderr
