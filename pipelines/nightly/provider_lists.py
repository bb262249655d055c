"""The lists of payment providers, which are behind the drivers of their terminals; nobody is asked for money."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Protocol

from hardware.device_settings import terminal_of
from models.payments.dispute import ProviderDispute
from models.payments.provider_list import Payout, ProviderPayment


class ProviderLists(Protocol):
    """What a provider lists of its own; each raises :class:`models.errors.KassaError` if it gives no list."""

    def payments(self, first: datetime, until: datetime) -> list[ProviderPayment]:
        """Payments between two instants."""
        ...

    def payouts(self, first: datetime, until: datetime) -> list[Payout]:
        """Payouts between two instants."""
        ...

    def disputes(self, first: datetime, until: datetime) -> list[ProviderDispute]:
        """Disputes that began between two instants."""
        ...


def provider_of(link: str, folder: Path) -> ProviderLists:
    """The provider behind the link of a terminal; raises :class:`hardware.faults.WrongDeviceSetting`."""
    return terminal_of(link, folder)
