"""The e-mail with the link by which a member signs in to the web shop, in the language in which it was asked for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.words import words_of
from integrations.mail.messages import MailContent
from models.members.member_sign_in import LINK_OPENS, SignInLinkEnded
from operations.members.own_pages import link_of
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.members import member_rows, sign_in_rows
from store.signing.key_ring import KeysUnavailable


def sign_in_letter(store: Store, sign_in_id: int) -> MailContent:
    """The link, how long it opens, and what to do for whoever did not ask for it.

    Raises :class:`SignInLinkEnded` if the member is gone or has another address by now.
    """
    if store.keys is None:
        raise KeysUnavailable(Path(), "this store has none")
    with store.view() as view:
        sign_in, company = sign_in_rows.find_sign_in(view, sign_in_id), shop.get_shop(view).company
        if sign_in is None:
            raise SignInLinkEnded
        number = member_rows.get_member(view, sign_in.member).number
    words = words_of(sign_in.language)
    link = link_of(InstallationSecret(store.keys.folder), sign_in)
    values = {
        "company": company,
        "number": number,
        "minutes": LINK_OPENS // timedelta(minutes=1),
        "address": f"{sign_in.origin}/member/in/{link}",
    }
    text = words.translate("mail.member_link_text", **values)
    return MailContent(words.translate("mail.member_link_subject", **values), f"{text}\n")
