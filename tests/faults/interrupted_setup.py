"""The answers to the questions of the setup, given in a process that is killed meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from app.counter.first_steps import make_first_backup, set_first_printer
from models.access.operator import Operator
from models.access.permission import BuiltInRole
from models.setup_steps import SetupStep, StepState
from operations.access.actors import office_actor
from operations.access.operators import add_operator
from operations.access.secrets import is_weak, set_password
from operations.installation.configuration import Settings
from operations.installation.first_owner import NewOwner, add_owner
from operations.installation.shop_setup import CompanyAnswers, mark_step, set_company, set_location, set_tills
from operations.installation.starter_range import StarterTrade, TypedGood, add_starter_range, add_typed_goods
from operations.progress import no_progress
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from tests.builders import AT

PASSWORD = "fyra ord som inte hör ihop"


class StoreKilledAtCommit(Store):
    """A store that counts the points at which its process may be killed: before each commit, and when it is done.

    ``finely`` adds those before and after each statement. At point ``die_at`` the process is killed.
    """

    def __init__(self, url: str, *, die_at: int | None = None, finely: bool = False) -> None:
        super().__init__(url)
        self.points, self._die_at = 0, die_at
        if finely:
            for moment in ("before_cursor_execute", "after_cursor_execute"):
                sa.event.listen(self._writer, moment, self._tick)

    def _tick(self, *_details: object) -> None:
        if self.points == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.points += 1

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with super().transaction() as connection:
            yield connection
            self._tick()
        self._tick()


def url_in(home: Path) -> str:
    return f"sqlite:///{home / 'shop.db'}"


def settings_in(home: Path) -> Settings:
    return Settings(home=home, store_url=url_in(home), language="sv", printer=f"file:{home / 'paper'}")


def _company(_home: Path, store: Store) -> None:
    set_company(store, office_actor(store), CompanyAnswers("Annas Kiosk AB", "5560004755"), at=AT)


def _location(_home: Path, store: Store) -> None:
    set_location(store, office_actor(store), "Kiosken", "Storgatan 2", at=AT)


def _tills(_home: Path, store: Store) -> None:
    set_tills(store, office_actor(store), ["Vänster", "Höger"], at=AT)


def _printer(home: Path, store: Store) -> None:
    set_first_printer(settings_in(home), store, office_actor(store), f"file:{home / 'paper'}", at=AT)


def _owner(home: Path, store: Store) -> None:
    owner = NewOwner("anna", "Anna Öst", PASSWORD, "2580")
    add_owner(store, office_actor(store), owner, InstallationSecret(settings_in(home).keys), at=AT)


def _goods(_home: Path, store: Store) -> None:
    add_starter_range(store, office_actor(store), StarterTrade.KIOSK, "sv", at=AT)


def typed_goods(_home: Path, store: Store) -> None:
    """The other answer to the question about goods."""
    add_typed_goods(store, office_actor(store), [TypedGood("Bulle", "12,50")], at=AT)


def _backups(home: Path, store: Store) -> None:
    for file in (home / "stick").glob("shop-*"):
        file.unlink()  # in a test both are made at the same second
    make_first_backup(settings_in(home), store, office_actor(store), str(home / "stick"), no_progress, at=AT)


def owner_in_parts(_home: Path, store: Store) -> None:
    """What an answer must not be: several transactions, of which the first makes the step look done."""
    add_operator(store, office_actor(store), Operator("anna", "Anna Öst", BuiltInRole.OWNER.value), at=AT)
    mark_step(store, office_actor(store), SetupStep.OWNER, StepState.DONE, at=AT)
    set_password(store, office_actor(store), "anna", PASSWORD, at=AT)


Answer = Callable[[Path, Store], None]
ANSWERS: dict[SetupStep, Answer] = {
    SetupStep.COMPANY: _company,
    SetupStep.LOCATION: _location,
    SetupStep.TILLS: _tills,
    SetupStep.PRINTER: _printer,
    SetupStep.OWNER: _owner,
    SetupStep.GOODS: _goods,
    SetupStep.BACKUPS: _backups,
}


def answer_and_die(home: Path, answer: Answer, die_at: int, *, finely: bool) -> None:
    """Answer a step in a process that is killed on the way."""
    answer(home, StoreKilledAtCommit(url_in(home), die_at=die_at, finely=finely))


# What the owner's password is looked up in is read when it is first needed; each process inherits it.
is_weak(PASSWORD, Operator("anna", "Anna Öst", BuiltInRole.OWNER.value))
