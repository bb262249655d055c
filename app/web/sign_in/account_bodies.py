"""What the pages of the own account show, as HTML: the password, the second step and its recovery codes."""

from __future__ import annotations

import html
from collections.abc import Sequence

from app.web.code_picture import picture_of
from app.web.forms.form_page import FormPage

ACCOUNT, PASSWORD, SECOND_STEP = "/account", "/account/password", "/account/second-step"
REMOVE = "/account/second-step/remove"
#: Letters of the key are shown in groups of so many.
KEY_GROUP = 4


def account_body(page: FormPage, *, name: str, has_second_step: bool) -> str:
    """Who is signed in, the form for a new password, and the way to the second step."""
    return (
        f'<p class="wide">{page.text("account.who", name=name)}</p>'
        f"<h2>{page.text('account.second_step.title')}</h2>{_second_step(page, has_second_step=has_second_step)}"
        f"<h2>{page.text('account.password.title')}</h2>{_password_form(page)}"
        f'<p class="below"><a href="/">{page.text("sign_out.back")}</a> · '
        f'<a href="/sign-out">{page.text("sign_out.do")}</a></p>'
    )


def _second_step(page: FormPage, *, has_second_step: bool) -> str:
    if has_second_step:
        text = f"<p>{page.text('account.second_step.on')}</p>"
        return text + page.form(REMOVE, _password_field(page) + page.button("account.second_step.remove", quiet=True))
    text = f"<p>{page.text('account.second_step.off')}</p>"
    return text + f'<p><a class="button quiet" href="{SECOND_STEP}">{page.text("account.second_step.add")}</a></p>'


def _password_form(page: FormPage) -> str:
    new = (
        f"<label>{page.text('account.password.new')}<span>{page.text('account.password.rule')}</span>"
        '<input name="new" type="password" required minlength="12" maxlength="128" autocomplete="new-password">'
        "</label>"
    )
    return page.form(PASSWORD, _password_field(page) + new + page.button("account.password.change"))


def _password_field(page: FormPage) -> str:
    return (
        f'<label>{page.text("account.password.now")}<input name="password" type="password" required maxlength="1000" '
        'autocomplete="current-password"></label>'
    )


def enrol_body(page: FormPage, key: str, address: str) -> str:
    """The picture to scan with a phone, the same as text, and the form that proves that it was scanned.

    ``address`` is the text of the picture, ``key`` the part of it that can be typed.
    """
    grouped = " ".join(key[place : place + KEY_GROUP] for place in range(0, len(key), KEY_GROUP))
    field = (
        f'<input type="hidden" name="key" value="{html.escape(key)}">'
        f"<label>{page.text('sign_in.code')}<span>{page.text('account.second_step.code.help')}</span>"
        '<input class="code" name="code" required maxlength="12" inputmode="numeric" autocomplete="one-time-code">'
        f"</label>{_password_field(page)}"
    )
    return (
        f'<p class="wide">{page.text("account.second_step.scan")}</p><div class="code-picture">'
        f"{picture_of(address, page.words.translate('account.second_step.picture'))}</div>"
        f'<p class="soft">{page.text("account.second_step.type")}<br><code>{html.escape(grouped)}</code></p>'
        + page.form(SECOND_STEP, field + page.button("account.second_step.confirm"))
        + f'<p class="below"><a href="{ACCOUNT}">{page.text("account.second_step.leave")}</a></p>'
    )


def recovery_body(page: FormPage, codes: Sequence[str]) -> str:
    """The recovery codes, which are shown this once."""
    items = "".join(f"<li>{html.escape(each)}</li>" for each in codes)
    return (
        f'<p class="wide">{page.text("account.recovery.text", count=len(codes))}</p><ul class="codes">{items}</ul>'
        f'<p><a class="button" href="{ACCOUNT}">{page.text("account.recovery.done")}</a></p>'
    )
