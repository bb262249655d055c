"""Every error differs from every other in its code."""

from __future__ import annotations

import re
from collections import Counter

from tests.architecture.error_codes import error_classes


def test_there_are_errors_to_look_at() -> None:
    assert {"unknown_barcode", "engine_too_old"} <= {error.code for error in error_classes()}


def test_every_error_has_a_code_of_its_own() -> None:
    assert [error for error in error_classes() if error.code is None] == []


def test_codes_are_unique() -> None:
    counted = Counter(error.code for error in error_classes())
    assert [code for code, count in counted.items() if count > 1] == []


def test_codes_are_words_in_snake_case() -> None:
    assert [error.code for error in error_classes() if not re.fullmatch(r"[a-z][a-z0-9_]*", error.code or "")] == []


def test_every_error_says_in_its_docstring_when_it_is_raised() -> None:
    assert [error.name for error in error_classes() if not error.summary] == []


def test_the_values_of_an_error_are_its_annotations_and_what_its_own_init_sets() -> None:
    values = {error.code: error.values for error in error_classes()}
    assert values["not_priced"] == {"sku", "day"}
    assert values["wrong_order_state"] == {"order_id", "state", "wanted", "number"}
