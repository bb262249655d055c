"""The component with which the keys of a page are dragged into order: its files are in ``client/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PACKAGE = Path(__file__).parent
NAME = "kassa.quick_keys"


def draw_keys(
    key: str, keys: Sequence[Mapping[str, str]], words: Mapping[str, str], *, locked: bool, on_order: Callable[[], None]
) -> None:
    """Draw the keys of a page; ``on_order`` is called with each new order, which :func:`new_order` has then."""
    data = {"keys": [dict(each) for each in keys], "words": dict(words), "locked": locked}
    _component(get_bidi_component_manager())(key=key, data=data, on_order_change=on_order, height="content")


def new_order(key: str) -> list[str] | None:
    """The SKUs in the order in which somebody just put them; ``None`` if nobody did."""
    result: Any = st.session_state.get(key)
    order = None if result is None else result.get("order")
    return [str(sku) for sku in order] if isinstance(order, list) else None


@lru_cache(maxsize=2)
def _component(manager: BidiComponentManager) -> Any:
    """The component, registered with the running Streamlit as the till's is."""
    manifest = ComponentManifest("kassa", version("kassa"), [ComponentConfig("quick_keys", asset_dir="client")])
    manager.register_from_manifest(manifest, PACKAGE)
    html = '<ol class="quick-keys"></ol>'
    return st.components.v2.component(NAME, html=html, css="quick_keys.css", js="quick_keys.js")
