"""The page on which a customer opens a receipt on the own phone: its picture, and the same as PDF. No script."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.counter.receipt_composer import ReceiptComposer
from app.counter.receipt_file import ReceiptFile, receipt_file
from app.web.addresses import RECEIPT_PATH
from app.web.forms.form_page import FormPage, form_page, note
from models.access.actor import Actor
from models.access.operator import TILL_OPERATOR
from models.errors import KassaError, Refused
from operations.dispatch.receipt_on_phone import open_receipt, sale_of_code
from store.access.secrets import InstallationSecret
from store.database.engine import Store

#: Where the code is in the page's address.
CODE_FIELD = "c"
CODE_SIGNS_MAX = 60
#: Nothing of this page needs a script, or anything from elsewhere; a receipt's picture has its logo in it.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The page and its files; ``language`` is that of visitors without a wish, and of receipts without a setting."""

    store_of: Callable[[], Store]
    installation: InstallationSecret
    language: str
    clock: Callable[[], datetime] = _now

    def routes(self) -> list[Route]:
        """The addresses of the page, of the picture in it, and of the PDF."""
        return [
            Route(f"/{RECEIPT_PATH}", self.show),
            Route(f"/{RECEIPT_PATH}/picture", self.picture),
            Route(f"/{RECEIPT_PATH}/pdf", self.pdf),
        ]

    async def show(self, request: Request) -> Response:
        """The receipt as a picture, with its text for those who cannot see it."""
        page = form_page(request, self.language)
        return await self._answer(page, request, lambda receipt: _whole(page, request, receipt))

    async def picture(self, request: Request) -> Response:
        """The picture, by itself."""
        page = form_page(request, self.language)
        response = await self._answer(
            page, request, lambda receipt: Response(receipt.picture, media_type="image/svg+xml")
        )
        if response.status_code == 200:
            response.headers["content-security-policy"] = _PICTURE_POLICY
        return response

    async def pdf(self, request: Request) -> Response:
        """The receipt as a file to save."""
        page = form_page(request, self.language)
        return await self._answer(page, request, _file)

    async def _answer(self, page: FormPage, request: Request, draw: Callable[[ReceiptFile], Response]) -> Response:
        try:
            response = await run_in_threadpool(lambda: draw(self._receipt(request)))
        except KassaError as error:
            status = 403 if isinstance(error, Refused) else 503
            response = page.respond("receipt_page.title", note(page.explain(error)), status)
        response.headers["content-security-policy"] = POLICY
        response.headers["cache-control"] = "no-store"
        return response

    def _receipt(self, request: Request) -> ReceiptFile:
        store, code = self.store_of(), request.query_params.get(CODE_FIELD, "")
        with store.view() as view:
            sale = sale_of_code(view, self.installation, code[:CODE_SIGNS_MAX])
        open_receipt(store, Actor(TILL_OPERATOR, sale.origin.device_id), sale, at=self.clock())
        return receipt_file(ReceiptComposer(store, self.language), sale.id)


def receipt_address(origin: str, code: str) -> str:
    """The address that a phone opens to see a receipt."""
    return f"{origin}/{RECEIPT_PATH}?{urlencode({CODE_FIELD: code})}"


def _whole(page: FormPage, request: Request, receipt: ReceiptFile) -> Response:
    query = html.escape(urlencode({CODE_FIELD: request.query_params.get(CODE_FIELD, "")}))
    text = html.escape(receipt.text)
    body = (
        f'<p class="receipt-picture"><img src="/{RECEIPT_PATH}/picture?{query}" alt="{text}"></p>'
        f'<p class="below"><a class="button" href="/{RECEIPT_PATH}/pdf?{query}" download>'
        f'{page.text("receipt_page.save")}</a></p><p class="soft">{page.text("receipt_page.holds")}</p>'
    )
    return page.respond("receipt_page.title", body)


def _file(receipt: ReceiptFile) -> Response:
    headers = {"content-disposition": f'attachment; filename="{receipt.name}"'}
    return Response(receipt.pdf(), media_type="application/pdf", headers=headers)
