"""Calls to a server of Tryton: JSON-RPC over HTTP, signed in with a session that ends by itself.

Source: ``trytond`` 8.2, ``protocols/jsonrpc.py`` and ``protocols/dispatcher.py``. A call names a method of a model, its
arguments and, last of them, the context; an error comes with status 200 as ``[name, arguments]``.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus

from integrations.book_services.service_calls import (
    ANSWER_SHOWN,
    Call,
    ServiceCalls,
    ServiceRefused,
    ServiceSilent,
    SignInOver,
)
from integrations.book_services.service_sign_in import TokenPlace
from models.dispatch.service_tokens import ServiceAccount, ServiceTokens

SERVICE = "Tryton"
RPC = "/rpc/"
#: What Tryton itself refuses, so that trying again is of no use.
REFUSALS = frozenset({"UserError", "UserWarning", "ValidationError", "AccessError"})
Record = dict[str, object]
#: No button has more warnings for one delivery.
WARNINGS_MAX = 10


class TrytonSession:
    """The session of the shop's user; a new one is begun when it is over."""

    def __init__(self, place: TokenPlace, calls: ServiceCalls) -> None:
        self._place, self._calls = place, calls

    def headers(self) -> dict[str, str]:
        """See :class:`integrations.book_services.service_calls.CallSigner`."""
        tokens = self._place.tokens()
        if tokens is None:
            self._begin()
            tokens = self._place.tokens()
            assert tokens is not None
        return {"Authorization": f"Session {tokens.access}"}

    def renew(self, stale: Mapping[str, str]) -> None:
        """See :class:`integrations.book_services.service_calls.CallSigner`."""
        tokens = self._place.tokens()
        if tokens is None or stale.get("Authorization") == f"Session {tokens.access}":
            self._begin()

    def _begin(self) -> None:
        account = self._place.account()
        if account is None:
            raise SignInOver(SERVICE)
        with self._place.alone():
            self._place.save_tokens(begin_session(self._calls, account))


def begin_session(calls: ServiceCalls, account: ServiceAccount) -> ServiceTokens:
    """Sign in with name and password; raises :class:`SignInOver` or what calls raise. No error has them."""
    login = [account.client_id, {"password": account.client_secret}, "en"]
    body = {"id": 0, "method": "common.db.login", "params": login}
    try:
        answer = calls.ask(Call("POST", RPC, body=body))
    except ServiceRefused:
        raise SignInOver(SERVICE) from None
    match answer.get("result"):
        case [int() as user, str() as key, *_]:
            session = b64encode(f"{account.client_id}:{user}:{key}".encode()).decode()
            return ServiceTokens(session, "")
        case _:
            raise SignInOver(SERVICE)


class TrytonCalls:
    """The methods of models that we call, with their results."""

    def __init__(self, calls: ServiceCalls) -> None:
        self._calls = calls
        self._context: Record | None = None

    def search(self, model: str, domain: Sequence[object], fields: Sequence[str]) -> list[Record]:
        """The records that fit a domain, with these fields, by id."""
        records = self._ask(
            f"{model}.search_read", [domain, 0, None, [["id", "ASC"]], list(fields), self.context()], may_repeat=True
        )
        return [each for each in records if isinstance(each, dict)] if isinstance(records, list) else []

    def create(self, model: str, values: Sequence[Mapping[str, object]]) -> list[int]:
        """Create records in one transaction of Tryton; their ids."""
        ids = self._ask(f"{model}.create", [list(values), self.context()])
        if not isinstance(ids, list) or len(ids) != len(values):
            raise ServiceSilent(SERVICE, "no ids")
        return [int(each) for each in ids]

    def write(self, model: str, ids: Sequence[int], values: Mapping[str, object]) -> None:
        """Change records; the same change again does no harm."""
        self._ask(f"{model}.write", [list(ids), dict(values), self.context()], may_repeat=True)

    def press(self, model: str, button: str, ids: Sequence[int]) -> None:
        """Do what a button does with records."""
        self._ask(f"{model}.{button}", [list(ids), self.context()])

    def press_anyway(self, model: str, button: str, ids: Sequence[int]) -> None:
        """The same, past the warnings that a person there could confirm."""
        for _ in range(WARNINGS_MAX):
            error = self._call(f"{model}.{button}", [list(ids), self.context()]).get("error")
            match error:
                case None:
                    return
                case ["UserWarning", [str() as name, *_]]:
                    self._ask("res.user.warning.skip", [name, False, self.context()], may_repeat=True)
                case _:
                    raise error_of(error)
        self.press(model, button, ids)

    def resource(self, module: str, name: str) -> int:
        """The id of a record that Tryton ships, such as a unit, whatever it is called in the user's language."""
        return int(str(self._ask("ir.model.data.get_id", [module, name, self.context()], may_repeat=True)))

    @contextmanager
    def within(self, **context: object) -> Iterator[None]:
        """Within it calls have this context too, such as the year whose figures are wanted."""
        before = self.context()
        self._context = before | context
        try:
            yield
        finally:
            self._context = before

    def context(self) -> Record:
        """The company of the shop's user; raises :class:`ServiceRefused` where the user has none."""
        if self._context is None:
            wishes = self._ask("res.user.get_preferences", [True, {}], may_repeat=True)
            company = wishes.get("company") if isinstance(wishes, dict) else None
            if not isinstance(company, int):
                raise ServiceRefused(SERVICE, HTTPStatus.FORBIDDEN, "the user has no company")
            self._context = {"company": company}
        return dict(self._context)

    def _ask(self, method: str, params: Sequence[object], *, may_repeat: bool = False) -> object:
        answer = self._call(method, params, may_repeat=may_repeat)
        if "error" in answer:
            raise error_of(answer["error"])
        if "result" not in answer:
            raise ServiceSilent(SERVICE, "no result")
        return answer["result"]

    def _call(self, method: str, params: Sequence[object], *, may_repeat: bool = False) -> Record:
        body = {"id": 0, "method": f"model.{method}", "params": list(params)}
        return self._calls.ask(Call("POST", RPC, body=body, may_repeat=may_repeat))


def error_of(error: object) -> Exception:
    """What an error in an answer means: what a person has to correct, or what is tried again later.

    >>> error_of(["UserError", ["The period is closed.", "", None]]).code
    'service_refused'
    >>> error_of(["database is locked", ""]).code
    'service_silent'
    """
    name, rest = (str(error[0]), error[1:]) if isinstance(error, list) and error else (str(error), [])
    if name not in REFUSALS:
        return ServiceSilent(SERVICE, " ".join(name.split())[:ANSWER_SHOWN])
    words = rest[0] if rest else []
    texts = [str(each) for each in words if isinstance(each, str) and each] if isinstance(words, list) else [str(words)]
    if name == "UserWarning":
        texts = texts[1:]  # the first is the name of the warning
    return ServiceRefused(SERVICE, HTTPStatus.BAD_REQUEST, " ".join(" ".join(texts).split())[:ANSWER_SHOWN])
