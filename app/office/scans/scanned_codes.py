"""Codes that a scanner reads while a page is open: each reaches the page once, however fast they come.

A field of Streamlit's loses what is typed into it while a run is on its way. So the browser holds scans with a number
each until the page has them, and the page takes a number once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PACKAGE = Path(__file__).parent
NAME = "kassa.scans"
#: So many scans of one answer are taken; a browser never holds more.
AT_ONCE_MAX = 500


class TakenScans:
    """Which scans of a field were taken: numbers up to ``number`` of ``series``, which is one visit to the page."""

    def __init__(self) -> None:
        self.series, self.number = uuid4().hex, 0

    def take(self, answer: Any) -> list[str]:
        """The codes in what the browser sent that were not taken yet, in their order; anything else is left out."""
        if not isinstance(answer, list):
            return []
        codes = []
        for each in answer[:AT_ONCE_MAX]:
            match each:
                case {"series": self.series, "number": int(number), "code": str(code)} if number > self.number:
                    self.number = number
                    codes.append(code)
        return codes


def take_scans(field: str, take: Callable[[str], None]) -> None:
    """Let ``take`` have each code that a scanner reads; ``field`` is the key of the field in which codes are typed."""
    key, scans = f"{field}_scans", st.session_state.setdefault(f"{field}_taken", TakenScans())
    data = {"field": field, "series": scans.series, "number": scans.number}
    _component(get_bidi_component_manager())(
        key=key, data=data, on_scans_change=partial(_take, key, scans, take), height=1
    )


def _take(key: str, scans: TakenScans, take: Callable[[str], None]) -> None:
    result: Any = st.session_state.get(key)
    for code in scans.take(None if result is None else result.get("scans")):
        take(code)


@lru_cache(maxsize=2)
def _component(manager: BidiComponentManager) -> Any:
    """The component, registered with the running Streamlit as the till's is."""
    manifest = ComponentManifest("kassa", version("kassa"), [ComponentConfig("scans", asset_dir="client")])
    manager.register_from_manifest(manifest, PACKAGE)
    return st.components.v2.component(NAME, html="<span></span>", js="scanned_codes.js")
