"""The routes with which a browser becomes a till, and operators sign in and out at it.

A PIN is looked at only where the browser is enrolled as the till: everywhere else it is worth nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from app.counter.open_counter import Counter
from app.till.server.approvals import PersonIn, check_presence, check_sign_in
from app.till.server.at_till import EnrolledTill, OperatorAtWork, find_operator, presence_of
from app.till.server.presence import SESSION_COOKIE, TILL_COOKIE
from app.till.server.wire import Request as Body
from app.till.server.wire import Text
from app.web.request_parts import At, CounterOf, Reply
from models.access.actor import Actor
from models.access.enrolment import browser_name
from models.access.operator import Operator
from models.access.permission import Permission
from models.access.session import SessionKind, SignedIn
from models.journal import JournalKind
from operations.access.enrolments import enrol_browser, enrol_demo_browser
from operations.access.permissions import NotPermitted
from operations.access.sessions import SignIn, sign_out, start_session
from operations.access.sign_in import unlock_operator
from operations.access.till_people import AT_TILLS, people_at_tills
from store import journal, shop
from store.database.engine import Store

router = APIRouter()
#: What belongs to one till.
of_till = APIRouter(prefix="/till/{till_id}")

#: Browsers forget a cookie after so long at most; the time begins anew whenever the till's page is loaded.
COOKIE_LIFE_S = 400 * 24 * 3600


class CodeIn(Body):
    """A one-time code as it was typed; empty only in a shop to try."""

    code: Annotated[Text, Field(max_length=40)] = ""


class UnlockIn(PersonIn):
    """Somebody who may unlock, and the person whose waiting ends."""

    locked: Annotated[Text, Field(max_length=40)]


@dataclass(frozen=True, slots=True)
class BrowserVisit:
    """One request of a browser and its reply."""

    request: Request
    response: Response
    counter: Counter
    at: datetime

    @property
    def store(self) -> Store:
        """The shop's store."""
        return self.counter.store

    @property
    def browser(self) -> str:
        """What kind of browser asks."""
        return browser_name(self.request.headers.get("user-agent", ""))

    def operator(self, till_id: int) -> SignedIn | None:
        """Who is signed in at a till in this browser."""
        return find_operator(till_id, self.request, self.counter, self.at)

    def sign_out(self) -> None:
        """End the session that the browser has, if it has one."""
        sign_out(self.store, self.request.cookies.get(SESSION_COOKIE, ""), at=self.at)
        self.forget()

    def forget(self) -> None:
        """Look everybody up anew at the next request: something about them has changed."""
        presence_of(self.request).forget()

    def set_cookie(self, name: str, secret: str, *, max_age: int | None = None) -> None:
        """Give the browser a secret that no script of a page can read."""
        secure = self.request.url.scheme == "https"
        self.response.set_cookie(
            name, secret, max_age=max_age, path="/", httponly=True, samesite="strict", secure=secure
        )


def _visit(request: Request, response: Response, counter: CounterOf, at: At) -> BrowserVisit:
    return BrowserVisit(request, response, counter, at)


VisitOf = Annotated[BrowserVisit, Depends(_visit)]


@router.post("/enrol")
def enrol(body: CodeIn, visit: VisitOf) -> Reply:
    """Make this browser the till for which the code was made. In a shop to try no code is needed."""
    if body.code.strip():
        enrolled = enrol_browser(visit.store, body.code, visit.browser, at=visit.at)
    else:
        enrolled = enrol_demo_browser(visit.store, visit.counter.till_id, visit.browser, at=visit.at)
    visit.forget()
    visit.set_cookie(TILL_COOKIE, enrolled.secret, max_age=COOKIE_LIFE_S)
    return {"till": enrolled.enrolment.till_id}


@of_till.get("/operators")
def operators(till_id: EnrolledTill, visit: VisitOf) -> Reply:
    """Who may do something here and what, and who is signed in. In a shop to try also those who have no PIN."""
    visit.set_cookie(TILL_COOKIE, visit.request.cookies[TILL_COOKIE], max_age=COOKIE_LIFE_S)
    signed_in = visit.operator(till_id)
    with visit.store.view() as view:
        is_demo = shop.get_station(view, till_id).shop.is_demo
        people = [each for each in people_at_tills(view) if each.has_pin or is_demo]
    return {
        "operator": None if signed_in is None else _person(signed_in.operator, signed_in.permissions),
        "people": [_person(each.operator, each.permissions) | {"has_pin": each.has_pin} for each in people],
    }


@of_till.post("/sign-in")
def sign_in(till_id: EnrolledTill, body: PersonIn, visit: VisitOf) -> Reply:
    """Sign somebody in by PIN, in place of whoever was signed in in this browser."""
    person, method = check_sign_in(visit.counter, body, till_id, at=visit.at)
    if Permission.SELL not in person.permissions:
        raise NotPermitted(person.operator.name, Permission.SELL)
    is_first = _is_first_of_day(visit, till_id)
    visit.sign_out()
    how = SignIn(SessionKind.TILL, till_id, method, visit.browser)
    visit.set_cookie(SESSION_COOKIE, start_session(visit.store, person.operator, how, at=visit.at).token)
    return _person(person.operator, person.permissions) | {"is_first_of_day": is_first}


def _is_first_of_day(visit: BrowserVisit, till_id: int) -> bool:
    """Whether nobody signed in at the till yet in this business day: then somebody looks at it before it sells."""
    with visit.store.view() as view:
        company, last = shop.get_shop(view), journal.newest_of_kind(view, till_id, JournalKind.SIGNED_IN)
    return last is None or company.business_day(last) < company.business_day(visit.at)


@of_till.post("/sign-out")
def leave(till_id: EnrolledTill, visit: VisitOf) -> Reply:
    """Sign out whoever is signed in at the till in this browser; its basket stays."""
    if visit.operator(till_id) is not None:
        visit.sign_out()
        visit.response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")
    return {"till": till_id}


@of_till.post("/active")
def active(here: OperatorAtWork) -> Reply:
    """Somebody works at the till with what asks the server for nothing, such as a search."""
    return {"till": here.till_id}


@of_till.post("/unlock")
def unlock(till_id: EnrolledTill, body: UnlockIn, visit: VisitOf) -> Reply:
    """End the waiting of a person after wrong PINs, by the PIN or badge of somebody who may."""
    person = check_presence(visit.counter, body, till_id, at=visit.at)
    actor = Actor(person.operator.code, till_id, person.permissions)
    unlock_operator(visit.store, actor, body.locked, at=visit.at)
    return {"unlocked": body.locked}


def _person(operator: Operator, permissions: frozenset[Permission]) -> Reply:
    return {"code": operator.code, "name": operator.name, "may": sorted(permissions & AT_TILLS)}
