"""What we know of a visitor of our Streamlit pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import streamlit as st

from app.web.cookies import OFFICE_COOKIE, TILL_COOKIE
from app.words import choose_language, words_of
from models.access.session import SessionKind, SignedIn
from models.errors import Refused
from operations.access.sessions import find_signed_in, note_input
from operations.installation.configuration import load_settings
from store.database.engine import Store

#: The till writes the operator's choice of language here.
LANGUAGE_COOKIE = "kassa_language"
#: That a session is used is stored at most this often.
NOTED_EVERY = timedelta(minutes=1)


class NotSignedIn(Refused):
    """Nobody is signed in at an open page any more."""

    code = "not_signed_in"
    text = "You are not signed in any more. Nothing was changed; load the page again and sign in."


def language_of_visitor() -> str:
    """``?lang=`` in the address, else the choice made at the till, else the browser's, else the shop's."""
    wishes = [st.query_params.get("lang"), st.context.cookies.get(LANGUAGE_COOKIE), st.context.locale]
    return choose_language(wishes, default=load_settings().language)


def signed_in_visitor(store: Store) -> SignedIn | None:
    """Who is signed in to the back office at this page now, with what their role permits at this moment.

    Asked anew at every rerun, because a session ends and a role changes while a page is open.
    """
    token = st.context.cookies.get(OFFICE_COOKIE)
    signed_in = find_signed_in(store, token, at=datetime.now(UTC)) if token else None
    return signed_in if signed_in is not None and signed_in.session.kind is SessionKind.OFFICE else None


def note_visit(store: Store, signed_in: SignedIn) -> None:
    """Count a rerun of a whole page as input, so that the session of somebody who works goes on."""
    now = datetime.now(UTC)
    if now - signed_in.session.seen_at > NOTED_EVERY:
        note_input(store, signed_in.session, at=now)


def is_at_till() -> bool:
    """Whether the visitor's browser claims to be a till's; the till's own routes look closer."""
    return TILL_COOKIE in st.context.cookies


def tell_of_mistake(_error: Exception) -> bool:
    """Show in the visitor's language that a page broke; ``True`` stops Streamlit from showing its own message.

    Streamlit has written the error to the server's log before.
    """
    st.error(words_of(language_of_visitor()).translate("problem.broken"), icon=":material/error:")
    return True
