"""From settings to devices: each device of the counter is set by a short text such as ``tcp:192.0.2.7:9100``."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from hardware.faults import WrongDeviceSetting
from hardware.link.device_file import FileLink
from hardware.link.port import Link
from hardware.link.serial_port import BAUD, SerialLink
from hardware.link.tcp import TcpLink
from hardware.printer.escpos import EscposPrinter
from hardware.printer.layout import COLUMNS, COLUMNS_MAX, COLUMNS_MIN
from hardware.printer.port import PrinterWithDrawer
from hardware.printer.simulated import SimulatedPrinter
from hardware.terminal.port import BasketScreen, PageWords, PaymentPage, PaymentTerminal
from hardware.terminal.simulated_page import SimulatedPage
from hardware.terminal.simulated_terminal import SimulatedMode, SimulatedTerminal
from hardware.terminal.stripe_link import read_stripe_link

#: Where network printers listen.
PRINTER_PORT = 9100
PORT_MAX = 65535
#: The payment pages of the web shop.
SIMULATED_PAGE, STRIPE_CHECKOUT = "simulated-page:", "stripe-checkout:"


def printer_of(setting: str) -> PrinterWithDrawer:
    """The receipt printer, with the drawer on it, that ``setting`` names; nothing is opened yet.

    ``simulated:FOLDER``, ``tcp:HOST`` or ``tcp:HOST:PORT``, ``serial:PATH`` or ``file:PATH``; after a question mark
    may follow ``columns=42`` and for a serial port ``baud=38400``. Raises :class:`WrongDeviceSetting`.
    """
    address, _, query = setting.partition("?")
    kind, _, place = address.partition(":")
    if not place:
        raise WrongDeviceSetting(setting, "it must begin with simulated:, tcp:, serial: or file: and name a place")
    options = _options(setting, query, allowed={"columns", "baud"} if kind == "serial" else {"columns"})
    columns = options.get("columns", COLUMNS)
    if not COLUMNS_MIN <= columns <= COLUMNS_MAX:
        raise WrongDeviceSetting(setting, f"paper has between {COLUMNS_MIN} and {COLUMNS_MAX} columns")
    if kind == "simulated":
        return SimulatedPrinter(Path(place).expanduser(), columns=columns)
    return EscposPrinter(_link(setting, kind, place, options), columns=columns)


def terminal_of(setting: str, folder: Path) -> PaymentTerminal:
    """The payment terminal that ``setting`` names; nobody is asked for anything yet.

    ``simulated:MODE`` with a mode of :class:`SimulatedMode`, whose bank is in ``folder``; ``simulated:MODE/NAME`` is
    one of several, each of which serves one customer at a time.
    ``stripe:READER`` is a reader of Stripe's, ``stripe:`` takes Swish and MobilePay only; with ``?basket=yes``
    the reader shows the basket. Raises
    :class:`WrongDeviceSetting`, also when the environment has no key for Stripe.
    """
    if setting in {SIMULATED_PAGE, STRIPE_CHECKOUT}:
        return payment_page_of(setting, folder)
    kind, _, place = setting.partition(":")
    if kind == "simulated":
        modes = [mode.value for mode in SimulatedMode]
        place, _, name = place.partition("/")
        if place not in modes or (name and not name.isalnum()):
            raise WrongDeviceSetting(setting, f"the simulated terminal can {', '.join(modes)}")
        return SimulatedTerminal(SimulatedMode(place), folder)
    if kind == "stripe":
        return _at_stripe(setting)
    raise WrongDeviceSetting(setting, f"no kind of payment terminal is called {kind!r}")


def payment_page_of(setting: str, folder: Path, words: PageWords | None = None) -> PaymentPage:
    """The payment page on the web that ``setting`` names, :data:`SIMULATED_PAGE` or :data:`STRIPE_CHECKOUT`.

    ``words`` are those of one order; without them only payments that exist are asked about. Raises
    :class:`WrongDeviceSetting`, also when the environment has no key for Stripe.
    """
    if setting == SIMULATED_PAGE:
        return SimulatedPage(folder, "" if words is None else words.return_page)
    if setting != STRIPE_CHECKOUT:
        raise WrongDeviceSetting(setting, "no payment page on the web is called so")
    from hardware.terminal.stripe_checkout import StripeCheckout
    from hardware.terminal.stripe_client import access_from_environment

    return StripeCheckout(access_from_environment(), words or PageWords())


def screen_of(setting: str) -> BasketScreen | None:
    """The screen of the terminal that ``setting`` names, if it is set to show the basket.

    Raises :class:`WrongDeviceSetting`, also when the environment has no key for Stripe.
    """
    link = read_stripe_link(setting) if setting.startswith("stripe:") else None
    if link is None or link.reader is None or not link.shows_basket:
        return None
    from hardware.terminal.stripe_client import access_from_environment, hasty_client
    from hardware.terminal.stripe_screen import StripeScreen

    return StripeScreen(access_from_environment(hasty_client()), link.reader)


def _at_stripe(setting: str) -> PaymentTerminal:
    from hardware.terminal.stripe_client import access_from_environment
    from hardware.terminal.stripe_terminal import StripeTerminal

    link = read_stripe_link(setting)
    return StripeTerminal(access_from_environment(), link.reader, return_page=link.return_page)


def _link(setting: str, kind: str, place: str, options: dict[str, int]) -> Link:
    match kind:
        case "tcp":
            return TcpLink(*_host_and_port(setting, place))
        case "serial":
            return SerialLink(place, baud=options.get("baud", BAUD))
        case "file":
            return FileLink(place)
    raise WrongDeviceSetting(setting, f"no kind of printer is called {kind!r}")


def _host_and_port(setting: str, place: str) -> tuple[str, int]:
    host, colon, port = place.rpartition(":")
    if not colon:
        return place, PRINTER_PORT
    if not host or not port.isdecimal() or not 1 <= int(port) <= PORT_MAX:
        raise WrongDeviceSetting(setting, f"a network address is HOST or HOST:PORT with a port up to {PORT_MAX}")
    return host.strip("[]"), int(port)


def _options(setting: str, query: str, allowed: set[str]) -> dict[str, int]:
    options = parse_qsl(query, keep_blank_values=True)
    for name, value in options:
        if name not in allowed:
            raise WrongDeviceSetting(setting, f"{name!r} cannot be set here; {', '.join(sorted(allowed))} can")
        if not value.isdecimal() or int(value) == 0:
            raise WrongDeviceSetting(setting, f"{name} is a whole number")
    return {name: int(value) for name, value in options}
