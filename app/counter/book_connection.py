"""Connecting the shop to a bookkeeping program: a person allows it on the program's page and brings back an address."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from app.counter.book_sending import BookLink, open_client, open_desk, options_of, this_link
from integrations.book_services.book_voucher import BookClient
from integrations.book_services.service_sign_in import sign_in_page
from integrations.xero.xero_client import XeroClient
from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.service_tokens import ServiceAccount, ServiceTokens
from models.errors import KassaError, Refused
from models.shop_settings import BOOKS_SINCE, BOOKS_SYSTEM
from operations.access.permissions import check
from operations.dispatch.book_queue import NoBookSystem, book_system
from operations.installation.book_secrets import BookSecrets
from operations.installation.change_settings import change_setting
from operations.installation.configuration import load_settings
from store.database.engine import Store
from store.setting_rows import get_value
from store.shop import get_shop


class WrongReturnAddress(Refused):
    """What a person brought back from the page of a program is no answer to the sign-in that was begun."""

    code = "wrong_return_address"
    text = (
        "That is not the address to which {service} sent you back for this sign-in. Nothing was connected; begin "
        "again, and copy the whole address of the page."
    )

    service: str


class ErpAccountIncomplete(Refused):
    """The address of the server, the user or the password is missing."""

    code = "erp_account_incomplete"
    text = (
        "An address that begins with https:// and ends with the name of the database, a user and a password are "
        "needed. Nothing was stored; correct them and try again."
    )


class AccountIncomplete(Refused):
    """The client id, the secret or the address to come back to is missing."""

    code = "account_incomplete"
    text = (
        "The client id, the client secret and an address that begins with https:// are needed. Nothing was stored; "
        "copy them from the program's page for developers."
    )


def begin_connection(actor: Actor, system: str, account: ServiceAccount) -> str:
    """Store the account among the secrets, and give the page on which a person allows the shop to book.

    Raises :class:`AccountIncomplete` or :class:`store.signing.key_ring.KeysUnavailable`.
    """
    check(actor, Permission.CHANGE_SHOP)
    is_address = account.redirect.startswith(("https://", "http://localhost", "http://127.0.0.1"))
    if not account.client_id.strip() or not account.client_secret.strip() or not is_address:
        raise AccountIncomplete
    link = this_link(system)
    state = BookSecrets(load_settings().keys, system).begin(account)
    return sign_in_page(link.sign_in, account, state)


def finish_connection(store: Store, actor: Actor, system: str, address: str, *, at: datetime) -> None:
    """Sign the shop in with the address that a person came back to, and let closed days go there from today on.

    Raises :class:`WrongReturnAddress` and what calls to the program raise.
    """
    check(actor, Permission.CHANGE_SHOP)
    link, secrets = this_link(system), BookSecrets(load_settings().keys, system)
    answer = {name: values[0] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    account = secrets.account()
    if account is None or "code" not in answer or not secrets.take_state(answer.get("state", "")):
        raise WrongReturnAddress(link.service)
    with open_desk(link) as desk:
        secrets.save_tokens(desk.first(account, answer["code"]))
    tenant = _tenant(store, link)
    if tenant:
        tokens = secrets.tokens()
        assert tokens is not None
        secrets.save_tokens(ServiceTokens(tokens.access, tokens.refresh, tenant))
    _use_system(store, actor, system, at)


def connect_tryton(store: Store, actor: Actor, account: ServiceAccount, *, at: datetime) -> str:
    """Sign the shop in at its own Tryton, and let closed days, goods and orders go there from today on.

    ``redirect`` is the address of the server with the name of the database. Gives the name of the company there. Raises
    :class:`ErpAccountIncomplete`, and :class:`SignInOver` and what else calls raise; what was connected stays then.
    """
    check(actor, Permission.CHANGE_SHOP)
    address = account.redirect.strip().rstrip("/")
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not (is_safe and parts.hostname and parts.path.strip("/") and account.client_id and account.client_secret):
        raise ErpAccountIncomplete
    secrets = BookSecrets(load_settings().keys, "tryton")
    account_before, tokens_before = secrets.account(), secrets.tokens()
    secrets.remove()
    secrets.begin(ServiceAccount(account.client_id, account.client_secret, address))
    try:
        with client_of(store, this_link("tryton")) as client:
            company = client.company()
    except KassaError:
        secrets.remove()
        if account_before is not None:
            secrets.begin(account_before)
        if tokens_before is not None:
            secrets.save_tokens(tokens_before)
        raise
    _use_system(store, actor, "tryton", at)
    return company


def end_connection(store: Store, actor: Actor, *, at: datetime) -> None:
    """Send nothing more, and forget the secrets; what waits is not sent."""
    with store.view() as view:
        system = book_system(view)
    change_setting(store, actor, BOOKS_SYSTEM, "none", at=at)
    if system:
        BookSecrets(load_settings().keys, system).remove()


def connected_company(store: Store) -> str:
    """The name of the company at the program: a test of the connection; raises what calls to it raise."""
    with store.view() as view:
        system = book_system(view)
    if not system:
        raise NoBookSystem
    with client_of(store, this_link(system)) as client:
        return client.company()


def client_of(store: Store, link: BookLink) -> AbstractContextManager[BookClient]:
    """A client with the options of the settings."""
    with store.view() as view:
        options = options_of(view)
    return open_client(link, load_settings().keys, options)


def _use_system(store: Store, actor: Actor, system: str, at: datetime) -> None:
    """Let closed days go to a program, from today on unless a day is set."""
    with store.view() as view:
        since, today = get_value(view, BOOKS_SINCE), get_shop(view).business_day(at)
    if not since:
        change_setting(store, actor, BOOKS_SINCE, today.isoformat(), at=at)
    change_setting(store, actor, BOOKS_SYSTEM, system, at=at)


def _tenant(store: Store, link: BookLink) -> str:
    """The company that the shop books in, where a program has many."""
    with client_of(store, link) as client:
        return client.first_tenant() if isinstance(client, XeroClient) else ""
