"""The objects of a Stripe account in memory: how they are made, found, listed and told of. Their rules stand beside."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.hardware.terminal.stripe_document import Json, StripeDocument

#: A number that must never come through: every free text of the stand-in's answers holds it.
CANARY = "4000056655665556"


class StripeRefusal(Exception):
    """What Stripe answers instead of an object."""

    def __init__(self, status: int, message: str, code: str | None = None, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        error = {"type": kind, "message": f"{message} {CANARY}", "code": code}
        self.body: Json = {"error": {name: value for name, value in error.items() if value is not None}}

    @property
    def is_stored(self) -> bool:
        """Whether the answer is given again under the same key: not if only the request was checked."""
        return self.status not in {400, 401, 404, 409, 429} or bool(self.body["error"].get("code"))


@dataclass
class StripeObjects:
    """What the account holds. ``clock`` gives seconds since 1970; ``tell`` gets each event."""

    document: StripeDocument
    clock: Callable[[], float]
    tell: Callable[[Json], None] = lambda _event: None
    held: dict[str, Json] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def now(self) -> int:
        """The second."""
        return int(self.clock())

    def make(self, schema: str, prefix: str, **values: object) -> Json:
        """A new object; it is held from now on."""
        made = self.document.blank(schema, id=f"{prefix}_sim{next(self._numbers):06d}", livemode=False, **values)
        if "created" in self.document.schemas[schema]["properties"]:
            made["created"] = self.now
        if not self._has(schema, "livemode"):
            del made["livemode"]
        self.held[made["id"]] = made
        return made

    def _has(self, schema: str, name: str) -> bool:
        return name in self.document.schemas[schema]["properties"]

    def get(self, kind: str, id_: str) -> Json:
        """An object of a kind."""
        found = self.held.get(id_)
        if found is None or found["object"] != kind:
            raise StripeRefusal(404, f"No such {kind}: '{id_}'", "resource_missing")
        return found

    def all(self, kind: str) -> list[Json]:
        """The objects of a kind, the newest first."""
        return [each for each in self.held.values() if each["object"] == kind][::-1]

    def list(self, kind: str, url: str, asked: Json) -> Json:
        """One page of the objects of a kind, the newest first, filtered as asked."""
        found = [each for each in self.all(kind) if _fits(each, asked)]
        if after := asked.get("starting_after"):
            ids = [each["id"] for each in found]
            found = found[ids.index(after) + 1 :]
        page = found[: asked.get("limit", 10)]
        shown = [self.shown(each, asked, "data.") for each in page]
        return {"object": "list", "url": url, "has_more": len(found) > len(page), "data": shown}

    def shown(self, held: Json, asked: Json, prefix: str = "") -> Json:
        """A copy of an object with what was asked for put in the place of its id."""
        made = copy.deepcopy(held)
        for path in asked.get("expand", []):
            first, *rest = path.removeprefix(prefix).split(".")
            if isinstance(made.get(first), str):
                made[first] = self.shown(self.held[made[first]], {"expand": [".".join(rest)]} if rest else {})
        return made

    def emit(self, kind: str, held: Json) -> None:
        """Tell of what became of an object."""
        event = self.make("event", "evt", type=kind, data={"object": copy.deepcopy(held)}, pending_webhooks=1)
        self.events.append(event)
        self.tell(json.loads(json.dumps(event)))


def _fits(held: Json, asked: Json) -> bool:
    created = asked.get("created", {})
    limits = {
        "gte": lambda edge: held["created"] >= edge,
        "gt": lambda edge: held["created"] > edge,
        "lte": lambda edge: held["created"] <= edge,
        "lt": lambda edge: held["created"] < edge,
    }
    equal = ("payment_intent", "charge", "payout", "status", "location", "serial_number", "device_type")
    return all(limits[name](edge) for name, edge in created.items()) and all(
        held.get(f"_{name}", held.get(name)) == asked[name] for name in equal if name in asked
    )
