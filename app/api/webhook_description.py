"""The webhooks in the description of the interface: what is sent when, in the form that it has (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from app.api.webhook_records import PriceMessage, SaleMessage, StockMessage, TrialMessage, WebOrderMessage
from models.dispatch.webhook import TRIAL_EVENT, WebhookEvent

_FORMS: dict[str, type[BaseModel]] = {
    "order": WebOrderMessage,
    "sale": SaleMessage,
    "stock": StockMessage,
    "price": PriceMessage,
    "webhook": TrialMessage,
}
_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"description": "Taken; any 2xx is. Whatever else is answered is sent again, but after 410."}
}


def describe_webhooks(api: FastAPI) -> None:
    """Name every event with the form of its message."""
    for event in (*WebhookEvent, TRIAL_EVENT):
        _describe(api.webhooks, str(event), _FORMS[str(event).partition(".")[0]])


def _describe(webhooks: APIRouter, event: str, form: type[BaseModel]) -> None:
    def take(message: BaseModel) -> None:
        """Signed with ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature`` (Standard Webhooks)."""

    take.__annotations__ = {"message": form, "return": None}
    webhooks.post(event, name=event, operation_id=event, responses=_TAKEN, tags=["webhooks"])(take)
