"""The page of settings lists those of the shop as the code has them."""

from __future__ import annotations

from models.shop_settings import KINDS
from tests.architecture.source_tree import ROOT


def test_every_setting_of_the_shop_is_on_the_page_in_the_words_of_the_list() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = page.partition("## Settings of the shop")[2].split("\n\n")[2].splitlines()[2:]
    assert rows == [
        f"| `{kind.pattern}` | {kind.means} | {f'`{kind.usual}`' if kind.usual else ''} |" for kind in KINDS
    ]
