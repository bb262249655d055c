"""The order-up-to level: how much stock covers the demand of the protection interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.demand.intervals import demand_quantile
from models.errors import Refused

SERVICE_LEVEL = 0.95


class WrongServiceLevel(Refused):
    """A chance that is not between 0 and 1."""

    code = "wrong_service_level"
    text = (
        "A service level of {service_level} is not a chance between 0 and 1. Nothing was proposed; "
        "choose one such as 0.95."
    )

    service_level: float


def order_up_to(
    expected: NDArray[np.float64], dispersion: NDArray[np.float64], service_level: float = SERVICE_LEVEL
) -> NDArray[np.int64]:
    """S [n]: the least whole units whose chance of covering the demand is at least ``service_level``.

    :param expected: [n] units over the protection interval
    :param dispersion: [n] variance over mean of that demand

    Periodic review, order up to S: Silver, Pyke & Thomas (4th ed.), chapter 6, with the quantile of the demand itself.

    >>> order_up_to(np.array([21.0]), np.array([1.5])).tolist()
    [31]
    """
    if not 0 < service_level < 1:
        raise WrongServiceLevel(service_level)
    level = demand_quantile(expected, dispersion, service_level)
    return np.where(expected > 0, level, 0).astype(np.int64)
