"""A mount that gets every address below its path."""

from __future__ import annotations

import re

from starlette.routing import Mount
from starlette.types import ASGIApp


class WholeMount(Mount):
    """A mount that also gets addresses with a line break, which Starlette passes by."""

    def __init__(self, path: str, app: ASGIApp) -> None:
        super().__init__(path, app)
        self.path_regex = re.compile(self.path_regex.pattern, re.DOTALL)
