"""Signing in: PINs, badges, passwords, waits, sessions."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from models.access import attempts
from models.access.actor import Actor
from models.access.attempts import Subject, WaitForSignIn, WrongSecret
from models.access.operator import Operator
from models.access.permission import PERMISSIONS, BuiltInRole
from models.access.session import IDLE, LONGEST, SessionKind
from models.facts.operator import OperatorSignedIn, OperatorSignedOut, SignInRefused
from models.facts.registry import read_fact
from operations.access.operators import add_operator, change_operator
from operations.access.second_factor import check_second_factor, set_second_factor
from operations.access.secrets import set_badge, set_password, set_pin
from operations.access.sessions import (
    SignIn,
    end_session,
    end_sessions_of,
    find_signed_in,
    note_input,
    open_sessions,
    sign_out,
    start_session,
)
from operations.access.sign_in import check_badge, check_password, check_pin, unlock_operator
from store import journal
from store.access import secrets
from store.access.secrets import InstallationSecret
from store.access.spent_codes import spend_code
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, SECOND_TILL, TILL, small_shop

ANNA, BO = Operator("anna", "Anna", "cashier"), Operator("bo", "Bo", "senior_cashier")
#: A code of a phone is shown for so long.
STEP = timedelta(seconds=30)
PASSWORD = "lampa fjord paraply 88"


@pytest.fixture
def installation(tmp_path: Path) -> InstallationSecret:
    return InstallationSecret(tmp_path)


@pytest.fixture
def staffed(sqlite_store: Store, installation: InstallationSecret) -> Store:
    small_shop(sqlite_store)
    for each, pin in ((ANNA, "2580"), (BO, "9173")):
        add_operator(sqlite_store, OFFICE_ACTOR, each, at=AT)
        set_pin(sqlite_store, OFFICE_ACTOR, each.code, pin, installation, at=AT)
    set_badge(sqlite_store, OFFICE_ACTOR, "bo", "BADGE-0002", installation, at=AT)
    set_password(sqlite_store, OFFICE_ACTOR, "bo", PASSWORD, at=AT)
    return sqlite_store


def facts(store: Store, device: int) -> list[object]:
    with store.view() as view:
        return [read_fact(row.kind, row.payload).fact for row in journal.read(view, device)]


def test_the_right_pin_badge_and_password_tell_who_it_is(staffed: Store, installation: InstallationSecret) -> None:
    assert check_pin(staffed, installation, "anna", "2580", TILL, at=AT) == ANNA
    assert check_badge(staffed, installation, "BADGE-0002", TILL, at=AT) == BO
    assert check_password(staffed, "bo", PASSWORD, at=AT) == BO


def test_wrong_ones_are_refused_alike_and_recorded_without_them(
    staffed: Store, installation: InstallationSecret
) -> None:
    wrong: list[Callable[[], object]] = [
        lambda: check_pin(staffed, installation, "anna", "9173", TILL, at=AT),
        lambda: check_pin(staffed, installation, "nobody", "2580", TILL, at=AT),
        lambda: check_badge(staffed, installation, "BADGE-0001", TILL, at=AT),
        lambda: check_password(staffed, "bo", f"{PASSWORD}9", at=AT),
        lambda: check_password(staffed, "anna", PASSWORD, at=AT),
    ]
    messages = set()
    for each in wrong:
        with pytest.raises(WrongSecret) as refused:
            each()
        messages.add(str(refused.value))
    assert len(messages) == 1
    assert facts(staffed, TILL)[-3:] == [
        SignInRefused("anna", "till", "pin"),
        SignInRefused(None, "till", "pin"),
        SignInRefused(None, "till", "badge"),
    ]
    assert "9173" not in repr(facts(staffed, TILL))


def test_somebody_who_left_does_not_sign_in(staffed: Store, installation: InstallationSecret) -> None:
    change_operator(staffed, OFFICE_ACTOR, replace(ANNA, active=False), at=AT)
    with pytest.raises(WrongSecret):
        check_pin(staffed, installation, "anna", "2580", TILL, at=AT)


def test_another_installation_cannot_check_pins(staffed: Store, tmp_path: Path) -> None:
    with pytest.raises(WrongSecret):
        check_pin(staffed, InstallationSecret(tmp_path / "elsewhere"), "anna", "2580", TILL, at=AT)


def tried(store: Store, installation: InstallationSecret, guesses: int, apart: timedelta) -> int:
    """How many of so many guesses, over all names and two tills, were compared with a PIN."""
    heard = 0
    for number in range(guesses):
        code, place = ("anna", "bo", "nobody")[number % 3], (TILL, OFFICE)[number % 2]
        try:
            check_pin(store, installation, code, f"{number:04}", place, at=AT + number * apart)
        except WrongSecret:
            heard += 1
        except WaitForSignIn:
            pass
    return heard


def test_of_ten_thousand_guesses_over_all_tills_at_most_fifty_are_tried(
    staffed: Store, installation: InstallationSecret
) -> None:
    """Here three of the names are guessed at, which waits longer than the limit of the whole shop allows."""
    assert 0 < tried(staffed, installation, 1_000, timedelta(hours=1) / 1_000) <= 50


def test_control_guesses_that_wait_long_enough_are_all_tried(staffed: Store, installation: InstallationSecret) -> None:
    assert tried(staffed, installation, 52, timedelta(hours=1)) == 52


def test_waiting_grows_ends_and_is_ended_by_whoever_may_unlock(
    staffed: Store, installation: InstallationSecret
) -> None:
    def wrong(at: datetime) -> None:
        with pytest.raises(WrongSecret):
            check_pin(staffed, installation, "anna", "0000", TILL, at=at)

    def wait(at: datetime) -> int:
        with pytest.raises(WaitForSignIn) as refused:
            check_pin(staffed, installation, "anna", "2580", TILL, at=at)
        return refused.value.seconds

    for _ in range(5):
        wrong(AT)
    assert wait(AT) == 5
    assert check_pin(staffed, installation, "bo", "9173", TILL, at=AT) == BO
    wrong(AT + timedelta(seconds=5))
    assert wait(AT + timedelta(seconds=5)) == 10
    unlock_operator(staffed, OFFICE_ACTOR, "anna", at=AT)
    assert check_pin(staffed, installation, "anna", "2580", TILL, at=AT + timedelta(seconds=6)) == ANNA


def test_guesses_at_many_people_let_their_till_wait_and_no_other(
    staffed: Store, installation: InstallationSecret
) -> None:
    for number in range(attempts.LIMITS[Subject.TILL].free + 1):
        with pytest.raises(WrongSecret):
            check_pin(staffed, installation, f"guess{number}", "0000", TILL, at=AT)
        if number == 5:  # somebody's own right PIN in between forgives none of them
            assert check_pin(staffed, installation, "bo", "9173", TILL, at=AT) == BO
    with pytest.raises(WaitForSignIn):
        check_pin(staffed, installation, "anna", "2580", TILL, at=AT)
    assert check_pin(staffed, installation, "anna", "2580", SECOND_TILL, at=AT) == ANNA


def test_ones_own_pin_does_not_forgive_guesses_at_others(staffed: Store, installation: InstallationSecret) -> None:
    """Somebody with a PIN of their own signs in between guesses: the till still counts them."""
    tried = 0
    for number in range(60):
        try:
            check_pin(staffed, installation, "anna", f"{number:04}", TILL, at=AT)
        except WrongSecret:
            tried += 1
        except WaitForSignIn:
            break
        if number % 3 == 2:
            check_pin(staffed, installation, "bo", "9173", TILL, at=AT)
    assert tried == attempts.LIMITS[Subject.OPERATOR].free + 1


@pytest.mark.usefixtures("costly_hashes")
def test_a_shop_hashes_at_the_recommended_cost() -> None:
    assert secrets.hash_secret("2580").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.usefixtures("costly_hashes")
def test_a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has(staffed: Store) -> None:
    set_password(staffed, OFFICE_ACTOR, "bo", PASSWORD, at=AT)  # at a shop's cost

    def took(code: str) -> float:
        begun = time.process_time()
        with pytest.raises((WrongSecret, WaitForSignIn)):
            check_password(staffed, code, "wrong password", at=AT)
        return time.process_time() - begun

    took("bo")  # loads what is loaded once
    times = [(took("bo"), took("nobody")) for _ in range(3)]
    known, unknown = (statistics.median(each) for each in zip(*times, strict=True))
    assert unknown > known / 3  # without the comparison it would be a fiftieth


def test_a_session_ends_idle_after_its_hours_and_when_signed_out(staffed: Store) -> None:
    started = start_session(staffed, ANNA, SignIn(SessionKind.TILL, TILL, "pin", "Chromium"), at=AT)
    idle = IDLE[SessionKind.TILL]
    just_before = AT + idle - timedelta(seconds=1)
    assert find_signed_in(staffed, started.token, at=just_before) is not None
    assert find_signed_in(staffed, started.token, at=AT + idle) is None
    note_input(staffed, started.session, at=just_before)
    assert find_signed_in(staffed, started.token, at=AT + idle) is not None
    note_input(staffed, started.session, at=AT + LONGEST - timedelta(seconds=1))
    assert find_signed_in(staffed, started.token, at=AT + LONGEST) is None
    assert find_signed_in(staffed, started.token[:-1], at=AT) is None
    assert find_signed_in(staffed, started.session.id, at=AT) is None
    sign_out(staffed, started.token, at=AT)
    sign_out(staffed, started.token, at=AT)
    assert find_signed_in(staffed, started.token, at=AT) is None
    assert facts(staffed, TILL)[-2:] == [
        OperatorSignedIn("anna", "till", "pin"),
        OperatorSignedOut("anna", "till"),
    ]


def test_sessions_are_listed_and_ended_by_whoever_may(staffed: Store) -> None:
    tokens = [
        start_session(staffed, each, SignIn(SessionKind.OFFICE, OFFICE, "password"), at=AT).token
        for each in (ANNA, BO, BO)
    ]
    assert sorted(each.operator.code for each in open_sessions(staffed, at=AT)) == ["anna", "bo", "bo"]
    (first,) = (each.session for each in open_sessions(staffed, at=AT) if each.operator == ANNA)
    end_session(staffed, OFFICE_ACTOR, first.id, at=AT)
    assert find_signed_in(staffed, tokens[0], at=AT) is None
    assert end_sessions_of(staffed, OFFICE_ACTOR, "bo", at=AT) == 2
    assert open_sessions(staffed, at=AT) == []


def test_the_secret_of_the_installation_is_private_and_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    made = InstallationSecret(folder).pepper("pin", "2580")
    assert InstallationSecret(folder).pepper("pin", "2580") == made
    assert InstallationSecret(folder).pepper("badge", "2580") != made
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    hidden = InstallationSecret(folder).encrypt("seed")
    assert InstallationSecret(folder).decrypt(hidden) == "seed"
    assert InstallationSecret(tmp_path / "other").decrypt(hidden) is None


def test_a_right_password_does_not_forgive_wrong_codes(staffed: Store, installation: InstallationSecret) -> None:
    """Somebody who has the password types it again between guesses at the second factor."""
    key, bo = pyotp.random_base32(), Actor("bo", OFFICE, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])
    set_second_factor(staffed, bo, installation, key, pyotp.TOTP(key).at(AT), at=AT)
    for _ in range(attempts.LIMITS[Subject.SECOND_FACTOR].free + 1):
        check_password(staffed, "bo", PASSWORD, at=AT)
        with pytest.raises(WrongSecret):
            check_second_factor(staffed, installation, BO, "no code", at=AT)
    check_password(staffed, "bo", PASSWORD, at=AT)
    with pytest.raises(WaitForSignIn):
        check_second_factor(staffed, installation, BO, "no code", at=AT)
    unlock_operator(staffed, OFFICE_ACTOR, "bo", at=AT)
    check_second_factor(staffed, installation, BO, pyotp.TOTP(key).at(AT + STEP), at=AT)


def test_a_code_of_a_phone_lets_in_once_at_any_server(staffed: Store, installation: InstallationSecret) -> None:
    """RFC 6238, section 5.2: a code that was accepted is not accepted again, nor one before it."""
    key, bo = pyotp.random_base32(), Actor("bo", OFFICE, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])
    phone = pyotp.TOTP(key)
    set_second_factor(staffed, bo, installation, key, phone.at(AT), at=AT)
    other_server = Store(str(staffed.url), keys=staffed.keys)
    late = AT + STEP
    for code, refused in (
        (phone.at(AT), True),
        (phone.at(AT + 2 * STEP), False),
        (phone.at(AT + 2 * STEP), True),
        (phone.at(AT + 1 * STEP), True),
    ):
        if not refused:
            check_second_factor(staffed, installation, BO, f" {code[:3]} {code[3:]} ", at=late)
            continue
        with pytest.raises(WrongSecret):
            check_second_factor(other_server, installation, BO, code, at=late)
        unlock_operator(staffed, OFFICE_ACTOR, "bo", at=late)
    other_server.close()


def test_of_two_servers_that_get_one_code_at_once_one_lets_in(store: Store) -> None:
    add_operator(small_shop(store), OFFICE_ACTOR, ANNA, at=AT)
    with ThreadPoolExecutor(4) as pool:

        def spend(step: int) -> bool:
            with store.transaction() as tx:
                return spend_code(tx, ANNA.code, step)

        assert [sum(pool.map(spend, [step] * 4)) for step in (1, 2, 3)] == [1, 1, 1]
