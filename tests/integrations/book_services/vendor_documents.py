"""What vendors publish about their services (OpenAPI), as judges of the bodies that we send: a name that the document
does not have is an error as well.
"""

from __future__ import annotations

import importlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator  # type: ignore[import-untyped]


class Judge:
    """The schemas of one document."""

    def __init__(self, schemas: dict[str, Any]) -> None:
        self._schemas = schemas

    def faults(self, name: str, body: object) -> list[str]:
        """What is wrong with a body for the schema of a name."""
        root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": self._schemas}}
        return [f"{'/'.join(map(str, each.path))}: {each.message}" for each in Draft7Validator(root).iter_errors(body)]


@cache
def fortnox_judge(shared: Path) -> Judge:
    """Fortnox's document."""
    return _judge(json.loads((shared / "fortnox" / "fortnox_api.json").read_text(encoding="utf-8")), "fortnox_Voucher")


@cache
def xero_judge(shared: Path) -> Judge:
    """Xero's document."""
    yaml = importlib.import_module("yaml")
    text = (shared / "xero" / "xero_accounting.yaml").read_text(encoding="utf-8")
    return _judge(yaml.load(text, yaml.CSafeLoader), "ManualJournals")


def strict_judge(schemas: dict[str, Any]) -> Judge:
    """A judge by all of some schemas."""
    return Judge({name: _strict(each) for name, each in schemas.items()})


def _judge(document: dict[str, Any], begin: str) -> Judge:
    """The schemas whose names begin with ``begin``, and what they refer to."""
    schemas = document["components"]["schemas"]
    wanted = [name for name in schemas if name.startswith(begin)]
    strict: dict[str, Any] = {}
    while wanted:
        name = wanted.pop()
        if name not in strict:
            strict[name] = _strict(schemas[name])
            wanted += [each for each in schemas if f'"#/components/schemas/{each}"' in json.dumps(schemas[name])]
    return Judge(strict)


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    walked = {key: _strict(value) for key, value in schema.items()}
    is_object = isinstance(schema.get("properties"), dict) and "type" not in schema["properties"]
    return walked | {"additionalProperties": False} if is_object else walked
