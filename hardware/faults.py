"""What goes wrong with devices: they are away, or their settings are wrong."""

from __future__ import annotations

from dataclasses import field

from models.errors import Refused, Unavailable


class DeviceUnavailable(Unavailable):
    """A device does not answer, or stopped in between.

    ``sent`` is how many bytes of the attempted write may have left us at most; 0 means certainly none.
    """

    code = "device_unavailable"
    text = (
        "The device at {device} is not there ({reason}). Sales are safe and go on; "
        "check its power, cable and paper, then try again."
    )

    device: str
    reason: str
    sent: int = field(default=0, kw_only=True)


class WrongDeviceSetting(Refused):
    """A device is described in a way that names no device."""

    code = "wrong_device_setting"
    text = (
        "{setting!r} names no device: {reason}. Nothing was opened or changed; "
        "docs/devices.md lists what can be written."
    )

    setting: str
    reason: str
