"""The contacts of members on their way to a CRM of others: each night, and when somebody asks for it."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.sending_rules import CRM_KINDS, Dispatch, DispatchKind
from models.errors import Refused
from models.shop_settings import CRM_SYSTEM
from operations.access.permissions import check
from operations.dispatch.day_documents import SYSTEM_NAMES
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch
from store.database.engine import Connection, Store
from store.setting_rows import get_value

#: The CRMs that there is a way to.
CRM_SYSTEMS = ("hubspot",)


class NoCrm(Refused):
    """The settings name no CRM."""

    code = "no_crm"
    text = "The shop is connected to no CRM. Nothing was sent; connect one on the page CRM."


def crm_system(view: Connection) -> str:
    """The name of the CRM of the settings; empty if there is none."""
    system = get_value(view, CRM_SYSTEM)
    return system if system in CRM_SYSTEMS else ""


def queue_contacts(store: Store, actor: Actor, *, at: datetime) -> Dispatch | None:
    """Bring the contacts there up to date after the work; ``None`` where that waits already.

    Raises :class:`NoCrm`.
    """
    check(actor, Permission.CHANGE_SHOP)
    with unit_of_work(store, actor, at=at) as work:
        if not crm_system(work.tx):
            raise NoCrm
        return _queue(work)


def queue_nightly_contacts(store: Store, actor: Actor, *, at: datetime) -> Dispatch | None:
    """As :func:`queue_contacts`, by the clock; nothing where the settings name no CRM."""
    check(actor, Permission.ERASE_MEMBERS)
    with unit_of_work(store, actor, at=at) as work:
        return _queue(work) if crm_system(work.tx) else None


def _queue(work: UnitOfWork) -> Dispatch | None:
    """One exchange has all that is new, so a second one that waits would find nothing to do."""
    if dispatch.has_waiting(work.tx, CRM_KINDS, 0):
        return None
    (dispatch_id,) = work.take_ids()
    system = crm_system(work.tx)
    queued = Dispatch(dispatch_id, DispatchKind.CRM_CONTACTS, 0, system, SYSTEM_NAMES[system], work.at)
    dispatch.add_dispatch(work.tx, queued)
    return queued
