"""What a press does on a page is done whole, and one press after the other.

Streamlit calls what a press does at the beginning of a run. The next press begins a run of its own beside it, and ends
the first one wherever that asks for something in the session's state: then what it did may be half done. A shop cannot
have that: goods would be received and still be on the list, a scan would be taken and not counted.

When a run ends, Streamlit tidies what the visit has, and puts a copy in its place. A press that does something at the
same moment would write to what the copy has replaced, so the end of a run waits for it, too.
"""

from __future__ import annotations

from functools import wraps
from threading import Lock, RLock
from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.state import SafeSessionState, SessionState

#: The locks of visits that do something now, by the identity of the state that the runs of a visit share.
_locks: WeakValueDictionary[int, Any] = WeakValueDictionary()
_guard = Lock()


def run_presses_whole() -> None:
    """Let no press end what an earlier one does, and no run be tidied meanwhile, from now on, in this process."""
    begin_run, end_run = SafeSessionState.on_script_will_rerun, SafeSessionState.on_script_finished
    if getattr(begin_run, "is_whole", False):
        return

    @wraps(begin_run)
    def begin_whole(state: SafeSessionState, *args: Any, **values: Any) -> None:
        # Streamlit has no other way to get at the two.
        interrupt, shared = (object.__getattribute__(state, name) for name in ("_yield_callback", "_state"))
        with _lock_of(shared):
            object.__setattr__(state, "_yield_callback", lambda: None)
            try:
                begin_run(state, *args, **values)
            finally:
                object.__setattr__(state, "_yield_callback", interrupt)

    @wraps(end_run)
    def end_alone(state: SafeSessionState, *args: Any, **values: Any) -> None:
        with _lock_of(object.__getattribute__(state, "_state")):
            end_run(state, *args, **values)

    begin_whole.is_whole = True  # type: ignore[attr-defined]
    SafeSessionState.on_script_will_rerun = begin_whole  # type: ignore[assignment,method-assign]
    SafeSessionState.on_script_finished = end_alone  # type: ignore[assignment,method-assign]


def _lock_of(visit: SessionState) -> Any:
    with _guard:
        return _locks.setdefault(id(visit), RLock())
