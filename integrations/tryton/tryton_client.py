"""Tryton: each voucher is one posted accounting move, with its Z report attached.

A move is looked up by its mark before it is created, and creating it is never repeated at once: Tryton has no key
against doubles. Creating is one transaction there, so a move is whole or not there.
"""

from __future__ import annotations

from collections.abc import Mapping

from integrations.book_services.book_voucher import BookDocument, BookVoucher, check_sums, text_in
from integrations.book_services.service_calls import Pace
from integrations.tryton.tryton_calls import SERVICE, Record, TrytonCalls
from integrations.tryton.tryton_records import amounts_of, attachment_body, day_value, ids_in, move_body
from models.errors import Refused

#: A server of the shop's own sets no limit; ours spares it.
PACE = Pace(50, 1)


class AccountUnknown(Refused):
    """An account of the shop's books that the program has not got."""

    code = "account_unknown"
    text = (
        "{service} has no account {account}. Nothing was booked there; add the account there, or choose another on the "
        "page Settings, and send again."
    )

    service: str
    account: str


class NoOpenPeriod(Refused):
    """A day that is in no open period of the program's books."""

    code = "no_open_period"
    text = "The books of {service} have no open period for {day}. Nothing was booked there; open one and send again."

    service: str
    day: str


class TrytonClient:
    """See :class:`integrations.book_services.book_voucher.BookClient`."""

    def __init__(self, calls: TrytonCalls) -> None:
        self.calls = calls
        self._journal: int | None = None

    def company(self) -> str:
        """See the protocol."""
        company = self.calls.context()["company"]
        records = self.calls.search("company.company", [["id", "=", company]], ["rec_name"])
        return next((text_in(each, "rec_name") for each in records), "")

    def send(self, voucher: BookVoucher) -> str:
        """See the protocol; raises :class:`AccountUnknown` and :class:`NoOpenPeriod` too."""
        move = self._find(voucher)
        if move is None:
            move_id = self._create(voucher)
            self.calls.press("account.move", "post", [move_id])
        else:
            (move_id,) = ids_in([move])
            self._compare(voucher, move_id)
            if move.get("state") == "draft":
                self.calls.press("account.move", "post", [move_id])
        if voucher.document is not None:
            self._attach(voucher.document, move_id)
        (posted,) = self.calls.search("account.move", [["id", "=", move_id]], ["number"])
        return text_in(posted, "number")

    def _find(self, voucher: BookVoucher) -> Mapping[str, object] | None:
        records = self.calls.search(
            "account.move", [["description", "like", f"%{voucher.mark}%"]], ["description", "state"]
        )
        return next((each for each in records if voucher.mark in text_in(each, "description")), None)

    def _compare(self, voucher: BookVoucher, move_id: int) -> None:
        lines = self.calls.search("account.move.line", [["move", "=", move_id]], ["account.code", "debit", "credit"])
        check_sums(SERVICE, voucher, amounts_of(lines))

    def _create(self, voucher: BookVoucher) -> int:
        numbers = sorted(voucher.sums)
        accounts = {
            text_in(each, "code"): int(str(each["id"]))
            for each in self.calls.search(
                "account.account", [["code", "in", numbers], ["closed", "!=", True], ["type", "!=", None]], ["code"]
            )
        }
        for number in numbers:
            if number not in accounts:
                raise AccountUnknown(SERVICE, number)
        body = move_body(voucher, self._general_journal(), self._period(voucher), accounts)
        return self.calls.create("account.move", [body])[0]

    def _general_journal(self) -> int:
        if self._journal is None:
            journals = self.calls.search("account.journal", [["type", "=", "general"]], ["code"])
            if not journals:
                raise AccountUnknown(SERVICE, "journal")
            named = [each for each in journals if each.get("code") == "MISC"]
            self._journal = ids_in(named or journals)[0]
        return self._journal

    def _period(self, voucher: BookVoucher) -> int:
        day = day_value(voucher.voucher.day)
        domain = [["start_date", "<=", day], ["end_date", ">=", day], ["state", "=", "open"], ["type", "=", "standard"]]
        periods = self.calls.search("account.period", domain, ["name"])
        if not periods:
            raise NoOpenPeriod(SERVICE, voucher.voucher.day.isoformat())
        return ids_in(periods)[0]

    def _attach(self, document: BookDocument, move_id: int) -> None:
        domain = [["resource", "=", f"account.move,{move_id}"], ["name", "=", document.name]]
        if not self.calls.search("ir.attachment", domain, ["name"]):
            body: Record = attachment_body(document.name, document.content, move_id)
            self.calls.create("ir.attachment", [body])
