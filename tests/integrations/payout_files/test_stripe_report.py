"""Stripe's report of payouts: every row counts, amounts are exact, and what cannot be read is not half read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from integrations.payout_files.stripe_report import NoPayoutReport, read_payout_report

HEADING = (
    "automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created_utc,currency,gross,fee,net,"
    "reporting_category,source_id,description,payment_intent_id"
)
ROWS = (
    "po_1,2026-11-26 00:00:00,txn_1,2026-11-24 10:00:00,sek,125.50,2.51,122.99,charge,ch_1,a till,pi_1",
    "po_1,2026-11-26 00:00:00,txn_2,2026-11-24 11:00:00,sek,-25.50,0.00,-25.50,refund,re_1,back,pi_1",
    "po_1,2026-11-26 00:00:00,txn_3,2026-11-24 12:00:00,sek,-20,0,-20,fee,,monthly,",
    'po_2,2026-11-27 00:00:00,txn_4,2026-11-25 10:00:00,sek,10,0,10,charge,ch_2,"=1+1, <b>",pi_2',
    ",,txn_5,2026-11-27 10:00:00,sek,99,0,99,charge,ch_3,not paid out yet,pi_3",
)


def written(folder: Path, *lines: str) -> Path:
    file = folder / "report.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return file


def test_payouts_are_the_sum_of_their_rows(tmp_path: Path) -> None:
    first, second = read_payout_report(written(tmp_path, HEADING, *ROWS))
    assert (first.reference, first.day, first.amount.minor) == ("po_1", date(2026, 11, 26), 7_749)
    assert [(part.kind, part.reference, part.gross.minor, part.fee.minor) for part in first.parts] == [
        ("charge", "pi_1", 12_550, 251),
        ("refund", "re_1", -2_550, 0),
        ("fee", "txn_3", -2_000, 0),
    ]
    assert (second.reference, second.amount.minor, len(second.parts)) == ("po_2", 1_000, 1)


@pytest.mark.parametrize(
    ("place", "text", "reason"),
    [
        (0, HEADING.replace("net", "nett"), "net is missing"),
        (0, HEADING.replace("automatic_payout_effective_at", "day"), "effective_at is missing"),
        (1, ROWS[0].replace("122.99", "122.98"), "row 2"),
        (1, ROWS[0].replace("125.50", "125.505"), "row 2"),
        (1, ROWS[0].replace("125.50", "NaN"), "row 2"),
        (1, ROWS[0].replace("2026-11-26", "26/11/2026"), "row 2"),
        (2, ROWS[1].replace("sek", "eur"), "two currencies"),
        (2, "po_1,2026-11-26", "row 3"),
        (3, ROWS[2].replace("txn_3", ""), "row 4"),
        (1, ROWS[0].replace("a till", '"a till'), "no CSV"),
    ],
)
def test_what_cannot_be_read_is_not_half_read(tmp_path: Path, place: int, text: str, reason: str) -> None:
    lines = [HEADING, *ROWS]
    lines[place] = text
    with pytest.raises(NoPayoutReport, match=reason):
        read_payout_report(written(tmp_path, *lines))


def test_another_file_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"\xff\xfe\x00", b"name;price\nMilk;19.90\n"):
        (tmp_path / "other.csv").write_bytes(content)
        with pytest.raises(NoPayoutReport):
            read_payout_report(tmp_path / "other.csv")
