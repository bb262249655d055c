"""Signing in by a service: a real provider on this machine, and every answer that must let nobody in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from httpx2 import Response

from app.web.sign_in.openid_options import openid_options
from app.web.sign_in.openid_pages import BegunSignIns
from models.access.actor import Actor
from models.access.permission import BuiltInRole, Permission
from models.journal import JournalKind
from operations.access import second_factor
from operations.access.openid_people import AddressTaken, set_sign_in_address
from operations.access.operators import change_operator
from operations.installation.configuration import Settings
from store import invariants, journal
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.app.office_sessions import person_of
from tests.app.web.sign_in.conftest import OWN, Browser
from tests.builders import OFFICE, OFFICE_ACTOR, small_shop
from tests.integrations.openid_world import CLIENT, SECRET, OpenidWorld, openid_world

WAY = "/sign-in/openid?next=/dashboard"


@pytest.fixture
def world() -> Iterator[OpenidWorld]:
    with openid_world() as provider:
        yield provider


@pytest.fixture
def visitor(sqlite_store: Store, tmp_path: Path, world: OpenidWorld, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A browser at a shop that has the service, which knows Maria, the manager."""
    monkeypatch.setenv("KASSA_OPENID_SECRET", SECRET)
    keys = tmp_path / "keys"
    settings = Settings(home=tmp_path, keys=keys, openid_issuer=world.address, openid_client_id=CLIENT)
    store = small_shop(sqlite_store)
    maria = person_of(store, BuiltInRole.MANAGER)
    address = "Maria@example.com"
    set_sign_in_address(store, OFFICE_ACTOR, maria.code, address, InstallationSecret(keys), at=datetime.now(UTC))
    return Browser(store, keys, openid=lambda here: openid_options(settings, here))


def go(visitor: Browser, world: OpenidWorld) -> Response:
    """Press the button, sign in at the service, and come back."""
    there = visitor.get(WAY)
    assert there.status_code == 303, text_of(there)
    return come_back(visitor, world.sign_in(there.headers["location"]))


def come_back(visitor: Browser, address: str) -> Response:
    return visitor.http.get(address, headers={"accept": "text/html", "accept-language": "en"})


