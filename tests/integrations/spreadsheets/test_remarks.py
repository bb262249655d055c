"""Remarks of an import: each kind has its text in every language, with the values that the English one has."""

from __future__ import annotations

import ast
import copy
from pathlib import Path
from string import Formatter

import pytest

from app.words import LANGUAGES, words_of
from integrations.spreadsheets.remarks import REMARKS, Remark

ROOT = Path(__file__).parents[3]


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words_in_every_language(language: str) -> None:
    texts = words_of(language).under("import.remark.")
    assert {key.removeprefix("import.remark.") for key in texts} == set(REMARKS)
    assert {key: names(str(text)) for key, text in texts.items()} == {
        f"import.remark.{kind}": names(text) for kind, text in REMARKS.items()
    }


def test_every_kind_is_made_somewhere() -> None:
    made = {
        node.args[0].value
        for folder in ("integrations/spreadsheets", "pipelines/importing", "pipelines/moving_in")
        for path in (ROOT / folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) in {"Remark", "_add"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert set(REMARKS) - made == set()


def test_a_remark_is_its_english_text_and_is_copied_whole() -> None:
    remark = Remark("no_sale", row=3, text="{evil}")
    assert remark == "row 3: '{evil}' is no sale and was passed over."
    again = copy.deepcopy(remark)
    assert (again, again.kind, again.values) == (remark, "no_sale", {"row": 3, "text": "{evil}"})
    assert words_of("sv").translate("import.remark.no_sale", **remark.values).startswith("Rad 3: ”{evil}”")
