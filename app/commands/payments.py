"""``kassa payments``: payments that nobody has decided, and whether the provider's list agrees with ours."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from app.commands.secret_input import FromInput, read_secret

if TYPE_CHECKING:
    from rich.console import Console

    from models.facts.payout import DisputeNoted
    from models.payments.attempt import PaymentAttempt
    from models.payments.reconciliation import Difference
    from pipelines.nightly.import_payouts import PayoutReport
    from pipelines.nightly.reconcile_payments import Reconciliation
    from store.database.engine import Store

app = typer.Typer(
    help="See and decide payments, and compare them with the provider's list.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class PaymentFinding(StrEnum):
    """What two people found out about a payment."""

    PAID = "paid"
    UNPAID = "unpaid"


@app.command("list")
def list_payments(
    *,
    days: Annotated[
        int, typer.Option("--days", help="Also every payment of so many days.", metavar="NUMBER", min=0)
    ] = 0,
    as_json: Json = False,
) -> None:
    """List payments of which nobody knows the outcome, and money that is in no sale."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.selling import payment_attempts

    now = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows_by_id = {
            each.id: each for each in (*payment_attempts.open_attempts(view), *payment_attempts.unsold_parts(view))
        }
        if days:
            rows_by_id |= {
                each.id: each for each in payment_attempts.attempts_between(view, now - timedelta(days=days), now)
            }
    rows = [_row(each) for _, each in sorted(rows_by_id.items())]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def resolve(
    payment: Annotated[int, typer.Argument(help="Number of the payment.", show_default=False, metavar="PAYMENT")],
    finding: Annotated[
        PaymentFinding, typer.Argument(help="What became of it: paid or unpaid.", show_default=False, metavar="FINDING")
    ],
    *,
    evidence: Annotated[
        str, typer.Option("--evidence", help="What the slip or the list shows.", show_default=False, metavar="TEXT")
    ],
    approved_by: Annotated[
        str, typer.Option("--approved-by", help="Code of the other person.", show_default=False, metavar="CODE")
    ],
    stdin: FromInput = False,
    as_json: Json = False,
) -> None:
    """Decide, with another person's PIN, what became of a payment that no terminal answers for."""
    from models.access.actor import Actor
    from models.access.operator import OFFICE_OPERATOR
    from models.payments.attempt_state import AttemptState
    from operations.access.approval_by_pin import PinProof, approve_by_pin
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.selling.payment_changes import UnknownAttempt, resolve_payment
    from store.access.secrets import InstallationSecret
    from store.selling import payment_attempts

    pin = read_secret("PIN of the other person", stdin=stdin)
    settings, now = load_settings(), datetime.now(UTC)
    state = AttemptState.APPROVED if finding is PaymentFinding.PAID else AttemptState.NOT_CHARGED
    with upkeep.shop_in_use(settings) as store:
        with store.view() as view:
            attempt = payment_attempts.find_attempt(view, payment)
        if attempt is None:
            raise UnknownAttempt
        till = attempt.order.till_id
        proof = PinProof(approved_by, pin, till)
        approval = approve_by_pin(store, InstallationSecret(settings.keys), proof, asking=OFFICE_OPERATOR, at=now)
        actor = Actor(OFFICE_OPERATOR, till, approval=approval)
        row = _row(resolve_payment(store, actor, payment, state, evidence, at=now))
    answer(row, as_json=as_json, write=lambda console: write_facts(console, row))


