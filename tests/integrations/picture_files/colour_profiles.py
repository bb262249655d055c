"""Colour profiles as phones and cameras write them, and what a colour of sRGB is in each: made here, by the formulas.

An ICC profile of version 2 (ICC.1:2001-04) with three primaries and a curve. The primaries are those of the
profiles "Display P3" and "Adobe RGB (1998)", adapted to D50.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_WHITE = (0.9642, 1.0, 0.8249)
#: Red, green and blue of sRGB in XYZ, adapted to D50 (IEC 61966-2-1).
_SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
Colour = tuple[int, int, int]


def _srgb_light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _srgb_value(light: float) -> float:
    return float(light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)


@dataclass(frozen=True, slots=True)
class Space:
    """A space of colours: its primaries, and how much light a value is, both from 0 to 1."""

    primaries: tuple[tuple[float, float, float], ...]
    light: Callable[[float], float]
    value: Callable[[float], float]

    def of_srgb(self, colour: Colour) -> Colour:
        """The values that a colour of sRGB has here."""
        light = np.array(_SRGB).T @ np.array([_srgb_light(each / 255) for each in colour])
        own = np.linalg.solve(np.array(self.primaries).T, light)
        red, green, blue = (round(255 * self.value(min(1.0, max(0.0, each)))) for each in own.tolist())
        return red, green, blue

    def profile(self) -> bytes:
        """The profile that a file carries."""
        curve = [round(65535 * self.light(step / 1023)) for step in range(1024)]
        curve_tag = b"curv" + bytes(4) + struct.pack(">I", len(curve)) + struct.pack(f">{len(curve)}H", *curve)
        text = b"own profile\0"
        tags = {b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78)}
        tags[b"cprt"] = b"text" + bytes(4) + b"none\0"
        tags[b"wtpt"] = _xyz(_WHITE)
        for sign, primary in zip("rgb", self.primaries, strict=True):
            tags[f"{sign}XYZ".encode()] = _xyz(primary)
            tags[f"{sign}TRC".encode()] = curve_tag
        table, body, place = b"", b"", 128 + 4 + 12 * len(tags)
        for name, tag in tags.items():
            table += name + struct.pack(">II", place + len(body), len(tag))
            body += tag + bytes(-len(tag) % 4)
        size = place + len(body)
        head = struct.pack(">I4xI4s4s4s12x4s", size, 0x02100000, b"mntr", b"RGB ", b"XYZ ", b"acsp") + bytes(28)
        head += struct.pack(">3I", *(round(each * 65536) for each in _WHITE))
        return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(each * 65536) for each in value))


SPACES = {
    "Display P3": Space(
        ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)),
        _srgb_light,
        _srgb_value,
    ),
    "Adobe RGB": Space(
        ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
        lambda value: value**2.19921875,
        lambda light: float(light ** (1 / 2.19921875)),
    ),
}
