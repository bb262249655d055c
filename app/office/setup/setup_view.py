"""What the forms of the setup share: the shop, the words, the time, and a message for the next step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

import streamlit as st

from app.web.page_actor import page_actor
from app.words import Words
from models.access.actor import Actor
from models.errors import KassaError
from models.setup_steps import SetupStep, StepState
from operations.access.actors import office_actor
from operations.access.first_person import is_without_people
from operations.installation.configuration import Settings, load_settings
from operations.installation.opening import open_store
from operations.installation.shop_setup import mark_step
from store.database.engine import Store

#: In the session: what the last answer led to, shown once above the next step, and why one was refused.
RESULT, REFUSAL = "setup_result", "setup_refusal"


@st.cache_resource(show_spinner=False, max_entries=4, on_release=Store.close)
def setup_store(url: str) -> Store:
    """The store of this installation, which may have no shop yet; opened once for this process."""
    return open_store(url, keys=load_settings().key_ring)


@dataclass(frozen=True, slots=True)
class SetupView:
    """One visitor's look at the setup."""

    settings: Settings
    store: Store
    words: Words
    clock: Callable[[], datetime]

    @property
    def actor(self) -> Actor:
        """Whoever works on the page: until somebody can sign in, the office."""
        return office_actor(self.store) if is_without_people(self.store) else page_actor(self.store)

    def text(self, key: str, **values: object) -> str:
        """A text of the setup in the visitor's language."""
        return self.words.translate(f"setup.{key}", **values)

    def answer(self, save: Callable[[], str | None]) -> None:
        """Store an answer and draw the page again, with the next step or with why the answer was refused.

        ``save`` returns a message for the next step, if there is one.
        """
        try:
            message = save()
        except KassaError as refusal:
            self.explain(self.words.explain(refusal))
        st.session_state[RESULT] = message
        st.query_params.pop("step", None)
        st.rerun()

    def explain(self, refusal: str) -> NoReturn:
        """Draw the page again with the reason above what was typed."""
        st.session_state[REFUSAL] = refusal
        st.rerun()

    def skip(self, step: SetupStep) -> None:
        """Leave a step for later."""

        def save() -> None:
            mark_step(self.store, self.actor, step, StepState.SKIPPED, at=self.clock())

        self.answer(save)