@app.command()
def reconcile(
    day: Annotated[
        date | None,
        typer.Argument(
            parser=date.fromisoformat,
            help="The day, such as 2026-11-27; yesterday if left out.",
            show_default=False,
            metavar="DAY",
        ),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Compare the payments of a day with the provider's list, and believe it where it has more."""
    from hardware.device_settings import terminal_of
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.nightly.reconcile_payments import reconcile_day, store_reconciliation

    settings, now = load_settings(), datetime.now(UTC)
    chosen = day or (now - timedelta(days=1)).date()
    with upkeep.shop_in_use(settings) as store:
        attempt = reconcile_day(
            store, lambda link, *times: terminal_of(link, settings.home).payments(*times), chosen, at=now
        )
        store_reconciliation(store, office_actor(store), attempt, at=now)
    facts = _facts(attempt)
    answer(facts, as_json=as_json, write=lambda console: _write_report(console, attempt))


@app.command()
def payouts(
    *,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            help="Stripe's itemized payout reconciliation report, CSV.",
            show_default=False,
            metavar="FILE",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", help="Ask for the payouts of so many days.", metavar="NUMBER", min=1)
    ] = 30,
    as_json: Json = False,
) -> None:
    """Book what the provider paid to the bank, with its fees: from its own list, or from a file of it."""
    from hardware.device_settings import terminal_of
    from integrations.payout_files.stripe_report import read_payout_report
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.nightly.import_payouts import ask_providers, book_payouts

    settings, now = load_settings(), datetime.now(UTC)
    with upkeep.shop_in_use(settings) as store:
        if file is not None:
            listed, unreachable = read_payout_report(file), tuple[str, ...]()
        else:
            listed, unreachable = ask_providers(
                store,
                lambda link, *times: terminal_of(link, settings.home).payouts(*times),
                now - timedelta(days=days),
                now,
            )
        report = replace(book_payouts(store, office_actor(store), listed, at=now), unreachable=unreachable)
    facts = _payout_facts(report)
    answer(facts, as_json=as_json, write=lambda console: _write_payouts(console, report))


@app.command()
def disputes(
    *,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the providers first, as each night.")] = False,
    as_json: Json = False,
) -> None:
    """List the disputes: payments that customers' banks ask back, and until when the shop may answer."""
    from models.money import Money
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.analysis.payment_reports import known_disputes

    settings, silent = load_settings(), tuple[str, ...]()
    with upkeep.shop_in_use(settings) as store:
        if ask:
            silent = _ask_for_disputes(store, settings.home)
        with store.view() as view:
            listed_disputes = list(known_disputes(view).values())
    rows = [asdict(each) | {"amount": str(Money(each.amount, each.currency))} for each in listed_disputes]
    facts = {"disputes": rows, "unreachable": list(silent)}
    answer(facts, as_json=as_json, write=lambda console: _write_disputes(console, listed_disputes, silent))


def _ask_for_disputes(store: Store, home: Path) -> tuple[str, ...]:
    from hardware.device_settings import terminal_of
    from operations.access.actors import office_actor
    from operations.selling.note_disputes import note_disputes
    from pipelines.nightly.import_payouts import ask_providers
    from pipelines.nightly.nightly_payments import DISPUTE_TIME

    now = datetime.now(UTC)
    disputes, silent = ask_providers(
        store, lambda link, *times: terminal_of(link, home).disputes(*times), now - DISPUTE_TIME, now
    )
    note_disputes(store, office_actor(store), disputes, at=now)
    return silent


def _row(attempt: PaymentAttempt) -> dict[str, object]:
    order = attempt.order
    return {
        "payment": attempt.id,
        "till": order.till_id,
        "basket": order.basket_id,
        "made_at": order.made_at.isoformat(timespec="seconds"),
        "kind": order.kind.value,
        "method": order.method.value,
        "amount": str(order.amount),
        "taken": str(attempt.amount_taken),
        "currency": order.amount.currency,
        "state": attempt.state.value,
        "in_sale": attempt.is_applied,
        "reference": attempt.answer.reference,
        "reason": attempt.answer.reason,
        "because": _because(attempt),
        "operator": attempt.operator,
    }


def _because(attempt: PaymentAttempt) -> str:
    from app.words import words_of
    from models.payments.payment_reason import reason_of_code

    reason = reason_of_code(attempt.answer.reason, attempt.order.kind)
    return "" if reason is None else words_of("en").translate(f"till.payment_reason_{reason.value}")


def _facts(attempt: Reconciliation) -> dict[str, object]:
    return {
        "day": attempt.day.isoformat(),
        "agree": attempt.agree,
        "differences": [_difference(each) for each in attempt.differences],
        "own_terminals": {str(till): str(amount) for till, amount in attempt.own_terminals.items()},
        "unreachable": list(attempt.unreachable),
    }


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "kind": difference.kind.value,
        "amount": str(difference.amount),
        "payment": difference.attempt.id if difference.attempt else None,
        "reference": difference.payment.reference if difference.payment else None,
    }


def _payout_facts(report: PayoutReport) -> dict[str, object]:
    return {
        "booked": [
            {
                "payout": each.reference,
                "day": each.day.isoformat(),
                "currency": each.amount.currency,
                "amount": str(each.amount),
                "payments": str(each.payments),
                "fees": str(each.fees),
                "disputed": str(each.disputed),
                "returned": str(each.returned),
                "other": str(each.other),
                "parts": each.parts,
            }
            for each in report.booked
        ],
        "known_before": report.known_before,
        "problems": report.problems,
        "unreachable": list(report.unreachable),
    }


def _write_payouts(console: Console, report: PayoutReport) -> None:
    console.print(f"{len(report.booked)} payouts booked, {report.known_before} were booked before.")
    for each in report.booked:
        line = f"  {each.day}  {each.reference}  {each.amount} {each.amount.currency}, of which fees took {each.fees}"
        console.print(line, markup=False)
    for problem in report.problems.values():
        console.print(f"  {problem}", markup=False)
    for link in report.unreachable:
        console.print(f"  {link} gave no list; try again later.", markup=False)


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    if not rows:
        console.print("Every payment is decided, and all money is in a sale.")
    for each in rows:
        line = (
            f"{each['payment']}  {each['made_at']}  till {each['till']}  {each['kind']} {each['method']}  "
            f"{each['amount']} {each['currency']}  {each['state']}  {each['because']}"
        )
        console.print(line.rstrip(), markup=False)


def _write_report(console: Console, attempt: Reconciliation) -> None:
    console.print(f"{attempt.day}: {attempt.agree} payments agree, {len(attempt.differences)} differ.")
    for each in attempt.differences:
        console.print(f"  {each.kind.replace('_', ' ')}: {each.amount}", markup=False)
    for till, amount in attempt.own_terminals.items():
        console.print(f"  The own terminal of till {till} should show {amount}.", markup=False)
    for link in attempt.unreachable:
        console.print(f"  {link} gave no list; try again later.", markup=False)


def _write_disputes(console: Console, listed_disputes: list[DisputeNoted], silent: tuple[str, ...]) -> None:
    from models.money import Money

    if not listed_disputes:
        console.print("No customer's bank asks for money.")
    for each in listed_disputes:
        until = f", answer it by {each.answer_by[:10]}" if each.answer_by else ""
        amount = f"{Money(each.amount, each.currency)} {each.currency}"
        words = f"{each.reason}  {each.state}".replace("_", " ")
        console.print(f"{each.dispute}  {each.begun_at[:10]}  {amount}  {words}{until}", markup=False)
    for link in silent:
        console.print(f"  {link} gave no list; try again later.", markup=False)
