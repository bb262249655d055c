"""The keys of a scanner, each with the time at which a scanner sends it, however busy this machine is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

#: Seconds between two events of a scanner's keys.
KEY_GAP_S = 0.001


def scanner_keys(code: str, end: str = "Enter") -> list[dict[str, Any]]:
    """What ``Input.dispatchKeyEvent`` takes, from now on: two events a key, down and up."""
    events = [event for character in code for event in _key(character)] + _end(end)
    begun = datetime.now(UTC).timestamp()
    return [{**event, "timestamp": begun + number * KEY_GAP_S} for number, event in enumerate(events)]


def _key(character: str) -> list[dict[str, Any]]:
    base = {"key": character, "windowsVirtualKeyCode": ord(character.upper())}
    events = [{"type": "keyDown", "text": character, **base}, {"type": "keyUp", **base}]
    if not character.isupper():
        return events
    shift = {"key": "Shift", "code": "ShiftLeft", "windowsVirtualKeyCode": 16}
    return [{"type": "keyDown", **shift}, *events, {"type": "keyUp", **shift}]


def _end(key: str) -> list[dict[str, Any]]:
    if not key:
        return []
    code, text = {"Enter": (13, "\r"), "Tab": (9, "")}[key]
    base = {"key": key, "code": key, "windowsVirtualKeyCode": code}
    return [{"type": "keyDown", **base, **({"text": text} if text else {})}, {"type": "keyUp", **base}]
