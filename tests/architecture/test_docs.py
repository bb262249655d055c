"""The pages are true: commands exist, links lead somewhere, each decision has a guard that exists."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from app.words import LANGUAGES
from operations.installation.configuration import Settings
from tests.architecture import error_page
from tests.architecture.rules_of_words import FOREIGN
from tests.architecture.source_tree import ROOT, tracked_files
from tests.pictures import OFFICE, PICTURES, STEPS, WEB_SHOP

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PAGES = [path for path in tracked_files() if path.suffix == ".md"]
RECIPES = sorted(path for path in (ROOT / "docs" / "recipes").glob("*.md") if path.stem != "README")
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
#: The text of the GNU AGPL, version 3, without regard to its white space.
AGPL_SHA256 = "2cd0fb7883a3b3553dedbb0bad171646d46f51e2642951aae7c59cb5cec86c46"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
each_decision = pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.stem)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def headings(page: Path) -> set[str]:
    """The anchors of a page, as they are made from its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@each_page
def test_every_make_command_on_a_page_is_a_target(page: Path) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", page.read_text(), re.MULTILINE))
    assert named <= targets()


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert commands[:2] == ["demo", "test"]


def test_every_make_target_is_listed_by_make_help_or_is_internal() -> None:
    described = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets() - described == {"test-tools"}


@each_page
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (anchor and anchor not in headings(there)):
            dead.append(target)
    assert dead == []


