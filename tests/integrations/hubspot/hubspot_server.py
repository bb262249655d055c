"""A stand-in for HubSpot: a real server on this machine that judges each body by HubSpot's own document, has contacts
of its own as HubSpot does, and fails as a test asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.integrations.book_services.book_servers import Asked, Refusal, StandIn
from tests.integrations.book_services.vendor_documents import Judge, strict_judge

TOKEN = "pat-eu1-TOP"
MEMBER, OPTED_OUT = "kassa_member", "hs_email_optout"
WHEN = "2026-11-30T12:00:00.000Z"
_UUID = "00000000-0000-4000-8000-000000000001"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+")
_CONTACTS, _PROPERTIES = "/crm/objects/2026-09/contacts", "/crm/properties/2026-09/contacts"
_STATUSES = "/communication-preferences/2026-09/statuses/"


@cache
def hubspot_judge() -> Judge:
    """HubSpot's document, of 2026-09."""
    text = (Path(__file__).parent / "published_2026_09.json").read_text(encoding="utf-8")
    return strict_judge(json.loads(text)["components"]["schemas"])


class HubSpotStandIn(StandIn):
    """HubSpot: contacts with unique addresses and unique values of our property; removed ones never come again."""

    def __init__(self) -> None:
        super().__init__()
        self.token = TOKEN
        self.contacts: dict[str, dict[str, str]] = {}
        self.removed: set[str] = set()
        self.archived: list[str] = []
        self.properties: set[str] = set()
        self.made = 0

    def handle(self, asked: Asked) -> tuple[int, Any]:
        """The answer to a call, or an error in HubSpot's form; each is judged by the document."""
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return 401, self._error("INVALID_AUTHENTICATION", "who are you?")
        self.calls[f"{asked.method} {asked.path}"] += 1
        try:
            return self.answer(asked)
        except Refusal as refusal:
            return refusal.status, self._error(refusal.text, f"about {asked.content.decode()[:200]}")

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """What HubSpot does and answers."""
        if asked.path.startswith(_STATUSES):
            return self._status(asked)
        does: dict[str, Callable[[Asked], tuple[int, Any]]] = {
            f"GET {_PROPERTIES}/{MEMBER}": lambda _: self._property(),
            f"POST {_PROPERTIES}": self._make_property,
            f"POST {_CONTACTS}/batch/read": self._read,
            f"POST {_CONTACTS}/batch/upsert": self._upsert,
            f"POST {_CONTACTS}/batch/archive": self._archive,
            f"POST {_CONTACTS}/gdpr-delete": self._remove,
            f"POST {_CONTACTS}/search": self._search,
        }
        name = f"{asked.method} {asked.path}"
        if name not in does:
            raise Refusal(404, "OBJECT_NOT_FOUND")
        return does[name](asked)

    def add(self, **properties: str) -> str:
        """A contact that somebody made there; its id."""
        self.made += 1
        contact = str(self.made)
        self.contacts[contact] = properties
        return contact

    def of_member(self, member: str) -> dict[str, str] | None:
        """The contact of a member."""
        return next((each for each in self.contacts.values() if each.get(MEMBER) == member), None)

    def _property(self) -> tuple[int, Any]:
        if MEMBER not in self.properties:
            raise Refusal(404, "OBJECT_NOT_FOUND")
        return 200, {"name": MEMBER}

    def _make_property(self, asked: Asked) -> tuple[int, Any]:
        body = self._judged("PropertyCreate", asked)
        if body["name"] in self.properties:
            raise Refusal(409, "OBJECT_ALREADY_EXISTS")
        if not body.get("hasUniqueValue"):
            raise Refusal(400, "VALIDATION_ERROR")
        self.properties.add(body["name"])
        return 201, {"name": body["name"]}

    def _read(self, asked: Asked) -> tuple[int, Any]:
        body = self._judged("BatchReadInputSimplePublicObjectId", asked)
        wanted = [each["id"] for each in body["inputs"]]
        if len(wanted) > 100 or MEMBER not in self.properties:
            raise Refusal(400, "VALIDATION_ERROR")
        found = [key for key in (self._find(body["idProperty"], each) for each in wanted) if key]
        results = [self._object(key, [*body["properties"], "createdate"]) for key in found]
        if len(found) == len(wanted):
            return 200, self._checked("BatchResponseSimplePublicObject", self._batch(results))
        context = {"ids": [each for each in wanted if self._find(body["idProperty"], each) is None]}
        error = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "no", "context": context}
        errors = {"numErrors": 1, "errors": [{**error, "errors": [], "links": {}}]}
        return 207, self._checked("BatchResponseSimplePublicObjectWithErrors", self._batch(results) | errors)

    def _upsert(self, asked: Asked) -> tuple[int, Any]:
        """All of them or none."""
        inputs = self._judged("BatchInputSimplePublicObjectBatchInputUpsert", asked)["inputs"]
        if len(inputs) > 100:
            raise Refusal(400, "VALIDATION_ERROR")
        before = {key: dict(each) for key, each in self.contacts.items()}
        try:
            results = [self._put(each) for each in inputs]
        except Refusal:
            self.contacts = before
            raise
        return 200, self._checked("BatchResponseSimplePublicUpsertObject", self._batch(results))

    def _put(self, one: dict[str, Any]) -> dict[str, Any]:
        properties = one["properties"]
        if not _ADDRESS.fullmatch(properties["email"]) or set(properties) - {"email", "firstname", "lastname", MEMBER}:
            raise Refusal(400, "VALIDATION_ERROR")
        if properties["email"] in self.removed:
            raise Refusal(400, "CONTACT_IS_BLOCKED")
        key = self._find(one["idProperty"], one["id"])
        for name in ("email", MEMBER):
            if self._find(name, properties[name]) not in {None, key}:
                raise Refusal(409, "CONFLICT")
        is_new = key is None
        key = key or self.add()
        self.contacts[key] |= properties
        return self._object(key, list(properties)) | {"new": is_new}

    def _archive(self, asked: Asked) -> tuple[int, Any]:
        for each in self._judged("BatchInputSimplePublicObjectId", asked)["inputs"]:
            if self.contacts.pop(each["id"], None) is not None:
                self.archived.append(each["id"])
        return 204, None

    def _remove(self, asked: Asked) -> tuple[int, Any]:
        body = self._judged("PublicGdprDeleteInput", asked)
        key = self._find(body["idProperty"], body["objectId"])
        if key is None:
            raise Refusal(404, "OBJECT_NOT_FOUND")
        self.removed.add(self.contacts.pop(key)["email"])
        return 204, None

    def _search(self, asked: Asked) -> tuple[int, Any]:
        body = self._judged("PublicObjectSearchRequest", asked)
        ((one, other),) = [group["filters"] for group in body["filterGroups"]]
        wanted = [{**one}, {**other}]
        assert wanted[0] == {"propertyName": OPTED_OUT, "operator": "EQ", "value": "true"}
        assert wanted[1] == {"propertyName": MEMBER, "operator": "HAS_PROPERTY"}
        found = sorted(key for key, each in self.contacts.items() if each.get(OPTED_OUT) == "true" and each.get(MEMBER))
        begin, end = int(body["after"]), int(body["after"]) + body["limit"]
        paging = {"paging": {"next": {"after": str(end)}}} if end < len(found) else {}
        results = [self._object(key, body["properties"]) for key in found[begin:end]]
        answer = {"total": len(found), "results": results, **paging}
        return 200, self._checked("CollectionResponseWithTotalSimplePublicObject", answer)

    def _status(self, asked: Asked) -> tuple[int, Any]:
        address, _, what = asked.path.removeprefix(_STATUSES).partition("/")
        if what != "unsubscribe-all" or asked.query != {"channel": "EMAIL"}:
            raise Refusal(404, "OBJECT_NOT_FOUND")
        key = self._find("email", unquote(address))
        is_out = key is not None and self.contacts[key].get(OPTED_OUT) == "true"
        if asked.method == "POST":
            if is_out:
                raise Refusal(400, "VALIDATION_ERROR")
            if key is not None:
                self.contacts[key][OPTED_OUT] = "true"
        results: list[dict[str, Any]] = [{}] if is_out and asked.method == "GET" else []
        return 200, self._checked("ActionResponseWithResultsPublicStatus", self._batch(results))

    def _find(self, name: str, value: str) -> str | None:
        return next((key for key, each in self.contacts.items() if each.get(name) == value), None)

    def _object(self, key: str, names: list[str]) -> dict[str, Any]:
        properties = {name: self.contacts[key][name] for name in names if name in self.contacts[key]}
        return {"id": key, "properties": properties, "createdAt": WHEN, "updatedAt": WHEN, "archived": False}

    def _batch(self, results: list[dict[str, Any]]) -> dict[str, Any]:
        return {"status": "COMPLETE", "results": results, "startedAt": WHEN, "completedAt": WHEN}

    def _judged(self, name: str, asked: Asked) -> Any:
        body = json.loads(asked.content)
        self.bodies.append(body)
        if faults := hubspot_judge().faults(name, body):
            raise Refusal(400, f"VALIDATION_ERROR {faults}")
        return body

    def _checked(self, name: str, answer: dict[str, Any]) -> dict[str, Any]:
        assert hubspot_judge().faults(name, answer) == []
        return answer

    def _error(self, category: str, message: str) -> dict[str, Any]:
        return self._checked("Error", {"category": category, "correlationId": _UUID, "message": message})
