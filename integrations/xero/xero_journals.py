"""Manual journals in the words of Xero (its OpenAPI document, ``ManualJournal``). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from integrations.book_services.book_voucher import BookVoucher, decimal_number, minor_units, records_in, text_in

SERVICE = "Xero"
#: Journals that were taken away do not count.
ALIVE = frozenset({"DRAFT", "POSTED"})


def journal_body(voucher: BookVoucher) -> dict[str, object]:
    """The body that creates the journal. Tax has accounts of its own, so no line has a tax that Xero would add."""
    lines = [
        {
            "LineAmount": decimal_number(each.amount_minor),
            "AccountCode": each.account,
            "Description": voucher.voucher.text,
            "TaxType": "NONE",
        }
        for each in voucher.voucher.postings
    ]
    journal = {
        "Narration": voucher.text,
        "Date": voucher.voucher.day.isoformat(),
        "LineAmountTypes": "NoTax",
        "Status": "POSTED",
        "ShowOnCashBasisReports": True,
        "JournalLines": lines,
    }
    return {"ManualJournals": [journal]}


def has_mark(journal: Mapping[str, object], voucher: BookVoucher) -> bool:
    """Whether a journal is ours and was not taken away."""
    return voucher.mark in text_in(journal, "Narration") and text_in(journal, "Status") in ALIVE


def amounts_of(journal: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """Account and minor units of each line, debit positive."""
    for line in records_in(journal, "JournalLines"):
        yield text_in(line, "AccountCode"), minor_units(line.get("LineAmount", 0))
