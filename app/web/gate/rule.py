"""A row of the table that decides who may reach a path, and the decision for one visitor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from models.access.permission import Permission
from models.access.session import SignedIn

READING = frozenset({"GET", "HEAD"})
WRITING = frozenset({"POST"})
#: A page's open connection; it has no method of its own.
SOCKET = frozenset({"SOCKET"})


class Audience(StrEnum):
    """Which kind of visitor a path is for.

    ``OPEN``: everybody. ``INSIDE``: whoever is signed in, and the browser of an enrolled till. ``TILL``: the browser of
    an enrolled till (the one that the path names, if it names one), and whoever is signed in to the back office and may
    sell. ``OFFICE``: whoever is signed in to the back office, with the row's permission if it has one. ``SETUP``: the
    same, and until somebody can sign in everybody; the page looks at where the visitor sits. ``DISPLAY``: a browser
    that is paired as the customer display of a till; what it gets is only ever of that till.
    """

    OPEN = "open"
    INSIDE = "inside"
    TILL = "till"
    OFFICE = "office"
    SETUP = "setup"
    DISPLAY = "display"


class GateAnswer(StrEnum):
    """What the gate answers: pass, sign in first, this is not for you."""

    PASS = "pass"  # noqa: S105 - no password
    SIGN_IN = "sign_in"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: who is signed in to the back office in this browser, and the till that it is enrolled as.

    ``display`` is the till whose customer display it is.
    Where there is ``no_shop`` yet there is nothing to see but how a shop is made; ``nobody_yet`` can sign in where a
    shop has no people with a password.
    """

    office: SignedIn | None = None
    till: int | None = None
    no_shop: bool = False
    nobody_yet: bool = False
    display: int | None = None

    @property
    def _place(self) -> object:
        return self.till, self.nobody_yet

    def is_same(self, other: Visitor) -> bool:
        """Whether ``other`` is the same person, in the same session, who may do the same, at the same till."""
        return self._place == other._place and _identity(self.office) == _identity(other.office)

    def may(self, permission: Permission) -> bool:
        """Whether the visitor is signed in to the back office and has a permission."""
        return self.office is not None and permission in self.office.permissions


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may reach the paths of one pattern by some methods.

    ``path`` is a whole path, or one with named parts (``/api/v1/till/{till}/pay``), or all below a folder
    (``/static/*``).
    """

    path: str
    audience: Audience
    permission: Permission | None = None
    methods: frozenset[str] = READING
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = re.split(r"(\{\w+\}|/\*$)", self.path)
        object.__setattr__(self, "_pattern", re.compile("".join(_part(each) for each in parts), re.ASCII))

    def match(self, path: str, method: str) -> dict[str, str] | None:
        """The named parts of ``path``, or ``None`` if this row is not about it.

        >>> Rule("/api/v1/till/{till}/pay", Audience.TILL).match("/api/v1/till/7/pay", "GET")
        {'till': '7'}
        """
        whole = path.rstrip("/") or "/"  # an address may end with a slash
        match = self._pattern.fullmatch(whole) if method in self.methods else None
        return None if match is None else match.groupdict()

    def decide(self, visitor: Visitor, parts: dict[str, str]) -> GateAnswer:
        """What to answer ``visitor``; ``parts`` are those of :meth:`match`."""
        if self._is_open_before_anybody(visitor):
            return GateAnswer.PASS
        match self.audience:
            case Audience.OPEN:
                return GateAnswer.PASS
            case Audience.INSIDE | Audience.DISPLAY:
                return GateAnswer.PASS if self._is_for_browser(visitor) else GateAnswer.SIGN_IN
            case Audience.TILL:
                return self._decide_at_till(visitor, parts)
            case Audience.OFFICE | Audience.SETUP:
                if visitor.office is None:
                    return GateAnswer.SIGN_IN
                permitted = self.permission is None or visitor.may(self.permission)
                return GateAnswer.PASS if permitted else GateAnswer.FORBIDDEN

    def _is_open_before_anybody(self, visitor: Visitor) -> bool:
        if visitor.no_shop and self.audience is Audience.TILL:
            return True
        return visitor.nobody_yet and self.audience in {Audience.INSIDE, Audience.SETUP}

    def _is_for_browser(self, visitor: Visitor) -> bool:
        if self.audience is Audience.DISPLAY:
            return visitor.display is not None
        return visitor.office is not None or visitor.till is not None

    def _decide_at_till(self, visitor: Visitor, parts: dict[str, str]) -> GateAnswer:
        if visitor.may(Permission.SELL):
            return GateAnswer.PASS
        if visitor.till is None:
            return GateAnswer.SIGN_IN if visitor.office is None else GateAnswer.FORBIDDEN
        return GateAnswer.PASS if parts.get("till", str(visitor.till)) == str(visitor.till) else GateAnswer.FORBIDDEN


def _identity(signed_in: SignedIn | None) -> object:
    return signed_in and (signed_in.session.id, signed_in.operator.code, signed_in.permissions)


def _part(text: str) -> str:
    if text == "/*":
        return "/.*"
    return f"(?P<{text[1:-1]}>[^/]+)" if text.startswith("{") else re.escape(text)


def find_rule(rules: Iterable[Rule], path: str, method: str) -> tuple[Rule, dict[str, str]] | None:
    """The first row about a path and method, with the path's named parts; without a row nobody may reach it."""
    for rule in rules:
        if (parts := rule.match(path, method)) is not None:
            return rule, parts
    return None


def form_paths(rules: Iterable[Rule]) -> frozenset[str]:
    """The paths outside the interface that take a form."""
    return frozenset(rule.path for rule in rules if "POST" in rule.methods and not rule.path.startswith("/api/"))


def whole_paths(rules: Iterable[Rule]) -> frozenset[str]:
    """The paths of pages and forms: not those of folders and of the interface."""
    return frozenset(rule.path for rule in rules if not {"*", "{"} & set(rule.path) and not _is_inner(rule.path))


def page_paths(rules: Iterable[Rule]) -> frozenset[str]:
    """The pages that a visitor can go to: no files, and no forms that have no page of their own."""
    readable = [rule for rule in rules if "GET" in rule.methods and "." not in rule.path]
    return whole_paths(readable)


def first_page(rules: Iterable[Rule], visitor: Visitor) -> str:
    """Where somebody begins who may not open the first page: the first that is theirs, or their account."""
    for rule in rules:
        if rule.audience is Audience.OFFICE and rule.permission is not None and visitor.may(rule.permission):
            return rule.path
    return "/account"


def _is_inner(path: str) -> bool:
    return path.startswith(("/api/", "/_stcore/"))