def text_of(reply: Response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", reply.text))


def test_whoever_the_service_knows_is_signed_in_and_led_to_the_page(visitor: Browser, world: OpenidWorld) -> None:
    assert f"Sign in with {world.address.removeprefix('http://')}" in text_of(visitor.get("/sign-in"))
    assert world.requests == [], "nothing is asked before somebody presses the button"
    reply = go(visitor, world)
    assert (reply.status_code, visitor.who()) == (200, "maria")
    assert 'content="0;url=/dashboard"' in reply.text, "by a page of ours, or the cookie would not be sent"
    lines = reply.headers.get_list("set-cookie")
    assert any("kassa_office" in line and "samesite=strict" in line.lower() for line in lines)
    with visitor.store.view() as view:
        assert invariants.check_all(view) == []


def test_a_code_of_the_phone_is_asked_for_as_after_a_password(visitor: Browser, world: OpenidWorld) -> None:
    maria, key = person_of(visitor.store, BuiltInRole.MANAGER), second_factor.new_key()
    actor = Actor(maria.code, OFFICE, permissions=frozenset(Permission))
    second_factor.set_second_factor(
        visitor.store, actor, visitor.installation, key, pyotp.TOTP(key).now(), at=datetime.now(UTC)
    )
    reply = go(visitor, world)
    assert "0;url=/sign-in/code" in reply.text
    assert visitor.who() is None
    assert visitor.get("/sign-in/code").status_code == 200


def other_key(world: OpenidWorld) -> None:
    world.signs_with = rsa.generate_private_key(65537, 2048)


def claim(**claims: object) -> Callable[[OpenidWorld], None]:
    return lambda world: world.claims.update(claims)


def leave_out(name: str) -> Callable[[OpenidWorld], None]:
    return lambda world: setattr(world, "without", (name,))


def sign_with(algorithm: str) -> Callable[[OpenidWorld], None]:
    return lambda world: setattr(world, "algorithm", algorithm)


#: What the service does wrong or says of somebody else, and what the page then explains.
FAULTS: dict[str, tuple[Callable[[OpenidWorld], None], str]] = {
    "another nonce": (claim(nonce="another"), "answers another sign-in"),
    "no nonce": (leave_out("nonce"), "answers another sign-in"),
    "another audience": (claim(aud="another-shop"), "for another program"),
    "several audiences, and another party": (claim(aud=[CLIENT, "b"], azp="b"), "for another program"),
    "several audiences, and no party": (claim(aud=[CLIENT, "b"]), "for another program"),
    "another issuer": (claim(iss="https://evil.example"), "from another service"),
    "an expired token": (claim(exp=1_700_000_000), "its time is over"),
    "a token without an end": (leave_out("exp"), "a part of it is missing"),
    "a token of tomorrow": (claim(iat=4_000_000_000, nbf=4_000_000_000), "its time has not come"),
    "another key": (other_key, "not that of the service"),
    "no signature": (sign_with("none"), "not that of the service"),
    "a signature with a shared text": (sign_with("HS256"), "not that of the service"),
    "an unverified address": (claim(email_verified=False), "has not verified"),
    "an address verified in words": (claim(email_verified="true"), "has not verified"),
    "no word about the address": (leave_out("email_verified"), "has not verified"),
    "no address": (leave_out("email"), "has not verified"),
    "an unknown person": (lambda world: setattr(world, "email", "nobody@example.com"), "Nobody who works here"),
    "a service that calls itself otherwise": (
        lambda world: world.document.update(issuer="https://evil.example"),
        "from another service",
    ),
    "a token from an address in the clear": (
        lambda world: world.document.update(token_endpoint="http://id.example/token"),
        "does not answer as it should",
    ),
    "a service that fails": (lambda world: setattr(world, "is_down", True), "does not answer as it should"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_proves_nothing_lets_nobody_in(visitor: Browser, world: OpenidWorld, fault: str) -> None:
    there = visitor.get(WAY)
    err, words = FAULTS[fault]
    err(world)
    reply = come_back(visitor, world.sign_in(there.headers["location"]))
    assert reply.status_code in {401, 503}
    assert words in text_of(reply)
    assert visitor.who() is None
    assert "Password" in text_of(reply), "name and password are there"


def test_a_code_counts_once_and_an_answer_counts_once(visitor: Browser, world: OpenidWorld) -> None:
    there = visitor.get(WAY).headers["location"]
    back = world.sign_in(there)
    assert come_back(visitor, back).status_code == 200
    visitor.http.cookies.delete("kassa_office")
    again = come_back(visitor, back)
    assert "does not belong to a sign-in that this browser began" in text_of(again)
    spent = visitor.get(WAY).headers["location"]
    other = world.sign_in(spent)
    used = re.sub(r"code=[^&]+", f"code={re.search(r'code=([^&]+)', back)[1]}", other)  # type: ignore[index]
    assert "its code is not good" in text_of(come_back(visitor, used))
    assert visitor.who() is None


def test_an_answer_for_another_browser_or_with_another_state_is_not_heard(visitor: Browser, world: OpenidWorld) -> None:
    """A stranger cannot sign somebody in to the stranger's own account, nor use what was meant for another."""
    back = world.sign_in(visitor.get(WAY).headers["location"])
    stranger = visitor.another()
    reply = stranger.get(back, headers=OWN)
    assert (reply.status_code, "kassa_office" in str(reply.headers.get_list("set-cookie"))) == (401, False)
    asked = len(world.requests)
    wrong = come_back(visitor, re.sub(r"state=[^&]+", "state=another", back))
    assert "does not belong to a sign-in" in text_of(wrong)
    assert len(world.requests) == asked, "the service is not even asked"
    other_issuer = world.sign_in(visitor.get(WAY).headers["location"])
    mixed = come_back(visitor, re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", other_issuer))
    assert "does not belong to a sign-in" in text_of(mixed)
    declined = world.sign_in(visitor.get(WAY).headers["location"]).replace("code=", "error=access_denied&was=")
    assert "did not sign you in" in text_of(come_back(visitor, declined))
    assert visitor.who() is None


def test_somebody_who_no_longer_works_here_stays_out_and_the_journal_has_it(
    visitor: Browser, world: OpenidWorld
) -> None:
    maria = person_of(visitor.store, BuiltInRole.MANAGER)
    change_operator(visitor.store, OFFICE_ACTOR, replace(maria, active=False), at=datetime.now(UTC))
    reply = go(visitor, world)
    assert "Nobody who works here" in text_of(reply)
    assert visitor.who() is None
    with visitor.store.view() as view:
        rows = list(journal.read(view, OFFICE, kinds=[JournalKind.SIGN_IN_REFUSED]))
    assert '"openid"' in rows[-1].payload
    assert "maria@" not in rows[-1].payload.lower()
    change_operator(visitor.store, OFFICE_ACTOR, maria, at=datetime.now(UTC))
    assert go(visitor, world).status_code == 200, "control: who works here comes in"


def test_a_service_that_is_not_there_leaves_name_and_password(visitor: Browser, world: OpenidWorld) -> None:
    world.is_down = True
    reply = visitor.get(WAY)
    assert reply.status_code == 503
    assert "does not answer as it should" in text_of(reply)
    assert 'name="password"' in reply.text


def test_without_the_settings_there_is_no_button_and_nothing_is_asked(browser: Browser, tmp_path: Path) -> None:
    assert openid_options(Settings(home=tmp_path), "http://testserver") is None
    assert "openid" not in browser.get("/sign-in").text


def test_two_people_have_two_addresses_and_only_a_hash_is_stored(visitor: Browser) -> None:
    owner = person_of(visitor.store, BuiltInRole.OWNER)
    with pytest.raises(AddressTaken):
        set_sign_in_address(
            visitor.store, OFFICE_ACTOR, owner.code, "maria@EXAMPLE.com", visitor.installation, at=datetime.now(UTC)
        )
    assert visitor.store.file is not None
    files = visitor.store.file.parent.glob(visitor.store.file.name + "*")
    assert not any(b"aria@example.com" in each.read_bytes() for each in files)


def test_a_sign_in_that_waits_too_long_is_over_and_not_too_many_wait() -> None:
    now = [0.0]
    begun = BegunSignIns(clock=lambda: now[0])
    secret, challenge = begun.begin("/")
    now[0] = 599.0
    second, _ = begun.begin("/")
    assert begun.end(secret) is not None, "control: in time it is there"
    assert begun.end(secret) is None, "once"
    now[0] = 599.0 + 600.0
    assert begun.end(second) is None
    for _ in range(300):
        begun.begin("/")
    assert len(begun.waiting) == 256
    assert len({challenge.state, challenge.nonce, challenge.verifier}) == 3
