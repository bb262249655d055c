"""The demo shop of an installation: made once, found again on any later day."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from models.errors import Refused
from operations.installation import upkeep
from operations.installation.configuration import Settings
from operations.progress import Progress
from operations.selling.gift_card_office import PinnedCode
from pipelines.demo.demo_accounts import sell_on_account
from pipelines.demo.demo_gift_cards import find_pinned_card, sell_gift_cards
from pipelines.demo.demo_points import give_points
from pipelines.demo.demo_shop import ACTOR, COMPANY, DemoFigures, DemoPlan, build_demo, ends_at
from pipelines.demo.demo_tips import give_tips
from pipelines.demo.demo_training import practise_selling
from pipelines.demo.demo_web_orders import order_in_web_shop
from pipelines.demo.demo_webhooks import add_demo_webhook
from pipelines.whole_file import write_whole
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.shop import find_shop

#: What is sold last is sold so long after the history has ended.
AFTER_TRADE = timedelta(seconds=10)
#: What comes after the history is all over within this time: nothing in the shop is later than the visitor's clock.
SOLD_LAST = timedelta(minutes=3)


class OtherDemo(Refused):
    """The demo shop that is there was made by another plan."""

    code = "other_demo"
    text = (
        "There is a demo shop already, of {there.days} days, {there.products} products and seed {there.seed}. "
        "Nothing was changed. Open it with 'kassa demo', or name another folder in KASSA_HOME for a second one."
    )

    there: DemoPlan


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for; ``None`` is for whatever there is, or the usual."""

    days: int | None = None
    products: int | None = None
    seed: int | None = None
    until: date | None = None

    def plan(self, at: datetime, language: str) -> DemoPlan:
        """The plan for a new shop: unless a last day is wished for, it has traded until shortly before ``at``."""
        chosen = {name: value for name, value in asdict(self).items() if value is not None}
        return DemoPlan(**{"language": language, **({} if self.until else _until_now(at)), **chosen})

    def fits(self, plan: DemoPlan) -> bool:
        """Whether a shop of ``plan`` is what was asked for."""
        return all(value in {None, getattr(plan, name)} for name, value in asdict(self).items())


def _until_now(at: datetime) -> dict[str, date | datetime]:
    ended = at.replace(microsecond=0) - SOLD_LAST
    return {"until": ended.astimezone(ZoneInfo(COMPANY.zone)).date(), "stops_at": ended}


@dataclass(frozen=True, slots=True)
class DemoFound:
    """The demo shop of an installation; ``figures`` if it was made just now, and its gift card with a PIN."""

    plan: DemoPlan
    figures: DemoFigures | None
    pinned: PinnedCode | None

    def facts(self) -> dict[str, object]:
        """The facts that a command prints."""
        plan = {"until": self.plan.until.isoformat(), "seed": self.plan.seed}
        if self.plan.stops_at is not None:
            plan["traded_until"] = self.plan.stops_at.isoformat()
        if self.pinned is not None:
            plan |= {"gift_card": self.pinned.code, "gift_card_pin": self.pinned.pin}
        if self.figures is None:
            return {"made": False, "days": self.plan.days, "products": self.plan.products, **plan}
        return {"made": True, **asdict(self.figures), **plan}


def ensure_demo(settings: Settings, wish: Wish, *, at: datetime, progress: Progress) -> DemoFound:
    """The demo shop that was asked for: the one that is there, or a new one in an empty store.

    ``at`` is now: a new shop has traded until then unless another last day is wished for. Its goods are named in the
    language of the settings.

    Raises :class:`OtherDemo` or :class:`pipelines.demo.demo_shop.OtherShop` if something else is there, and changes
    nothing then.
    """
    note, secret = settings.home / "demo.json", InstallationSecret(settings.keys)
    with upkeep.shop_in_use(settings, make=True) as store:
        there, done = _read(note, settings) if _has_shop(store) else (None, False)
        if there is not None and not wish.fits(there):
            raise OtherDemo(there)
        if there is not None and done:
            return DemoFound(there, None, find_pinned_card(store, secret))
        plan = there or wish.plan(at, settings.language)
        if not _has_shop(store):
            _write(note, settings, plan, done=False)
        figures = build_demo(store, plan, progress)
        after = ends_at(plan) + AFTER_TRADE
        cards = sell_gift_cards(store, secret, ACTOR, language=plan.language, at=after)
        cards += give_points(store, ACTOR, language=plan.language, at=after + timedelta(seconds=40))
        cards += sell_on_account(store, ACTOR, language=plan.language, at=after + timedelta(seconds=50))
        cards += give_tips(store, ACTOR, at=after + timedelta(seconds=60))
        add_demo_webhook(store, secret, ACTOR, at=after + timedelta(seconds=65))
        order_in_web_shop(store, ACTOR, language=plan.language, at=after + timedelta(seconds=70))
        practise_selling(store, at=after + timedelta(seconds=100))
        figures = replace(figures, receipts=figures.receipts + cards, lines=figures.lines + cards)
        _write(note, settings, plan, done=True)
        return DemoFound(plan, figures, find_pinned_card(store, secret))


def _has_shop(store: Store) -> bool:
    with store.view() as view:
        return find_shop(view) is not None


def _read(note: Path, settings: Settings) -> tuple[DemoPlan | None, bool]:
    try:
        stored = json.loads(note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, False
    if stored["store"] != settings.store_shown:
        return None, False
    return _plan_of(stored["plan"]), bool(stored["done"])


def _plan_of(stored: dict[str, Any]) -> DemoPlan:
    stops_at = stored.get("stops_at")
    times = {
        "until": date.fromisoformat(stored["until"]),
        "stops_at": datetime.fromisoformat(stops_at) if stops_at else None,
    }
    return DemoPlan(**{**stored, **times})


def _write(note: Path, settings: Settings, plan: DemoPlan, *, done: bool) -> None:
    facts = {"store": settings.store_shown, "plan": asdict(plan), "done": done}
    write_whole(note, json.dumps(facts, default=str, indent=1))
