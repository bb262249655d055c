"""What goes wrong with devices: they are away, or their settings are wrong."""

from __future__ import annotations

from models.errors import Refused, Unavailable


class DeviceUnavailable(Unavailable):
    """A device does not answer, or stopped in between.

    ``sent`` is how many bytes of the attempted write may have left us at most; 0 means certainly none.
    """

    code = "device_unavailable"

    def __init__(self, device: str, reason: str, *, sent: int = 0) -> None:
        self.device, self.reason, self.sent = device, reason, sent
        super().__init__(
            f"The device at {device} is not there ({reason}). Sales are safe and go on; "
            "check its power, cable and paper, then try again."
        )


class WrongDeviceSetting(Refused):
    """A device is described in a way that names no device."""

    code = "wrong_device_setting"

    def __init__(self, setting: str, reason: str) -> None:
        self.setting, self.reason = setting, reason
        super().__init__(
            f"{setting!r} names no device: {reason}. Nothing was opened or changed; "
            "docs/devices.md lists what can be written."
        )
