"""Xero: each voucher is one manual journal, with its Z report attached.

A journal is looked up by its mark before it is created, as the key against doubles (``Idempotency-Key``) is good for a
while only. With the key, creating may be repeated at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from integrations.book_services.book_voucher import BookVoucher, check_sums, records_in, text_in
from integrations.book_services.service_calls import Call, Pace, ServiceCalls, ServiceSilent
from integrations.book_services.service_sign_in import SignInAddresses
from integrations.xero.xero_journals import SERVICE, amounts_of, has_mark, journal_body

ADDRESS = "https://api.xero.com"
JOURNALS = "/api.xro/2.0/ManualJournals"
TENANT_HEADER = "xero-tenant-id"
#: Xero takes 60 calls in a minute.
PACE = Pace(60, 60)
SIGN_IN = SignInAddresses(
    "https://login.xero.com/identity/connect/authorize",
    "https://identity.xero.com/connect/token",
    "offline_access accounting.transactions accounting.attachments accounting.settings.read",
    {},
)
#: A page has so many journals.
PAGE_SIZE = 100


class XeroClient:
    """See :class:`integrations.book_services.book_voucher.BookClient`."""

    def __init__(self, calls: ServiceCalls) -> None:
        self._calls = calls

    def company(self) -> str:
        """See the protocol."""
        answer = self._calls.ask(Call("GET", "/api.xro/2.0/Organisation"))
        return next((text_in(each, "Name") for each in records_in(answer, "Organisations")), "")

    def send(self, voucher: BookVoucher) -> str:
        """See the protocol."""
        journal = self._find(voucher)
        if journal is None:
            journal = self._create(voucher)
        else:
            check_sums(SERVICE, voucher, amounts_of(journal))
        journal_id = text_in(journal, "ManualJournalID")
        if voucher.document is not None and journal.get("HasAttachments") is not True:
            path = f"{JOURNALS}/{journal_id}/Attachments/{quote(voucher.document.name, safe='')}"
            headers = {"Content-Type": voucher.document.media, "Idempotency-Key": f"{voucher.mark} file"}
            self._calls.ask(Call("PUT", path, raw=voucher.document.content, headers=headers, may_repeat=True))
        return journal_id

    def first_tenant(self) -> str:
        """The id of the first company that the shop may book in."""
        answer = self._calls.ask(Call("GET", "/connections"))
        return next((text_in(each, "tenantId") for each in records_in(answer, "items")), "")

    def _find(self, voucher: BookVoucher) -> Mapping[str, object] | None:
        day, page = voucher.voucher.day, 1
        while True:
            query = {"where": f"Date==DateTime({day.year}, {day.month}, {day.day})", "page": str(page)}
            journals = records_in(self._calls.ask(Call("GET", JOURNALS, query)), "ManualJournals")
            for each in journals:
                if has_mark(each, voucher):
                    return each
            if len(journals) < PAGE_SIZE:
                return None
            page += 1

    def _create(self, voucher: BookVoucher) -> Mapping[str, object]:
        headers = {"Idempotency-Key": voucher.mark}
        call = Call("PUT", JOURNALS, body=journal_body(voucher), headers=headers, may_repeat=True)
        journal = next(iter(records_in(self._calls.ask(call), "ManualJournals")), {})
        if not text_in(journal, "ManualJournalID"):
            raise ServiceSilent(SERVICE, "no ManualJournalID")
        return journal
