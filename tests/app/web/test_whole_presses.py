"""What a press does is done whole, even if the next press comes while it is at it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.state import SafeSessionState, SessionState

from app.web import whole_presses

#: So long the first press waits for the second one, which must not come in.
SHORT_S = 0.2


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets presses run whole when it is called, in this test only."""
    for name in ("on_script_will_rerun", "on_script_finished"):
        patched = getattr(SafeSessionState, name)
        monkeypatch.setattr(SafeSessionState, name, getattr(patched, "__wrapped__", patched))
    return whole_presses.run_presses_whole


class Visit(SessionState):
    """The state of a visit to a page: each press does ``work``."""

    work: Callable[[], None]

    def on_script_will_rerun(self, *_args: object, **_values: object) -> None:
        self.work()


def visit(work: Callable[[], None]) -> Visit:
    state = Visit()
    state.work = work
    return state


def press(run: SafeSessionState) -> None:
    run.on_script_will_rerun(None)


def next_press() -> None:
    """The next press ends the run."""
    raise StopException


def test_a_press_is_not_ended_by_the_next_one(whole: Callable[[], None]) -> None:
    done: list[str] = []

    def work() -> None:
        done.append("began")
        run["seen"] = True
        done.append("ended")

    run = SafeSessionState(state := visit(work), next_press)
    whole()
    press(run)
    assert done == ["began", "ended"]
    assert state["seen"]
    with pytest.raises(StopException):
        run["later"] = True  # what is drawn may be ended as before


@pytest.mark.usefixtures("whole")
def test_by_itself_streamlit_ends_it() -> None:
    """Else the test above would show nothing."""
    done: list[str] = []
    presses = iter([False, True])

    def work() -> None:
        done.append("began")
        run["seen"] = True
        done.append("ended")

    def maybe_next_press() -> None:
        if next(presses):
            raise StopException

    run = SafeSessionState(visit(work), maybe_next_press)
    with pytest.raises(StopException):
        press(run)
    assert done == ["began"]


def test_two_presses_of_one_visit_are_done_one_after_the_other(whole: Callable[[], None]) -> None:
    at_once, most, entered = [], [], Event()

    def work() -> None:
        at_once.append(1)
        most.append(len(at_once))
        entered.wait(SHORT_S) if len(most) == 1 else entered.set()
        at_once.pop()

    state = visit(work)
    whole()
    threads = [Thread(target=press, args=(SafeSessionState(state, lambda: None),)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == [1, 1]


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_end_of_a_run_waits_for_the_press_beside_it(whole: Callable[[], None], *, is_whole: bool) -> None:
    """By itself Streamlit would tidy the visit while the press is at it: the control."""
    steps: list[str] = []
    tidied, entered = Event(), Event()

    class Tidied(Visit):
        def on_script_finished(self, *_args: object, **_values: object) -> None:
            steps.append("tidied")
            tidied.set()

    def work() -> None:
        entered.set()
        tidied.wait(SHORT_S)
        steps.append("pressed")

    state = Tidied()
    state.work = work
    if is_whole:
        whole()
    pressing = Thread(target=press, args=(SafeSessionState(state, lambda: None),))
    pressing.start()
    entered.wait()
    SafeSessionState(state, lambda: None).on_script_finished(frozenset())
    pressing.join()
    assert steps == (["pressed", "tidied"] if is_whole else ["tidied", "pressed"])


def test_it_is_done_once_for_a_process(whole: Callable[[], None]) -> None:
    whole()
    first = SafeSessionState.on_script_will_rerun
    whole()
    assert SafeSessionState.on_script_will_rerun is first
