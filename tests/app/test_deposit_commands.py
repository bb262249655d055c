"""``kassa deposit``: listed, made, changed, taken back and ended from the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.commands.output import ExitCode
from models.jurisdiction.sweden import SWEDEN
from tests.app.command_line import kassa
from tests.builders import COMPANY

pytestmark = pytest.mark.usefixtures("installation")

Capture = pytest.CaptureFixture[str]


def amounts(facts: dict[str, list[dict[str, object]]]) -> list[object]:
    return [each["amount_minor"] for each in facts["amounts"]]


def test_a_deposit_of_ones_own_from_the_first_day_to_the_last(capsys: Capture) -> None:
    today = COMPANY.business_day(datetime.now(UTC))
    tomorrow, then = str(today + timedelta(days=1)), str(today + timedelta(days=2))
    words = ["deposit", "add", "crate", "--amount", "25", "--name", "Läskback"]
    for _ in range(2):
        made = kassa(capsys, *words, "--json").json
    assert (made["names"], made["own"], made["today_minor"]) == ({"sv": "Läskback"}, True, 2500)
    changed = ["--name-en", "Crate", "--amount", "40", "--from", tomorrow, "--json"]
    assert amounts(kassa(capsys, "deposit", "change", "crate", *changed).json) == [2500, 4000]
    assert amounts(kassa(capsys, "deposit", "end", "crate", "--from", then, "--json").json) == [2500, 4000, 0]
    assert amounts(kassa(capsys, "deposit", "change", "crate", "--withdraw", tomorrow, "--json").json) == [2500, 0]
    listed = kassa(capsys, "deposit", "list", "--json").json
    assert [each["code"] for each in listed] == [*(each.code for each in SWEDEN.deposits), "crate"]
    assert [each["own"] for each in listed] == [False] * len(SWEDEN.deposits) + [True]
    assert listed[-1]["names"] == {"sv": "Läskback", "en": "Crate"}
    text = kassa(capsys, "deposit", "list").out
    assert "crate" in text
    assert f"from {today}: 25.00 SEK" in text
    assert kassa(capsys, "product", "change", "MILK", "--deposit", "crate", "--json").json["deposit"] == "crate"
    assert kassa(capsys, "product", "change", "MILK", "--deposit", "none", "--json").json["deposit"] is None
    assert kassa(capsys, "product", "change", "MILK", "--deposit", "keg").code == ExitCode.REFUSED


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "small", "--amount", "1", "--name", "X"), "deposit_of_law"),
        (("change", "small", "--amount", "1"), "deposit_of_law"),
        (("end", "large"), "deposit_of_law"),
        (("end", "keg"), "unknown_deposit"),
        (("add", "Keg", "--amount", "1", "--name", "X"), "wrong_deposit"),
        (("add", "keg", "--amount", "1"), "wrong_deposit"),
        (("add", "keg", "--amount", "1", "--name", "X", "--from", "2020-01-01"), "wrong_deposit"),
        (("add", "keg", "--amount", "much", "--name", "X"), "wrong_amount"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(capsys: Capture, words: tuple[str, ...], code: str) -> None:
    ended = kassa(capsys, "deposit", *words, "--json")
    assert ended.code != ExitCode.OK
    assert code in ended.err + ended.out
    assert len(kassa(capsys, "deposit", "list", "--json").json) == len(SWEDEN.deposits)
