"""SIE 4I: what is written is read as it was, every file from elsewhere is read or refused with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.sie.sie_reading import WrongSie, read_sie
from integrations.sie.sie_text import spell_sie
from integrations.sie.sie_writing import SieHead, write_csv, write_sie
from models.ledger.day_voucher import DayVoucher, VoucherUnbalanced
from models.ledger.entry import Posting

DAY = date(2026, 11, 27)
HEAD = SieHead("Kafé Åre É AB", "556000-4755", DAY, "0.1", {"1910": "Kassa", "3001": 'Försäljning "25"'})
VOUCHER = DayVoucher("KASSA01", 7, DAY, (Posting("1910", 10050), Posting("3001", -10050)))

names = st.text(min_size=1, max_size=16)
amounts = st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=6)


@st.composite
def vouchers(draw: st.DrawFn) -> DayVoucher:
    legs = draw(amounts)
    accounts = draw(st.lists(st.integers(1000, 9999), min_size=len(legs) + 1, max_size=len(legs) + 1, unique=True))
    postings = [Posting(str(each), amount) for each, amount in zip(accounts, [*legs, -sum(legs)], strict=True)]
    days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
    return DayVoucher(draw(names), draw(st.integers(1, 9999)), draw(days), tuple(postings))


def test_a_file_is_what_a_bookkeeping_program_reads() -> None:
    assert write_sie([VOUCHER], HEAD).decode("cp437").split("\r\n") == [
        "#FLAGGA 0",
        '#PROGRAM "Kassa" "0.1"',
        "#FORMAT PC8",
        "#GEN 20261127",
        "#SIETYP 4",
        '#FNAMN "Kafé Åre É AB"',
        "#ORGNR 556000-4755",
        '#KONTO 1910 "Kassa"',
        '#KONTO 3001 "Försäljning \\"25\\""',
        '#VER "" "" 20261127 "Z 7 KASSA01"',
        "{",
        "   #TRANS 1910 {} 100.50",
        "   #TRANS 3001 {} -100.50",
        "}",
        "",
    ]
    assert b"\x86" not in write_sie([VOUCHER], HEAD)  # that is a small a with a ring; the name has a large one
    assert b"\x8f" in write_sie([VOUCHER], HEAD)


def test_a_table_has_the_same_amounts() -> None:
    text = write_csv([VOUCHER]).decode("utf-8-sig")
    assert text.split("\r\n")[1:3] == ["2026-11-27;Z 7 KASSA01;1910;100,50;", "2026-11-27;Z 7 KASSA01;3001;;100,50"]


@given(st.lists(vouchers(), max_size=30))
def test_vouchers_survive_the_round_trip_and_sum_to_zero(made: list[DayVoucher]) -> None:
    read = read_sie(write_sie(made, HEAD))
    assert [each.day for each in read.vouchers] == [each.day for each in made]
    for before, after in zip(made, read.vouchers, strict=True):
        assert after.postings == tuple((p.account, Decimal(p.amount_minor).scaleb(-2)) for p in before.postings)
        assert sum(amount for _, amount in after.postings) == 0
        assert after.text == spell_sie(before.text).replace("\\", "/")
    assert read.company == "Kafé Åre É AB"


def test_what_does_not_sum_to_zero_is_never_a_voucher() -> None:
    with pytest.raises(VoucherUnbalanced):
        DayVoucher("KASSA01", 7, DAY, (Posting("1910", 1),))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("<html>", 1),
        ("\ufeff#FLAGGA 0", 1),
        ("#SIETYP 4", 1),
        ("#FLAGGA 0\n#SIETYP 9", 2),
        ("#FLAGGA 0\n#SIETYP 4\nhello", 3),
        ('#FLAGGA 0\n#SIETYP 4\n#FNAMN "Kassa', 3),
        ("#FLAGGA 0\n#SIETYP 4\n#TRANS 1910 {} 1.00", 3),
        ('#FLAGGA 0\n#SIETYP 4\n#VER "" "" 20261327 ""\n{\n}', 3),
        ('#FLAGGA 0\n#SIETYP 4\n#VER "" "" 20261127 ""\n{\n#TRANS 1910 {} 1.001\n}', 5),
        ('#FLAGGA 0\n#SIETYP 4\n#VER "" "" 20261127 ""\n{\n#TRANS 1910 {} 1.00\n}', 3),
        ('#FLAGGA 0\n#SIETYP 4\n#VER "" "" 20261127 ""\n{', 3),
        ('#FLAGGA 0\n#SIETYP 4\n#VER "" "" 20261127 ""\n{\n{\n}', 5),
    ],
)
def test_what_is_no_sie_file_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(WrongSie) as refused:
        read_sie(text.encode("utf-8" if "\ufeff" in text else "cp437"))
    assert refused.value.line == line


@pytest.mark.needs_shared_data
def test_every_file_of_other_programs_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    read, refused = [], {}
    for file in sorted((shared_data / "sie").rglob("*.s[ie]")) + sorted((shared_data / "sie").rglob("*.S[IE]")):
        try:
            read.append(read_sie(file.read_bytes()))
        except WrongSie as error:
            refused[file.name] = error.reason
    assert len(read) > 20
    assert "the amounts of the voucher do not sum to zero" in refused.values()
    assert all(refused.values())
