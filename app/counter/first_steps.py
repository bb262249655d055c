"""The steps of a setup that need a printer or a folder: used by ``kassa setup`` and by the page alike."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.counter.test_page import print_test_page
from hardware.device_settings import printer_of
from hardware.printer.port import PrintOutcome
from models.access.actor import Actor
from models.errors import Refused
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.setup_steps import SetupStep, StepState
from models.shop import DeviceKind
from models.shop_settings import BACKUP_FOLDER, RECEIPT_LANGUAGE
from operations.installation import upkeep
from operations.installation.anchoring import add_anchors
from operations.installation.change_settings import change_setting
from operations.installation.configuration import Settings
from operations.installation.device_links import DeviceRole, set_device
from operations.installation.shop_setup import mark_step, refuse_demo
from operations.progress import Progress
from store import setting_rows, shop
from store.database.engine import Store


class NoSuchFolder(Refused):
    """Backups cannot be written to a folder."""

    code = "no_such_folder"
    text = "Backups cannot be written to {folder}: {reason}. Nothing was changed; name another folder."

    folder: str
    reason: str


def set_first_printer(settings: Settings, store: Store, actor: Actor, link: str, *, at: datetime) -> PrintOutcome:
    """Give the first till a printer (``""``: that of KASSA_PRINTER), print its test page, and return the outcome.

    Raises :class:`hardware.faults.WrongDeviceSetting` before anything is changed.
    """
    refuse_demo(store)
    printer_of(link or settings.printer)
    with store.view() as view:
        first = next(each.id for each in shop.all_devices(view) if each.kind is DeviceKind.TILL)
        station = shop.get_station(view, first)
        language = setting_rows.get_value(view, RECEIPT_LANGUAGE) or settings.language
    if link:
        set_device(store, actor, first, DeviceRole.RECEIPT_PRINTER, link, at=at)
    mark_step(store, actor, SetupStep.PRINTER, StepState.DONE, at=at)
    return print_test_page(link or settings.printer, station, ReceiptLanguage(language), at=at)


def make_first_backup(
    settings: Settings, store: Store, actor: Actor, folder: str, progress: Progress, *, at: datetime
) -> upkeep.Copy:
    """Choose the folder for backups (``""``: that of the installation) and make and verify the first one in it.

    Raises :class:`NoSuchFolder` or what :func:`operations.installation.upkeep.make_backup` raises.
    """
    refuse_demo(store)
    place = Path(folder).expanduser() if folder else settings.backups
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NoSuchFolder(str(place), error.strerror or "the system refused") from None
    copy = upkeep.make_backup(store, actor, place.absolute() / upkeep.backup_name(upkeep.BY_HAND, at), progress)
    add_anchors(settings, copy.verdict, at)
    if folder:
        change_setting(store, actor, BACKUP_FOLDER, str(place.absolute()), at=at)
    mark_step(store, actor, SetupStep.BACKUPS, StepState.DONE, at=at)
    return copy
