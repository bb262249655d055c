"""The house rule that a press on a page does what the page's fields have now.

Streamlit calls what a press does before it draws the page again, with the values of the last drawing. Somebody who
enters a value and presses at once sends both together: what was bound to the button still has the value from before.
What is drawn by a function of its own, such as a plan or a card that somebody chose, is acted on as it was shown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tests.architecture.rule import Rule, Violations, within
from tests.architecture.source_tree import Source, functions

FIELDS = {
    "checkbox", "color_picker", "data_editor", "date_input", "feedback", "file_uploader", "multiselect", "number_input",
    "pills", "radio", "segmented_control", "select_slider", "selectbox", "slider", "text_area", "text_input",
    "time_input", "toggle",
}  # fmt: skip
PRESSES = {"on_click", "on_change"}
BOUND = {*PRESSES, "args", "kwargs"}


def stale_presses(source: Source) -> Violations:
    fields = _functions_with_fields(source.tree)
    for function in functions(source.tree):
        entered = _entered_names(function, fields)
        inner = {each.name: each for each in functions(function) if each is not function}  # type: ignore[arg-type]
        for call in _calls(function):
            stale = sorted(_bound_names(call, inner) & entered)
            if stale:
                bound = ", ".join(stale)
                yield call.lineno, function.name, f"{function.name}() binds {bound} to a press, as it was drawn last"


def _functions_with_fields(tree: ast.Module) -> set[str]:
    """Functions of a module that return what fields have, themselves or through one another."""
    returning = [each for each in functions(tree) if any(isinstance(node, ast.Return) for node in ast.walk(each))]
    names: set[str] = set()
    for _ in returning:
        names |= {each.name for each in returning if _called(each) & (FIELDS | names)}
    return names


def _entered_names(function: ast.AST, fields: set[str]) -> set[str]:
    """Names in a function that have what a field has, or something made from it."""
    assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    names: set[str] = set()
    for _ in assigned:
        for node in assigned:
            if _called(node.value) & (FIELDS | fields) or _read(node.value) & names:
                names |= {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return names


def _bound_names(call: ast.Call, inner: Mapping[str, ast.AST]) -> set[str]:
    """Names that a press brings with it: in its arguments, and in functions of the drawing that it calls."""
    values = {each.arg: each.value for each in call.keywords if each.arg in BOUND}
    if not PRESSES & values.keys():
        return set()
    names = {name for value in values.values() for name in _read(value)}
    return names | {name for each in names & inner.keys() for name in _read(inner[each])}


def _called(node: ast.AST) -> set[str]:
    return {_last_name(each.func) for each in _calls(node)}


def _last_name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _read(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


BINDING = '''"""M."""


def draw(visit):
    amount = st.number_input("Amount", key="amount")
    rule = Rule(amount)

    def save(actor, at):
        set_rule(actor, rule, at=at)

    st.button("Save", on_click=visit.press, args=(save, "saved"))
'''
READING = '''"""M."""


def draw(visit):
    amount = st.number_input("Amount", key="amount")

    def save(actor, at):
        set_rule(actor, Rule(st.session_state["amount"]), at=at)

    st.button("Save", on_click=visit.press, args=(save, "saved"), disabled=not amount)
'''

RULES = (
    Rule(
        "a press reads what fields have now",
        within("app/"),
        stale_presses,
        counter_example=BINDING,
        example=READING,
        exceptions=frozenset(
            {
                # what was tried is shown only beside the very files and choices with which it was tried
                "app/office/goods/move_in_view.py::draw_move_in",
            }
        ),
    ),
)
