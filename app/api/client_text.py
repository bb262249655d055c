"""A client in Python, written from the description of the interface: one file with types, without other packages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_HEAD = '''"""A client of the interface of a Kassa shop; written by ``kassa api-keys client`` from its description.

Change nothing here: write it again. It needs Python 3.11 and no other package.
"""

from __future__ import annotations

import json
from typing import Any, Literal, NotRequired, TypedDict, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

Json = dict[str, Any]


class ApiProblem(Exception):
    """The shop refused a request: ``code`` never changes, ``message`` is for people, ``retry_after`` in seconds."""

    def __init__(self, status: int, problem: Json, retry_after: int | None) -> None:
        self.status, self.retry_after = status, retry_after
        self.code, self.message = str(problem.get("code", "")), str(problem.get("message", ""))
        self.details: Json = problem.get("details") or {}
        super().__init__(f"{status} {self.code}: {self.message}")

'''
_CLIENT = '''
class KassaClient:
    """Asks a shop at an address such as ``https://shop.example`` with a key of its own."""

    def __init__(self, address: str, key: str, *, language: str = "en", timeout_s: float = 30.0) -> None:
        self._base, self._timeout_s = address.rstrip("/") + "BASE", timeout_s
        self._headers = {"authorization": f"Bearer {key}", "accept-language": language}
'''
_ASK = """
    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Json | None = None,
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> bytes:
        named = urlencode({name: value for name, value in (query or {}).items() if value is not None})
        data = None if body is None else json.dumps(body).encode()
        sent = self._headers | (headers or {}) | ({} if data is None else {"content-type": "application/json"})
        address = f"{self._base}{path}?{named}" if named else self._base + path
        try:
            with urlopen(Request(address, data, sent, method=method), timeout=self._timeout_s) as reply:
                return bytes(reply.read())
        except HTTPError as error:
            with error:
                text = error.read()
            after = error.headers.get("retry-after")
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {}
            raise ApiProblem(error.code, problem, int(after) if after and after.isdigit() else None) from None
"""
_TYPES = {"string": "str", "integer": "int", "boolean": "bool", "number": "float", "null": "None", "object": "Json"}
#: What the client itself handles.
_UNSENT = frozenset({"if-none-match", "accept-language"})
_LINE_MAX = 118


def client_text(description: Mapping[str, Any]) -> str:
    """The client for an interface of this OpenAPI 3.1 description, as the text of a Python file."""
    schemas = description["components"]["schemas"]
    used = sorted(_reachable(schemas, description["paths"]))
    base = description["servers"][0]["url"]
    methods = "".join(
        _method(path, name, route)
        for path, routes in sorted(description["paths"].items())
        for name, route in sorted(routes.items())
    )
    return "\n".join([_HEAD, *(_record(name, schemas[name]) for name in used), _CLIENT.replace("BASE", base)]) + (
        methods + _ASK
    )


def _reachable(schemas: Mapping[str, Any], part: object) -> set[str]:
    """The names of the shapes that a part of the description refers to, whatever is between."""
    names, waiting = set[str](), list(_references(part))
    while waiting:
        name = waiting.pop()
        if name not in names and not name.startswith(("HTTPValidation", "Validation", "Problem")):
            names.add(name)
            waiting.extend(_references(schemas[name]))
    return names


def _references(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)


def _record(name: str, schema: Mapping[str, Any]) -> str:
    """The type of a shape, whose fields are those of the description."""
    if "properties" not in schema:
        return f"\n{name} = {type_of(schema)}\n"
    needed = set(schema.get("required", ()))
    lines = [f"\nclass {name}(TypedDict):", f'    """{_sentence(schema.get("description", name))}"""', ""]
    for field, described in schema["properties"].items():
        hint = type_of(described)
        lines.append(f"    {field}: {hint if field in needed else f'NotRequired[{hint}]'}")
    return "\n".join(lines) + "\n"


def type_of(schema: Mapping[str, Any]) -> str:
    """What Python calls the values of a schema.

    >>> type_of({"anyOf": [{"type": "integer"}, {"type": "null"}]})
    'int | None'
    >>> type_of({"type": "array", "items": {"$ref": "#/components/schemas/PickupTime"}})
    'list[PickupTime]'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(type_of(each) for each in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        return f"Literal[{', '.join(_literal(each) for each in values)}]"
    if schema.get("type") == "array":
        return f"list[{type_of(schema['items'])}]"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"dict[str, {type_of(schema['additionalProperties'])}]"
    return _TYPES.get(str(schema.get("type")), "Any")


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _method(path: str, http_method: str, route: Mapping[str, Any]) -> str:
    """The method of the client for a route: its parameters by name, the body first."""
    described = [each for each in route.get("parameters", ()) if each["name"] not in _UNSENT]
    of = {place: [each for each in described if each["in"] == place] for place in ("path", "query", "header")}
    body = route.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    first = [f"{each['name']}: {type_of(each['schema'])}" for each in of["path"]]
    first += [] if body is None else [f"body: {type_of(body)}"]
    named = [f"{_python_name(each)}: {type_of(each['schema'])}" for each in of["header"]]
    named += [f"{each['name']}: {_optional(type_of(each['schema']))} = None" for each in of["query"]]
    status = min(code for code in route["responses"] if code.startswith("2"))
    shape = route["responses"][status].get("content", {}).get("application/json", {}).get("schema")
    returned = "bytes" if shape is None else type_of(shape)
    arguments = _arguments(path, of, has_body=body is not None)
    asking = f'self._ask("{http_method.upper()}", {arguments})'
    answer = asking if shape is None else f"cast({_quoted(returned)}, json.loads({asking}))"
    signature = ", ".join(["self", *first, *(["*", *named] if named else [])])
    head = f"    def {route['operationId']}({signature}) -> {returned}:"
    return "\n".join(["", head, f'        """{_sentence(route["description"])}"""', f"        return {answer}", ""])


def _arguments(path: str, of: Mapping[str, list[Mapping[str, Any]]], *, has_body: bool) -> str:
    address = re.sub(r"{(\w+)}", lambda match: f'{{quote(str({match[1]}), safe="")}}', path)
    parts = [f"f'{address}'" if of["path"] else f'"{address}"']
    if of["query"]:
        parts.append("query={" + ", ".join(f'"{each["name"]}": {each["name"]}' for each in of["query"]) + "}")
    if has_body:
        parts.append("body=body")
    if of["header"]:
        parts.append("headers={" + ", ".join(f'"{each["name"]}": {_python_name(each)}' for each in of["header"]) + "}")
    return ", ".join(parts)


def _optional(hint: str) -> str:
    return hint if hint.endswith("None") else f"{hint} | None"


def _python_name(parameter: Mapping[str, Any]) -> str:
    return str(parameter["name"]).replace("-", "_")


def _quoted(name: str) -> str:
    return f'"{name}"'


def _sentence(text: str) -> str:
    """The first sentence of a description that fits a line."""
    first = text.strip().split("\n")[0].replace('"', "'").replace("\\", "")
    return first if len(first) <= _LINE_MAX - 8 else first[: _LINE_MAX - 12].rsplit(" ", 1)[0] + " …"
