"""What the messages of an import advise can be typed."""

from __future__ import annotations

import ast
import re

import pytest
import typer
from typer.core import TyperGroup

from app.commands import import_
from tests.architecture.source_tree import ROOT, sources

WORDS = ("integrations/spreadsheets/", "pipelines/import", "operations/importing")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def advised() -> set[tuple[str, str]]:
    """Each file that speaks of an import with each option that it names in a text, docstrings included."""
    return {
        (source.path, option)
        for source in sources()
        if source.path.startswith(WORDS)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for option in OPTION.findall(node.value)
    }


def options(name: str) -> set[str]:
    command = typer.main.get_command(import_.app)
    assert isinstance(command, TyperGroup)
    return {option for parameter in command.commands[name].params for option in parameter.opts}


def test_something_is_advised() -> None:
    assert {option for _, option in advised()} >= {"--map", "--tax", "--day-order"}


@pytest.mark.parametrize(("path", "option"), sorted(advised()))
def test_an_option_that_a_message_names_is_there(path: str, option: str) -> None:
    del path
    assert option in options("products") | options("sales") | options("count")


def test_an_option_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    assert set(OPTION.findall(page)) <= options("products") | options("sales") | options("completejourney")
