"""The messages of commits: the area first, the imperative, short, and nothing that only the author understands."""

from __future__ import annotations

import subprocess

import pytest

from tests.architecture.commit_messages import faults_of
from tests.architecture.source_tree import ROOT

#: The last commit before messages were checked.
CHECKED_AFTER = "6ce86fa"


def messages() -> list[str]:
    """The messages since the last tag, or since messages are checked; only the newest where the history is not here."""
    for start in (git("describe", "--tags", "--abbrev=0", "--match", "v*").strip(), CHECKED_AFTER):
        if start and git("merge-base", CHECKED_AFTER, start):
            return [
                each.strip()
                for each in git("log", "--no-merges", "--format=%B%x00", f"{start}..HEAD").split("\0")
                if each.strip()
            ]
    return [newest] if (newest := git("log", "-1", "--format=%B").strip()) else []


def git(*words: str) -> str:
    """What git prints; empty if it fails, as it does outside of a clone."""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_commits_are_written_for_those_who_were_not_there() -> None:
    assert {message.partition("\n")[0]: faults for message in messages() if (faults := faults_of(message))} == {}


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("Fold movements per location", "area"),
        ("stock: the movements are folded", "imperative"),
        ("stock: folding movements per location", "imperative"),
        ("stock: folded movements per location", "imperative"),
        ("stock: fold movements per location.", "full stop"),
        ("stock: fold movements per location, and a good deal more than a line can hold", "characters"),
        ("stock: wip", "'wip'"),
        ("stock: fold movements\n\nAs agreed in the session of Tuesday.", "'session'"),
        ("stock: fold movements\n\nTried in /work/stock.", "'/work/'"),
    ],
)
def test_a_message_that_breaks_the_rule_is_named(message: str, fault: str) -> None:
    assert fault in "; ".join(faults_of(message))


@pytest.mark.parametrize(
    "message",
    ["stock: fold movements per location", "store, models: need no clock\n\nSome body, in two lines.\nHow and why."],
)
def test_a_message_that_keeps_the_rule_passes(message: str) -> None:
    assert faults_of(message) == []
