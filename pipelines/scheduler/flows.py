"""The nightly jobs as Prefect flows. The work itself is in :mod:`pipelines.nightly.jobs`."""

from __future__ import annotations

from prefect import Flow, flow

from operations.installation.configuration import load_settings
from operations.progress import no_progress
from pipelines.nightly.jobs import Figures, run_job

RETRIES, RETRY_DELAY_S = 2, 30


def _run(name: str) -> Figures:
    return dict(run_job(load_settings(), name, no_progress).figures or {})


@flow(name="forecast", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def forecast() -> Figures:
    """Predict demand for the coming days."""
    return _run("forecast")


@flow(name="backup", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def backup() -> Figures:
    """Copy the shop, verify the copy, clear old nightly copies."""
    return _run("backup")


@flow(name="pickups", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def pickups() -> Figures:
    """End orders of the web shop that nobody fetched."""
    return _run("pickups")


@flow(name="points", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def points() -> Figures:
    """End points of members that are no longer good."""
    return _run("points")


@flow(name="members", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def members() -> Figures:
    """Erase members of whom nothing was heard for long, if the shop wants it."""
    return _run("members")


@flow(name="payments", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def payments() -> Figures:
    """Compare payments with the provider, book its payouts, note disputes."""
    return _run("payments")


@flow(name="books", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def books() -> Figures:
    """Close what the office booked, send its voucher to the bookkeeper."""
    return _run("books")


@flow(name="customers", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def customers() -> Figures:
    """Publish the figures of customers."""
    return _run("customers")


@flow(name="replay", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def replay() -> Figures:
    """Try every way to order on the past weeks, and compare them."""
    return _run("replay")


@flow(name="reorder", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def reorder() -> Figures:
    """Propose purchase orders from the newest forecast."""
    return _run("reorder")


@flow(name="shadow", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def shadow() -> Figures:
    """Decide orders beside the owner, without sending them."""
    return _run("shadow")


@flow(name="orders", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def orders() -> Figures:
    """Send proposed orders within their limits, hold the others."""
    return _run("orders")


@flow(name="offers", retries=RETRIES, retry_delay_seconds=RETRY_DELAY_S)
def offers() -> Figures:
    """Give members their welcome and birthday offers."""
    return _run("offers")


FLOWS: dict[str, Flow[[], Figures]] = {
    each.name: each
    for each in (
        forecast,
        backup,
        pickups,
        points,
        members,
        payments,
        books,
        customers,
        replay,
        reorder,
        shadow,
        orders,
        offers,
    )
}
