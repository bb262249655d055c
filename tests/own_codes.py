"""Texts with and without Kassa's own codes: one table for the rule of the server and that of the browser.

The value is the kind's letter, ``misread``, or ``""`` for what can only mean goods.
"""

from __future__ import annotations

CASES = {
    "KXR400000524": "R",
    " kxr400000524\n": "R",
    "KXR400000526": "misread",
    "KXR400000255": "misread",
    "KXR400000O25": "misread",
    "KXR25": "misread",
    "KXR": "misread",
    "KXT-AA11": "misread",
    "kxa": "misread",
    "KXB400000555": "misread",
    "KXR4000005 25": "misread",
    "KXR40000ÅÄ25": "misread",
    "KX": "",
    "KX85": "",
    "KX-TG6811": "",
    "XKR400000525": "",
    "R4294967301": "",
    "7310865004703": "",
    "400000525": "",
    "]C10107310865004703": "",
    "https://id.gs1.org/01/07310865004703": "",
    "Räksallad": "",
    "4x40": "",
    "": "",
}
