"""What the page of webhooks does with secrets and messages."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.office.office_visit import OfficeVisit
from models.access.actor import Actor
from operations.dispatch.webhook_changes import WebhookWish, add_webhook, renew_webhook_secret
from operations.dispatch.webhook_sending import add_trial
from operations.installation.configuration import load_settings
from store.access.secrets import InstallationSecret


def add(visit: OfficeVisit, place: str) -> None:
    """Add a webhook as the form has it; its secret is at ``place`` of the session's state."""
    state, settings = st.session_state, load_settings()

    def work(actor: Actor, at: datetime) -> None:
        wish = WebhookWish(state["webhook_address"], state["webhook_events"], settings.webhook_loopback)
        state[place] = add_webhook(visit.store, actor, wish, InstallationSecret(settings.keys), at=at).secret

    if visit.act(work, "webhooks.added"):
        state["webhook_address"], state["webhook_events"] = "", []


def rotate(visit: OfficeVisit, actor: Actor, number: int, place: str, at: datetime) -> None:
    """Give a webhook a new secret, which is at ``place`` of the session's state."""
    installation = InstallationSecret(load_settings().keys)
    st.session_state[place] = renew_webhook_secret(visit.store, actor, number, installation, at=at).secret


def send_trial(visit: OfficeVisit, actor: Actor, number: int, at: datetime) -> None:
    """Queue a message that shows whether a receiver takes it."""
    add_trial(visit.store, actor, number, at=at)
