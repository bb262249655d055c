"""The messages of commits: the area first, the imperative, short, and nothing that only the author understands."""

from __future__ import annotations

import pytest

from tests.architecture.commit_messages import faults_of

#: A folder of somebody's machine, written in pieces so that this file does not match itself.
MACHINE = "/" + "work"


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
        (f"stock: fold movements\n\nTried in {MACHINE}/stock.", "'/work/'"),
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
