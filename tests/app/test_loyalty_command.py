"""Points from the command line: the rule is set, tried and shown; points are given and listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import small_shop
from tests.operations.members.joined import join

Capture = pytest.CaptureFixture[str]


def test_a_rule_is_tried_set_and_shown_and_points_are_given(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    member = join(small_shop(store)).id
    store.close()
    rule = ("--per-krona", "1,5", "--worth", "0.10", "--months", 12, "--least", 100, "--exclude", "press")
    term = "category=dairy,factor=2,weekdays=1+2,hours=09:00-12:00"
    assert kassa(capsys, "loyalty", "preview", *rule, "--json").json["receipts"] == 0
    assert kassa(capsys, "loyalty", "set", *rule, "--term", "dairy").code == ExitCode.REFUSED
    made = kassa(capsys, "loyalty", "set", *rule, "--term", term, "--tier", "Gold:5000:1.5", "--json").json
    assert made["tiers"] == ["Gold:5000:1.5"]
    for wrong in (("--tier", "Gold"), ("--reward", "12"), ("--reward", "12:x"), ("--reward", "12:10")):
        assert kassa(capsys, "loyalty", "set", *rule, *wrong, "--json").code == ExitCode.REFUSED
    assert made["rewards"] == []
    assert (made["per_krona"], made["terms"], made["worth_minor"]) == ("1.5", [term], 10)
    shown = kassa(capsys, "loyalty", "show", "--json").json
    assert (shown["today"], shown["to_come"]) == (None, [made])
    wanted = {"occasion": "welcome", "points": 0, "promotion": None, "days": 30}
    assert kassa(capsys, "loyalty", "offer", "welcome", "--json").json == wanted
    assert kassa(capsys, "loyalty", "offer", "welcome", "--points", 5).code == ExitCode.REFUSED, "no rule holds today"
    assert kassa(capsys, "loyalty", "offer", "easter").code == ExitCode.USAGE
    assert kassa(capsys, "loyalty", "show", "--json").json["offers"] == [wanted]
    assert kassa(capsys, "loyalty", "show").code == ExitCode.OK
    refused = kassa(capsys, "members", "adjust-points", member, 20, "--reason", "a gift", "--json")
    assert refused.code == ExitCode.REFUSED, "no rule holds today"
    assert kassa(capsys, "members", "points", member, "--json").json["balance"] == 0
    assert kassa(capsys, "members", "points", member).code == ExitCode.OK
