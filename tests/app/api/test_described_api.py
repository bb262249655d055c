"""The description of the public interface is true: whatever is asked, the answer is one that it names."""

from __future__ import annotations

import json
import re
import shlex
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api.cursors import write_cursor
from app.api.key_rate import KeyRate
from app.api.public_api import make_public_api
from models.access.api_key import ApiScope
from operations.access.api_keys import make_api_key
from operations.installation.opening import open_store
from store.catalogue.whole_range import all_products
from store.signing.key_ring import KeyRing
from tests.app.api.conftest import SECRET, Program
from tests.app.served import Served
from tests.builders import OFFICE_ACTOR

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
DESCRIPTION = make_public_api(lambda: None, SECRET).openapi()  # type: ignore[arg-type, return-value]
ROUTES = sorted(DESCRIPTION["paths"])
CALLS = sorted((route, method) for route in ROUTES for method in DESCRIPTION["paths"][route])
SCHEMAS = DESCRIPTION["components"]["schemas"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=45)
#: What each kind of parameter is asked with: what fits it, what nearly does, and what does not.
VALUES = st.one_of(
    st.integers(-1, 2**70).map(str),
    st.dates().map(str),
    st.lists(st.one_of(st.integers(-5, 2**70), TEXTS), max_size=3).map(write_cursor),
    st.sampled_from(["MILK", "", "1", "200", "..", "%", "WyJNSUxLIl0"]),
    TEXTS,
)
#: What a route that is posted to gets: what fits, what nearly does, and what does not.
BODIES = st.one_of(
    st.fixed_dictionaries({"code": st.one_of(TEXTS, st.integers(), st.none())}),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
    st.lists(TEXTS, max_size=2),
    st.integers(),
)


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value has the form that the description gives it."""
    if "$ref" in schema:
        return fits(value, SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return any(fits(value, each) for each in schema["anyOf"])
    match schema.get("type"):
        case "object" if "properties" in schema:
            parts = schema["properties"]
            return (
                isinstance(value, dict)
                and set(value) == set(parts)
                and all(fits(value[name], parts[name]) for name in parts)
            )
        case "array":
            return isinstance(value, list) and all(fits(each, schema["items"]) for each in value)
        case kind:
            types: dict[Any, type] = {
                "string": str,
                "integer": int,
                "boolean": bool,
                "null": type(None),
                "object": dict,
            }
            return isinstance(value, types[kind])


def test_control_a_form_with_more_less_or_other_values_does_not_fit() -> None:
    problem = {"type": "t", "title": "u", "status": 404, "detail": "y", "code": "x", "message": "y", "details": {}}
    form = {"$ref": "#/components/schemas/Problem"}
    assert fits(problem, form)
    assert not fits(problem | {"more": 1}, form)
    assert not fits({"code": "x"}, form)
    assert not fits(problem | {"code": 7}, form)


def test_every_route_gives_to_anything_one_of_the_answers_that_its_description_names(sqlite_program: Program) -> None:
    program, some, whole = sqlite_program, sqlite_program.key(["stock:read"]), sqlite_program.key(list(ApiScope))
    keys = ["", "kassa_wrong", some, *[whole] * 4]
    control = [("/products", whole), ("/products", ""), ("/products", some), ("/products?limit=0", whole)]
    assert [program.ask(path, secret=secret).status_code for path, secret in control] == [200, 401, 403, 422]

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        route, method = data.draw(st.sampled_from(CALLS))
        described = DESCRIPTION["paths"][route][method]
        names = {each["name"]: each["in"] for each in described.get("parameters", ())}
        values = {name: data.draw(VALUES) for name in names if data.draw(st.booleans()) or names[name] == "path"}
        path = route
        for name in (each for each, place in names.items() if place == "path"):
            path = path.replace(f"{{{name}}}", quote(values[name], safe=""))
        query = urlencode({name: value for name, value in values.items() if names[name] == "query"})
        program.http.app.state.key_rate = KeyRate(lambda: 0.0)  # type: ignore[attr-defined]
        body = data.draw(BODIES) if method == "post" else None
        secret, request_key = data.draw(st.sampled_from(keys)), data.draw(st.sampled_from(["", "a", "b"]))
        reply = program.ask(f"{path}?{query}", secret=secret, body=body, idempotency_key=request_key)
        assert str(reply.status_code) in described["responses"], (path, query, reply.status_code, reply.text)
        content = described["responses"][str(reply.status_code)]["content"]
        assert fits(reply.json(), content[reply.headers["content-type"]]["schema"]), reply.text

    ask()


def test_the_examples_of_the_description_fit_it_and_each_answer_is_described() -> None:
    assert DESCRIPTION["openapi"].startswith("3.1")
    examples = {name: schema["examples"][0] for name, schema in SCHEMAS.items() if "examples" in schema}
    assert {"PublicProduct", "StockRow", "PublicSale", "Problem"} <= set(examples)
    for name, example in examples.items():
        assert fits(example, SCHEMAS[name]), name
    for route, method in CALLS:
        described = DESCRIPTION["paths"][route][method]
        known = {"304"} if method == "get" else set()
        assert {"401", "403", "422", "429", "503"} | known <= set(described["responses"])
        assert {"200", "201"} & set(described["responses"]), route
        assert described["security"] == [{"key": []}], route


def test_the_page_for_integrators_names_every_route_and_scope_and_its_request_works(served: Served) -> None:
    page = PAGE.read_text()
    assert {f"`{each}`" for each in (*ROUTES, *ApiScope)} <= set(re.findall(r"`[^`\n]+`", page))
    (command,) = re.findall(r"^curl .*$", page, re.MULTILINE)
    store = open_store(served.store_url, keys=KeyRing(served.home / "keys"))
    new_key = make_api_key(store, OFFICE_ACTOR, "reader", ["products:read"], at=datetime.now(UTC))
    with store.view() as view:
        first_two = sorted(each.sku for each in all_products(view))[:2]
    store.close()
    words = shlex.split(command.replace("$KEY", new_key.secret).replace("http://127.0.0.1:8501", served.url))
    name, _, text = words[words.index("-H") + 1].partition(": ")
    with urllib.request.urlopen(urllib.request.Request(words[-1], headers={name: text}), timeout=10) as reply:
        answer = json.load(reply)
    assert [each["sku"] for each in answer["products"]] == first_two
    with urllib.request.urlopen(f"{served.url}/api/public/v1/openapi.json", timeout=10) as reply:
        assert json.load(reply) == DESCRIPTION
