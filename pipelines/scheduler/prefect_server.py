"""A child process of ``kassa schedule``: Prefect's server, which stores runs and knows when the next is due."""

from __future__ import annotations

import argparse

import uvicorn
from prefect.server.api.server import create_app

from pipelines.child_processes import HOST, end_with_parent
from pipelines.scheduler.page_guard import PageGuard


def main() -> None:
    """Answer on this machine only, until a signal stops it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    end_with_parent()
    uvicorn.run(
        PageGuard(create_app(final=True)), host=HOST, port=arguments.port, log_level="warning", access_log=False
    )


if __name__ == "__main__":
    main()
