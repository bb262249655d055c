"""Fortnox: each voucher once, with its Z report attached.

Fortnox has no key against doubles. So each voucher carries a mark, and a voucher with that mark is looked up before one
is created. Creating is never repeated at once: when its answer is lost, the next attempt looks first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

from integrations.book_services.book_voucher import BookDocument, BookVoucher, check_sums, records_in, text_in
from integrations.book_services.service_calls import Call, Pace, ServiceCalls, ServiceRefused, ServiceSilent
from integrations.book_services.service_sign_in import SignInAddresses
from integrations.fortnox.fortnox_vouchers import (
    SERVICE,
    FortnoxOptions,
    amounts_of,
    connection_body,
    has_mark,
    voucher_body,
)

ADDRESS = "https://api.fortnox.se"
#: Fortnox takes 25 calls in 5 seconds.
PACE = Pace(25, 5)
SIGN_IN = SignInAddresses(
    "https://apps.fortnox.se/oauth-v1/auth",
    "https://apps.fortnox.se/oauth-v1/token",
    "bookkeeping companyinformation inbox connectfile",
    {"access_type": "offline"},
)
#: So many are asked for at once.
PAGE_SIZE = 500
NOT_PRESENT = 404


class FortnoxClient:
    """See :class:`integrations.book_services.book_voucher.BookClient`."""

    def __init__(self, calls: ServiceCalls, options: FortnoxOptions) -> None:
        self._calls, self._options = calls, options

    def company(self) -> str:
        """See the protocol."""
        company = self._calls.ask(Call("GET", "/3/companyinformation")).get("CompanyInformation")
        return text_in(company if isinstance(company, dict) else {}, "CompanyName")

    def send(self, voucher: BookVoucher) -> str:
        """See the protocol."""
        year = self._year(voucher.voucher.day)
        number = self._find(voucher, year)
        is_new = number is None
        if number is None:
            number = self._create(voucher, year)
        else:
            check_sums(SERVICE, voucher, self._amounts(number, year))
        if voucher.document is not None and (is_new or not self._has_file(number, year)):
            file_id = None if is_new else self._uploaded(voucher.document)
            body = connection_body(file_id or self._upload(voucher.document), self._options, number, year)
            self._calls.ask(Call("POST", "/3/voucherfileconnections", body=body))
        return f"{self._options.series} {number}"

    def _year(self, day: date) -> int:
        """The id of the financial year that a day is in."""
        answer = self._calls.ask(Call("GET", "/3/financialyears", {"Date": day.isoformat()}))
        for each in records_in(answer, "FinancialYears"):
            if text_in(each, "FromDate") <= day.isoformat() <= text_in(each, "ToDate"):
                return _number(each, "Id")
        raise ServiceRefused(SERVICE, NOT_PRESENT, f"no financial year has {day.isoformat()}")

    def _find(self, voucher: BookVoucher, year: int) -> int | None:
        day = voucher.voucher.day.isoformat()
        query = {"financialyear": str(year), "fromdate": day, "todate": day}
        try:
            for each in self._pages(f"/3/vouchers/sublist/{quote(self._options.series, safe='')}", "Vouchers", query):
                if has_mark(each, voucher):
                    return _number(each, "VoucherNumber")
        except ServiceRefused as error:
            if error.status != NOT_PRESENT:  # a series without a voucher may be none yet
                raise
        return None

    def _create(self, voucher: BookVoucher, year: int) -> int:
        body = voucher_body(voucher, self._options, year)
        created = self._calls.ask(Call("POST", "/3/vouchers", {"financialyear": str(year)}, body)).get("Voucher")
        return _number(created if isinstance(created, dict) else {}, "VoucherNumber")

    def _amounts(self, number: int, year: int) -> Iterator[tuple[str, int]]:
        path = f"/3/vouchers/{quote(self._options.series, safe='')}/{number}"
        return amounts_of(self._calls.ask(Call("GET", path, {"financialyear": str(year)})))

    def _has_file(self, number: int, year: int) -> bool:
        ours = (self._options.series, str(number), str(year))
        names = ("VoucherSeries", "VoucherNumber", "VoucherYear")
        connections = self._pages("/3/voucherfileconnections", "VoucherFileConnections", {})
        return any(tuple(text_in(each, name) for name in names) == ours for each in connections)

    def _uploaded(self, document: BookDocument) -> str | None:
        """The id of a file that an attempt before uploaded and did not attach."""
        folder = self._calls.ask(Call("GET", "/3/inbox")).get("Folder")
        files = records_in(folder if isinstance(folder, dict) else {}, "Files")
        return next((text_in(each, "Id") for each in files if text_in(each, "Name") == document.name), None)

    def _upload(self, document: BookDocument) -> str:
        file = (document.name, document.media, document.content)
        answer = self._calls.ask(Call("POST", "/3/inbox", file=file)).get("File")
        file_id = text_in(answer if isinstance(answer, dict) else {}, "Id")
        if not file_id:
            raise ServiceSilent(SERVICE, "no file id")
        return file_id

    def _pages(self, path: str, name: str, query: dict[str, str]) -> Iterator[dict[str, object]]:
        page, last = 1, 1
        while page <= last:
            parameters = {**query, "limit": str(PAGE_SIZE), "page": str(page)}
            answer = self._calls.ask(Call("GET", path, parameters))
            yield from records_in(answer, name)
            meta = answer.get("MetaInformation")
            last = int(text_in(meta if isinstance(meta, dict) else {}, "@TotalPages") or 1)
            page += 1


def _number(record: dict[str, object], name: str) -> int:
    value = record.get(name)
    if not isinstance(value, int):
        raise ServiceSilent(SERVICE, f"no {name}")
    return value
