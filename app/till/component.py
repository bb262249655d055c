"""The till's Streamlit component: its files are those of ``client/``, without a build step."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PACKAGE = Path(__file__).parent
CLIENT = PACKAGE / "client"
NAME = "kassa.till"
#: The style sheet and the script that bring in all others.
STYLE, SCRIPT = ENTRIES = ("style/till.css", "till.js")
#: The outer element measures how much room the till has.
PLACE = '<div class="till-frame"><div class="till" id="till"></div></div>'


def register_component() -> None:
    """Register the component's files with the running Streamlit.

    Streamlit 1.67 finds components by a package of the same name as the distribution; ours has several
    root packages, so we register it. This can go when a component can be declared with a path.
    """
    manifest = ComponentManifest("kassa", version("kassa"), [ComponentConfig("till", asset_dir=CLIENT.name)])
    get_bidi_component_manager().register_from_manifest(manifest, PACKAGE)


def till_surface(data: dict[str, Any]) -> None:
    """Draw the till; ``data`` is read once, when it appears. It answers to nobody: it speaks with the interface."""
    _component()(key="till", data=data, height="content")


@lru_cache(maxsize=1)
def _component() -> Any:
    return st.components.v2.component(NAME, html=PLACE, css=STYLE, js=SCRIPT)
