"""``kassa mcp``: figures for an assistant, which can ask and never write."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from app.commands.output import Json, answer
from models.errors import Unavailable


class AssistantPackageMissing(Unavailable):
    """What speaks with assistants is not installed."""

    code = "assistant_package_missing"
    text = (
        "The package mcp is not installed, and assistants speak through it. Nothing was changed; install it with "
        "'pip install mcp' in the shop's environment and start again."
    )


def mcp(
    *,
    operator: Annotated[
        str,
        typer.Option(
            "--as", help="The person for whom it asks; it sees what they may see.", metavar="CODE", show_default=False
        ),
    ],
    list_: Annotated[
        bool, typer.Option("--list", help="Show what this person's assistant may ask for, and stop.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Answer the questions of an assistant on this computer, over the Model Context Protocol on standard input."""
    from datetime import UTC, datetime

    from models.access.permission import Permission
    from operations.access.permissions import check
    from operations.installation.configuration import load_settings
    from operations.questions import answer_question, asking_actor, open_to_ask

    with closing(open_to_ask(load_settings().store_url)) as store:
        actor = asking_actor(store, operator)
        check(actor, Permission.SEE_FIGURES)
        if list_:
            facts = answer_question(store, actor, "list_figures", {}, at=datetime.now(UTC))
            answer(facts, as_json=as_json, write=lambda console: console.print_json(data=facts))
            return
        try:
            from app.assistant.protocol import serve_questions
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in {"mcp", "mcp_types"}:
                raise
            raise AssistantPackageMissing from None
        serve_questions(store, operator)
