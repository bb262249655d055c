"""The page of commands says what the command line does, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from app.cli import app
from app.commands.output import ExitCode
from tests.app.command_line import kassa

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(command: Any, path: tuple[str, ...] = ("kassa",)) -> Iterator[tuple[str, Any]]:
    """Every command by its whole name; groups are entered."""
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))
    else:
        yield " ".join(path), command


REAL = dict(commands(typer.main.get_command(app)))


def sections() -> dict[str, str]:
    parts = re.split(r"^## (kassa .+)$", PAGE, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def options_on_page(section: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `(-?-?[\w-]+)` \| (.+?) \|", section, re.MULTILINE))


def options_in_code(command: Any) -> dict[str, str]:
    named = {each.name.upper() if each.param_type_name == "argument" else each.opts[0]: each for each in command.params}
    return {name: each.help for name, each in named.items()}


def test_every_command_has_a_section_and_every_section_is_a_command() -> None:
    assert sorted(sections()) == sorted(REAL)


def test_every_option_is_on_the_page_in_the_words_of_the_help() -> None:
    for name, command in REAL.items():
        assert options_on_page(sections()[name]) == options_in_code(command), name


def test_every_default_on_the_page_is_that_of_the_help() -> None:
    for name, command in REAL.items():
        told = dict(re.findall(r"^\| `(-?-?[\w-]+)` \| .+? \| (.*?) ?\|$", sections()[name], re.MULTILINE))
        for each in command.params:
            default = each.show_default if isinstance(each.show_default, str) else each.default
            on_page = told[each.name.upper() if each.param_type_name == "argument" else each.opts[0]]
            words = "" if default is None or default is False else str(getattr(default, "value", default))
            assert on_page.replace("`", "") == words, (name, each.name)


def test_every_exit_code_is_on_the_page() -> None:
    rows = re.findall(r"^\| (\d+) \| (\w+) \|", PAGE, re.MULTILINE)
    assert rows == [(str(code.value), code.name.lower()) for code in ExitCode]


def test_every_command_that_prints_a_result_can_print_json() -> None:
    without = {name for name, command in REAL.items() if "--json" not in options_in_code(command)}
    assert without == {"kassa serve"}


def test_every_command_and_option_has_a_help_text() -> None:
    for name, command in REAL.items():
        assert command.help, name
        assert all(options_in_code(command).values()), name


def test_help_names_what_to_write_and_no_type_of_python(capsys: pytest.CaptureFixture[str]) -> None:
    """``--days NUMBER``, ``--until YYYY-MM-DD``; not ``<int>``, ``<list[str]>`` or ``<%Y-%m-%d>``."""
    raw = re.compile(r"^ +-.*<(?![a-z-]+\|)|<[^>]*(\[|%|_)[^>]*>", re.MULTILINE)
    for name, command in REAL.items():
        ended = kassa(capsys, *name.split()[1:], "--help")
        assert ended.code == 0, ended.err
        assert not raw.search(ended.out), (name, raw.search(ended.out))
        for each in command.params:
            assert each.param_type_name == "argument" or each.opts[0] in ended.out, (name, each.name)
