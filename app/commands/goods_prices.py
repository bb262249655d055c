"""The commands for prices that new costs propose: ``goods price-proposals list``, ``accept`` and ``refuse``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from app.commands.output import Json, answer
from app.commands.product import Sku

if TYPE_CHECKING:
    from rich.console import Console

    from models.purchasing.price_proposal import PriceDecision, PriceProposal

app = typer.Typer(help="Look after the range.", no_args_is_help=True, rich_markup_mode=None)
proposals = typer.Typer(help="Prices that new costs propose.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(proposals, name="price-proposals")


@proposals.command("list")
def list_proposals(*, as_json: Json = False) -> None:
    """List the prices that new costs propose and that nobody decided about."""
    rows = [_facts(each, "open") for each in _open()]
    answer(rows, as_json=as_json, write=lambda console: _write(console, rows))


@proposals.command()
def accept(sku: Sku, *, as_json: Json = False) -> None:
    """Let the proposed price of a product hold: from today, or from the end of a campaign."""
    from models.purchasing.price_proposal import PriceDecision

    _decide(sku, PriceDecision.ACCEPTED, as_json=as_json)


@proposals.command()
def refuse(sku: Sku, *, as_json: Json = False) -> None:
    """Leave the price of a product as it is, until another cost comes."""
    from models.purchasing.price_proposal import PriceDecision

    _decide(sku, PriceDecision.REFUSED, as_json=as_json)


def _open() -> list[PriceProposal]:
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.analysis.open_price_proposals import open_proposals

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        return open_proposals(view, shop.get_shop(view), datetime.now(UTC))


def _decide(sku: str, decision: PriceDecision, *, as_json: bool) -> None:
    from models.purchasing.price_proposal import ProposalIsGone
    from operations.access.actors import office_actor
    from operations.catalogue.decide_proposed_prices import decide_price
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    proposal = next((each for each in _open() if each.sku == sku), None)
    if proposal is None:
        raise ProposalIsGone(sku[:40])
    with upkeep.shop_in_use(load_settings()) as store:
        decide_price(store, office_actor(store), sku, proposal.price, decision, at=datetime.now(UTC))
    facts = _facts(proposal, decision.value)
    answer(facts, as_json=as_json, write=lambda console: _write(console, [facts]))


def _facts(proposal: PriceProposal, state: str) -> dict[str, object]:
    return {
        "sku": proposal.sku,
        "state": state,
        "supplier": proposal.supplier_code,
        "cost_before_minor": proposal.cost_before,
        "cost_minor": proposal.cost,
        "price_before_minor": proposal.price_before,
        "price_minor": proposal.price,
        "begins_on": proposal.begins_on.isoformat(),
    }


def _write(console: Console, rows: list[dict[str, object]]) -> None:
    for each in rows:
        prices = f"{each['price_before_minor']} -> {each['price_minor']} from {each['begins_on']}"
        costs = f"cost {each['cost_before_minor']} -> {each['cost_minor']}"
        console.print(f"{each['sku']}: {prices}, {costs}, {each['state']}", markup=False)
    if not rows:
        console.print("No price is proposed.")
