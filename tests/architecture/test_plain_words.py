"""Words that a stranger has to guess become fewer."""

from __future__ import annotations

from tests.architecture.plain_words import FORMS, count_words, is_counted
from tests.architecture.source_tree import ROOT, tracked_files

#: How often each verb may occur in code, pages and texts. The limits only go down.
MOST = {"say": 27, "keep": 136, "tell": 128, "stand": 53}


def test_each_word_occurs_at_most_as_often_as_before() -> None:
    paths = [path for path in tracked_files() if is_counted(path.relative_to(ROOT).as_posix())]
    counts = count_words(path.read_text(encoding="utf-8") for path in paths)
    assert {verb: counts[verb] for verb in FORMS if counts[verb] > MOST[verb]} == {}, (
        "write save, store, record, report, return, exist or publish where these are meant"
    )


def test_one_more_word_is_noticed_in_prose_and_in_a_name() -> None:
    assert count_words(["What the books say."])["say"] == 1
    assert count_words(["class Keeper:\n    def keep_sale(self, _kept): ..."])["keep"] == 2
    assert count_words(["const toldSeq = 1;"])["tell"] == 1
    assert not count_words(["Store the standard; bookkeeping, upkeep and understanding are other words."])


def test_decisions_tests_and_pictures_are_not_counted() -> None:
    assert [is_counted(path) for path in ("app/words.py", "docs/till.md", "app/locale/sv/till.po")] == [True] * 3
    assert [is_counted(path) for path in ("tests/trade.py", "docs/decisions/0001-record-decisions.md", "a.png")] == [
        False
    ] * 3
