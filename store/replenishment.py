"""Order proposals: stored, found and decided on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from models.errors import Refused
from models.money import Money
from models.replenishment.proposal import Proposal, ProposalLine, ProposalState, Reasons
from models.shop import fact_number
from store import schema

proposal, line = schema.proposal, schema.proposal_line


class UnknownProposal(Refused):
    """No order proposal has that number."""

    code = "unknown_proposal"
    text = "There is no order proposal {number}. Nothing was changed; choose one from the list."

    def __init__(self, proposal_id: int) -> None:
        self.proposal_id, self.number = proposal_id, fact_number(proposal_id)
        super().__init__()


def record_proposals(tx: sa.Connection, made: Iterable[Proposal]) -> None:
    """Keep proposals with their lines."""
    proposals = list(made)
    if not proposals:
        return
    rows = [
        {
            "id": p.id,
            "run_id": p.run_id,
            "supplier_code": p.supplier_code,
            "location_id": p.location_id,
            "made_at": p.made_at,
            "business_day": p.business_day,
            "state": p.state.value,
            "order_id": p.order_id,
        }
        for p in proposals
    ]
    tx.execute(proposal.insert(), rows)
    lines = [
        {
            "proposal_id": p.id,
            "position": position,
            "sku": each.sku,
            "quantity": each.quantity,
            "cost_minor": each.cost.minor,
            "reasons": each.reasons.to_json(),
        }
        for p in proposals
        for position, each in enumerate(p.lines, start=1)
    ]
    tx.execute(line.insert(), lines)


def remove_undecided(tx: sa.Connection) -> int:
    """Remove the proposals that nobody has decided on; a new run replaces them. Returns how many there were."""
    undecided = sa.select(proposal.c.id).where(proposal.c.state == ProposalState.PROPOSED.value)
    tx.execute(line.delete().where(line.c.proposal_id.in_(undecided)))
    gone = tx.execute(proposal.delete().where(proposal.c.state == ProposalState.PROPOSED.value))
    return int(gone.rowcount)


def decide(tx: sa.Connection, proposal_id: int, state: ProposalState, order_id: int | None = None) -> bool:
    """Bring an undecided proposal to ``state``; false if somebody decided on it before."""
    undecided = sa.and_(proposal.c.id == proposal_id, proposal.c.state == ProposalState.PROPOSED.value)
    changed = tx.execute(proposal.update().where(undecided).values(state=state.value, order_id=order_id))
    return changed.rowcount == 1


def set_undecided(tx: sa.Connection, proposal_id: int) -> None:
    """Let a proposal that was dismissed wait for a decision again."""
    dismissed = sa.and_(proposal.c.id == proposal_id, proposal.c.state == ProposalState.DISMISSED.value)
    tx.execute(proposal.update().where(dismissed).values(state=ProposalState.PROPOSED.value))


def has_newer(view: sa.Connection, made: Proposal) -> bool:
    """Whether proposals were made after this one."""
    later = sa.or_(
        proposal.c.made_at > made.made_at,
        sa.and_(
            proposal.c.id > made.id,
            proposal.c.location_id == made.location_id,
            proposal.c.supplier_code == made.supplier_code,
        ),
    )
    return view.scalar(sa.select(proposal.c.id).where(later).limit(1)) is not None


def dismissed_proposals(view: sa.Connection, day: date) -> list[Proposal]:
    """The proposals of a business day that somebody dismissed, without those that were made anew since."""
    which = sa.and_(proposal.c.state == ProposalState.DISMISSED.value, proposal.c.business_day == day)
    return [each for each in _proposals(view, which) if not has_newer(view, each)]


def get_proposal(view: sa.Connection, proposal_id: int) -> Proposal:
    """A proposal with its lines; :class:`UnknownProposal` if there is none."""
    found = _proposals(view, proposal.c.id == proposal_id)
    if not found:
        raise UnknownProposal(proposal_id)
    return found[0]


def proposal_of_order(view: sa.Connection, order_id: int) -> Proposal | None:
    """The proposal that an order was drafted from; none if it was ordered by hand."""
    found = _proposals(view, proposal.c.order_id == order_id)
    return found[0] if found else None


def open_proposals(view: sa.Connection) -> list[Proposal]:
    """The proposals that wait for a decision, by location and supplier."""
    return _proposals(view, proposal.c.state == ProposalState.PROPOSED.value)


def _proposals(view: sa.Connection, which: sa.ColumnElement[bool]) -> list[Proposal]:
    currency = view.scalar(sa.select(schema.shop.c.currency)) or ""
    found = view.execute(
        sa.select(proposal).where(which).order_by(proposal.c.location_id, proposal.c.supplier_code, proposal.c.id)
    ).all()
    lines: dict[int, list[ProposalLine]] = {row.id: [] for row in found}
    query = sa.select(line).join(proposal).where(which).order_by(line.c.proposal_id, line.c.position)
    for row in view.execute(query):
        cost, reasons = Money(row.cost_minor, currency), Reasons.from_json(row.reasons)
        lines[row.proposal_id].append(ProposalLine(row.sku, row.quantity, cost, reasons))
    return [_proposal(row, lines[row.id]) for row in found]


def _proposal(row: sa.Row[tuple[object, ...]], lines: Sequence[ProposalLine]) -> Proposal:
    return Proposal(
        id=row.id,
        run_id=row.run_id,
        supplier_code=row.supplier_code,
        location_id=row.location_id,
        made_at=row.made_at,
        business_day=row.business_day,
        state=ProposalState(row.state),
        order_id=row.order_id,
        lines=tuple(lines),
    )
