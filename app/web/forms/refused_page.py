"""The page for somebody who is signed in and asked for what their role does not permit: it names who may."""

from __future__ import annotations

import html

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.web.forms.form_page import form_page


def refused_page(request: Request, whom: str, language: str) -> HTMLResponse:
    """Explain that the page is not for the visitor; ``whom`` is the sentence about whom to ask, or empty."""
    page = form_page(request, language)
    ask = f"<p>{html.escape(whom)}</p>" if whom else ""
    links = (
        f'<p><a class="button" href="/">{page.text("refused.back")}</a></p>'
        f'<p><a class="button quiet" href="/sign-out">{page.text("refused.other_person")}</a></p>'
    )
    return page.respond("refused.title", f"<p>{page.text('refused.text')}</p>{ask}{links}", 403)