@each_page
def test_every_file_named_on_a_page_exists(page: Path) -> None:
    named = re.findall(
        r"`((?:app|docs|hardware|integrations|models|operations|pipelines|store|tests)/[\w./-]+)`", page.read_text()
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_wish_names_files_that_exist_and_a_test() -> None:
    page = (ROOT / "docs" / "changing.md").read_text()
    rows = re.findall(r"^\| (?!I want|-)(.+?) \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    assert [wish for wish, places, test in rows if not (exist(places) and exist(test) and "`tests/" in test)] == []
    assert len(rows) >= 10


def exist(cell: str) -> bool:
    """Whether the cell names files or folders, and all of them exist."""
    named = re.findall(r"`([^`]+)`", cell)
    return bool(named) and all((ROOT / name).exists() for name in named)


def test_a_place_that_is_gone_is_noticed() -> None:
    assert exist("`models/money.py` and `tests/models`")
    assert not exist("`models/money.py` and `models/gone.py`")
    assert not exist("the till")


def test_every_recipe_is_in_the_index() -> None:
    index = (ROOT / "docs" / "recipes" / "README.md").read_text()
    assert [path.name for path in RECIPES if f"]({path.name})" not in index] == []
    assert len(RECIPES) >= 10


@pytest.mark.parametrize("page", RECIPES, ids=lambda path: path.stem)
def test_every_recipe_names_a_commit_to_copy(page: Path) -> None:
    commits = re.findall(r"git show ([0-9a-f]{7,})", page.read_text())
    assert commits
    if git("rev-parse", "--is-shallow-repository") == "false":  # a shallow clone or an archive has no history to ask
        assert [each for each in commits if git("cat-file", "-t", each) != "commit"] == []


def git(*words: str) -> str:
    """What git prints, empty if it fails."""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def test_the_rows_of_models_are_those_of_the_contract() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    (contract,) = (each for each in PYPROJECT["tool"]["importlinter"]["contracts"] if each["id"] == "models-layers")
    assert "\n".join(["```", *contract["layers"], "```"]) in page


def test_every_page_named_in_the_code_exists() -> None:
    code = [path for path in tracked_files() if path.suffix in {".py", ".js", ".toml", ".po"}]
    named = {(path.name, name) for path in code for name in re.findall(r"\bdocs/[\w/-]+\.md", path.read_text())}
    assert sorted(f"{file}: {name}" for file, name in named if not (ROOT / name).exists()) == []


@each_decision
def test_every_decision_has_its_sections(page: Path) -> None:
    assert re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE) == SECTIONS


@each_decision
def test_every_decision_is_in_the_index_with_its_title(page: Path) -> None:
    number, title = page.stem[:4], page.read_text().splitlines()[0].removeprefix(f"# {page.stem[:4]} ")
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    assert f"| [{number}]({page.name}) | {title} |" in index


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.stem[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@each_decision
def test_what_a_decision_names_as_its_guard_exists(page: Path) -> None:
    guard = page.read_text().split("## Enforced by")[1]
    contracts = {contract["id"] for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}
    files = [name for name in re.findall(r"`([\w./]+)`", guard) if "/" in name or name.endswith(".py")]
    named = {name for line in guard.splitlines() if "ontract" in line for name in re.findall(r"`([\w-]+)`", line)}
    assert [name for name in files if not (ROOT / name).exists()] == []
    assert named <= contracts
    assert files or named


def test_every_error_is_on_the_page_of_errors() -> None:
    assert error_page.PAGE.read_text() == error_page.page(), "run 'make docs'"


def test_every_setting_is_on_a_page_and_every_setting_on_a_page_exists() -> None:
    on_pages = {name for page in PAGES for name in _settings_in(page)}
    in_code = {name for path in tracked_files() if path.suffix == ".py" for name in _settings_in(path)}
    ours = {str(each.validation_alias or f"KASSA_{name.upper()}") for name, each in Settings.model_fields.items()}
    assert on_pages <= in_code | ours
    assert ours <= on_pages


def _settings_in(path: Path) -> set[str]:
    return set(re.findall(r"KASSA_[A-Z]+(?:_[A-Z]+)*", path.read_text()))


def test_the_glossary_marks_the_words_that_are_refused() -> None:
    marked = re.findall(r"\*([\w ]+)\* ●", (ROOT / "docs" / "glossary.md").read_text())
    assert {word.lower() for word in marked} == {word for word in FOREIGN if not word.endswith("s")}


def test_the_licence_is_the_whole_text_and_the_package_names_it() -> None:
    words = " ".join((ROOT / "LICENSE").read_text().split())
    assert hashlib.sha256(words.encode()).hexdigest() == AGPL_SHA256
    assert PYPROJECT["project"]["license"] == "AGPL-3.0-or-later"


def pictures_on(page: Path) -> set[str]:
    return set(re.findall(r"\]\((?:docs/)?pictures/(\w+/\w+\.png)\)", page.read_text()))


@each_page
def test_the_pictures_of_a_page_are_in_one_language(page: Path) -> None:
    languages = {name.partition("/")[0] for name in pictures_on(page)}
    assert languages <= ({"sv"} if page.name.endswith(".sv.md") else {"en"})


def test_every_picture_is_made_by_the_tool_in_both_languages_and_is_shown() -> None:
    ours = (
        "dashboard",
        "labels",
        "display",
        "setup",
        "settings",
        "move_in",
        "move_in_phone",
        "sign_in",
        "goods_pictures",
        "picture_import",
    )
    names = (*(name for name, _ in STEPS), *ours, *OFFICE, *WEB_SHOP)
    made = {f"{language}/{name}.png" for language in LANGUAGES for name in names}
    there = {path.relative_to(PICTURES).as_posix() for path in PICTURES.rglob("*.png")}
    assert there == made
    shown = {language: pictures_on(ROOT / "docs" / page) for language, page in PAGES_AT_THE_TILL.items()}
    assert {name.partition("/")[2] for name in shown["sv"]} == {name.partition("/")[2] for name in shown["en"]}
    assert len(shown["sv"]) >= 6


PAGES_AT_THE_TILL = {"sv": "cashier.sv.md", "en": "cashier.md"}


def test_the_port_and_the_commands_of_the_first_pages_are_so() -> None:
    port = Settings.model_fields["port"].default
    for name in ("README.md", "docs/running.md"):
        addresses = re.findall(r"http://127\.0\.0\.1:(\d+)/", (ROOT / name).read_text())
        assert addresses
        assert {int(each) for each in addresses} == {port}, name
    commands = {path.stem.rstrip("_") for path in (ROOT / "app" / "commands").glob("*.py")}
    for name in ("README.md", "docs/running.md"):
        assert set(re.findall(r"\./kassa ([a-z]+)", (ROOT / name).read_text())) <= commands


@pytest.mark.parametrize("name", ["kassa", "kassa-schedule"])
def test_a_unit_of_systemd_starts_a_command_that_there_is(name: str) -> None:
    unit = (ROOT / "docs" / "systemd" / f"{name}.service").read_text()
    (command,) = re.findall(r"^ExecStart=%h/kassa/kassa (\w+)$", unit, re.MULTILINE)
    assert (ROOT / "app" / "commands" / f"{command}.py").exists()
    assert (ROOT / "kassa").stat().st_mode & 0o100
    assert "KASSA_HOME=" in unit
