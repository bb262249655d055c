"""What the pages for signing in and out show, as HTML."""

from __future__ import annotations

import html
from dataclasses import dataclass
from urllib.parse import urlencode

from app.web.addresses import SETUP, SIGN_IN
from app.web.forms.form_page import FormPage

OPENID, OPENID_BACK = f"{SIGN_IN}/openid", f"{SIGN_IN}/openid/back"
CODE, DEMO, SIGN_OUT, ENROL = f"{SIGN_IN}/code", f"{SIGN_IN}/demo", "/sign-out", "/enrol"
DEMO_SELLER, DEMO_MANAGER = "cashier", "manager"


@dataclass(frozen=True, slots=True)
class SignInChoices:
    """What else than name and password there is: the buttons of a demo shop, or a service by its name."""

    is_demo: bool
    has_people: bool
    service: str = ""


def sign_in_body(page: FormPage, choices: SignInChoices, *, way_back: str, name: str = "") -> str:
    """The form for name and password; above it, in a demo shop, two buttons that sign in at once."""
    is_demo, has_people = choices.is_demo, choices.has_people
    demo = demo_box(page) if is_demo else ""
    if not has_people and not is_demo:
        return nobody_yet(page)
    return (
        demo
        + f'<p class="soft">{page.text("sign_in.text")}</p>'
        + page.form(
            SIGN_IN,
            _hidden("next", way_back)
            + f'<label>{page.text("sign_in.name")}<input name="name" value="{html.escape(name)}" required '
            'maxlength="120" autocomplete="username" autocapitalize="none" spellcheck="false" autofocus></label>'
            f'<label>{page.text("sign_in.password")}<input name="password" type="password" required maxlength="1000" '
            'autocomplete="current-password"></label>' + page.button("sign_in.do"),
        )
        + _service_link(page, choices.service, way_back)
        + f'<p class="below"><a href="{ENROL}">{page.text("enrol.link")}</a></p>'
    )


def _service_link(page: FormPage, service: str, way_back: str) -> str:
    """A way to the service that signs people in, which is asked nothing before somebody follows it."""
    if not service:
        return ""
    address = html.escape(f"{OPENID}?{urlencode({'next': way_back})}")
    return f'<p><a class="button quiet" href="{address}">{page.text("sign_in.openid", service=service)}</a></p>'


def go_on_body(page: FormPage, path: str) -> str:
    """What leads on by itself: a browser that comes from another site sends no strict cookie at once."""
    address = html.escape(path)
    leads_on = f'<meta http-equiv="refresh" content="0;url={address}">'
    return f'{leads_on}<p><a class="button" href="{address}">{page.text("sign_in.openid.on")}</a></p>'


def enrol_body(page: FormPage) -> str:
    """The form for the code that makes this browser a till."""
    field = (
        f"<label>{page.text('enrol.code')}<span>{page.text('enrol.code.help')}</span>"
        '<input class="code" name="code" required maxlength="40" autocomplete="off" autocapitalize="characters" '
        'spellcheck="false" autofocus></label>'
    )
    back = f'<p class="below"><a href="{SIGN_IN}">{page.text("sign_in.do")}</a></p>'
    return f"<p>{page.text('enrol.text')}</p>" + page.form(ENROL, field + page.button("enrol.do")) + back


def demo_box(page: FormPage) -> str:
    """Two buttons: as cashier, as manager."""
    buttons = page.button("sign_in.demo.cashier", name="as", value=DEMO_SELLER)
    buttons += page.button("sign_in.demo.manager", name="as", value=DEMO_MANAGER, quiet=True)
    return f'<div class="demo"><p>{page.text("sign_in.demo.text")}</p>{page.form(DEMO, buttons)}</div>'


def nobody_yet(page: FormPage) -> str:
    """How a shop gets the first person who can sign in."""
    return (
        f"<p>{page.text('sign_in.nobody.text')}</p><p><code>{page.text('sign_in.nobody.command')}</code></p>"
        f'<p class="soft">{page.text("sign_in.nobody.then")}</p>'
        f'<p><a class="button quiet" href="{SETUP}">{page.text("sign_in.nobody.setup")}</a></p>'
    )


def no_shop_body(page: FormPage) -> str:
    """Where nobody can sign in because there is no shop yet: the way to the page on which one is made."""
    link = f'<p><a class="button" href="{SETUP}">{page.text("sign_in.no_shop.how")}</a></p>'
    return f"<p>{page.text('sign_in.no_shop.text')}</p>{link}"


def code_body(page: FormPage) -> str:
    """The form for the code of the second step."""
    field = (
        f"<label>{page.text('sign_in.code')}<span>{page.text('sign_in.code.help')}</span>"
        '<input class="code" name="code" required maxlength="40" inputmode="text" autocomplete="one-time-code" '
        'autocapitalize="none" spellcheck="false" autofocus></label>'
    )
    again = f'<p class="below"><a href="{SIGN_IN}">{page.text("sign_in.other_person")}</a></p>'
    return page.form(CODE, field + page.button("sign_in.do")) + again


def sign_out_body(page: FormPage, name: str) -> str:
    """Who is signed in, and the button that ends it."""
    text = f"<p>{page.text('sign_out.text', name=name)}</p>"
    back = f'<p class="below"><a href="/">{page.text("sign_out.back")}</a></p>'
    return text + page.form(SIGN_OUT, page.button("sign_out.do")) + back


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
