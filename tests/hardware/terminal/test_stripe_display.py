"""A basket on Stripe's reader: as Stripe's document asks for it, and never in the way of a payment."""

from __future__ import annotations

import threading

import pytest

from hardware.terminal.stripe_client import hasty_client
from hardware.terminal.stripe_screen import StripeScreen
from hardware.terminal.stripe_terminal import StripeTerminal
from models.payments.attempt_state import AttemptState
from models.selling.reader_basket import ReaderBasket, ReaderLine
from tests.hardware.terminal.stripe_server import Fault
from tests.hardware.terminal.stripe_world import StripeWorld

BASKET = ReaderBasket("SEK", (ReaderLine("3 × Mellanmjölk", 5970), ReaderLine("0.45 kg Bananer", 1123)), 760, 7093)
SHOW = "post /v1/terminal/readers/{reader}/set_reader_display"
CLEAR = "post /v1/terminal/readers/{reader}/cancel_action"


def driver(world: StripeWorld) -> StripeTerminal:
    return world.driver()


def screen_of(world: StripeWorld) -> StripeScreen:
    return StripeScreen(world.access(client=hasty_client()), world.reader["id"])


def test_lines_tax_and_total_are_on_the_reader_and_go_again(world: StripeWorld) -> None:
    screen = screen_of(world)
    assert screen.show_basket(BASKET) == ""
    detail = world.reader["action"]["set_reader_display"]["cart"]
    assert [(each["description"], each["amount"], each["quantity"]) for each in detail["line_items"]] == [
        ("3 × Mellanmjölk", 5970, 1),
        ("0.45 kg Bananer", 1123, 1),
    ]
    assert (detail["tax"], detail["total"], detail["currency"]) == (760, 7093, "sek")
    assert screen.show_basket(None) == ""
    assert world.reader["action"] is None
    assert screen.show_basket(None) == "", "there is nothing to clear, and that is no trouble"


def test_a_payment_takes_the_screen_and_nothing_that_is_shown_ends_it(world: StripeWorld) -> None:
    terminal, screen, order = driver(world), screen_of(world), world.order()
    assert screen.show_basket(BASKET) == ""
    started = terminal.start(order, at=world.at)
    assert started.state is AttemptState.IN_PROGRESS
    assert screen.show_basket(BASKET) == "terminal_reader_busy"
    assert screen.show_basket(None) == ""
    assert world.reader["action"]["type"] == "process_payment_intent"
    world.tap()
    assert terminal.capture(order, str(started.reference), at=world.at).state is AttemptState.APPROVED


def test_a_reader_that_is_still_at_showing_is_cleared_for_the_payment(world: StripeWorld) -> None:
    world.account.display_lingers = True
    terminal, screen, order = driver(world), screen_of(world), world.order()
    assert screen.show_basket(BASKET) == ""
    assert terminal.start(order, at=world.at).state is AttemptState.IN_PROGRESS


def test_control_a_reader_that_asks_for_another_payment_is_not_cleared(world: StripeWorld) -> None:
    terminal, first = driver(world), world.order()
    terminal.start(first, at=world.at)
    assert terminal.start(world.order(), at=world.at).state is AttemptState.NOT_CHARGED
    assert world.reader["action"]["status"] == "in_progress"


@pytest.mark.parametrize("fault", [each for each in Fault if each not in {Fault.SLOW, Fault.READER_TIMEOUT}])
def test_whatever_goes_wrong_is_a_word_and_no_error(world: StripeWorld, fault: Fault) -> None:
    screen = screen_of(world)
    world.server.plan(fault, SHOW, 9)
    assert screen.show_basket(BASKET) != ""
    world.server.forget_plans()
    assert screen.show_basket(BASKET) == ""
    world.server.plan(fault, CLEAR, 9)
    assert screen.show_basket(None) != ""


def test_baskets_and_payments_at_once_take_every_payment(world: StripeWorld) -> None:
    """Whoever clears a screen never cancels the payment that began meanwhile."""
    terminal, screen, is_over = driver(world), screen_of(world), threading.Event()
    reasons: set[str] = set()

    def show() -> None:
        while not is_over.is_set():
            reasons.update((screen.show_basket(BASKET), screen.show_basket(None)))

    shower = threading.Thread(target=show)
    shower.start()
    try:
        for _ in range(12):
            order = world.order()
            started = terminal.start(order, at=world.at)
            assert started.state is AttemptState.IN_PROGRESS, started
            world.tap()
            assert terminal.capture(order, str(started.reference), at=world.at).state is AttemptState.APPROVED
    finally:
        is_over.set()
        shower.join()
    assert reasons <= {"", "terminal_reader_busy"}
