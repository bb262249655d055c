"""Connecting the shop to a CRM of others, by an access token that a person makes there."""

from __future__ import annotations

from datetime import datetime

from app.counter.crm_exchange import TOKEN_NAME, open_crm
from integrations.hubspot.hubspot_client import SERVICE, CrmTokenRefused
from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import KassaError
from models.shop_settings import CRM_SYSTEM
from operations.access.permissions import check
from operations.dispatch.crm_queue import NoCrm, crm_system
from operations.installation.change_settings import change_setting
from operations.installation.configuration import load_settings
from operations.installation.service_secrets import ServiceSecrets
from operations.members.crm_contacts import forget_all_contacts
from store.database.engine import Store

TOKEN_LENGTH_MAX = 200


def connect_crm(store: Store, actor: Actor, token: str, *, at: datetime) -> None:
    """Connect the shop with a token, after a call with it; contacts go there from the next exchange on.

    Raises :class:`integrations.hubspot.hubspot_client.CrmTokenRefused` and what else calls raise; the token that was
    there stays then.
    """
    check(actor, Permission.CHANGE_SHOP)
    token = token.strip()
    if not token.isascii() or not token.isprintable() or not 0 < len(token) <= TOKEN_LENGTH_MAX:
        raise CrmTokenRefused(SERVICE)
    settings = load_settings()
    secrets = ServiceSecrets(settings.keys)
    before = secrets.find(TOKEN_NAME)
    secrets.save(TOKEN_NAME, token)
    try:
        with open_crm(settings.keys, settings.crm_address) as client:
            client.prepare()
    except KassaError:
        if before is None:
            secrets.remove(TOKEN_NAME)
        else:
            secrets.save(TOKEN_NAME, before.text)
        raise
    change_setting(store, actor, CRM_SYSTEM, "hubspot", at=at)


def try_crm(store: Store) -> None:
    """Make a call with the token: a test of the connection.

    Raises :class:`operations.dispatch.crm_queue.NoCrm` and what calls raise.
    """
    with store.view() as view:
        if not crm_system(view):
            raise NoCrm
    settings = load_settings()
    with open_crm(settings.keys, settings.crm_address) as client:
        client.prepare()


def end_crm(store: Store, actor: Actor, *, at: datetime) -> None:
    """Send nothing more, and forget the token and which contacts are there; they stay there."""
    change_setting(store, actor, CRM_SYSTEM, "none", at=at)
    ServiceSecrets(load_settings().keys).remove(TOKEN_NAME)
    forget_all_contacts(store, actor)
