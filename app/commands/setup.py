"""``kassa setup``: set up a shop of your own, step by step."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, bar, remark
from models.setup_steps import SetupProgress, SetupStep, StepState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from operations.installation.configuration import Settings
    from operations.installation.starter_range import TypedGood
    from store.database.engine import Store

Company = Annotated[str | None, typer.Option(help="Name of the company.", metavar="NAME")]
OrgNumber = Annotated[str | None, typer.Option(help="Its organisation number; checked.", metavar="NUMBER")]
Language = Annotated[str, typer.Option(help="Language of receipts and of starter goods: sv or en.", metavar="CODE")]
Location = Annotated[str | None, typer.Option(help="Name of the shop's location.", metavar="NAME")]
Address = Annotated[str, typer.Option(help="Its address, as receipts show it.", metavar="TEXT")]
Till = Annotated[list[str] | None, typer.Option(help="Name of a till; may be repeated.", metavar="NAME")]
Printer = Annotated[
    str | None,
    typer.Option(help="The receipt printer, such as tcp:192.0.2.7; prints a test page.", metavar="LINK"),
]
Owner = Annotated[
    str | None,
    typer.Option(help="Name that the owner signs in with; the password is read from standard input.", metavar="CODE"),
]
OwnerName = Annotated[str, typer.Option(help="The owner's own name.", show_default="that of --owner", metavar="NAME")]
Starter = Annotated[
    str | None, typer.Option(help="First goods of a trade: kiosk, grocer, cafe or boutique.", metavar="TRADE")
]
Product = Annotated[
    list[str] | None, typer.Option(help="A product, as NAME=PRICE; may be repeated.", metavar="NAME=PRICE")
]
Goods = Annotated[Path | None, typer.Option(help="A list of products, as for kassa import products.", metavar="FILE")]
Backups = Annotated[str | None, typer.Option(help="Folder for backups; makes the first one in it.", metavar="FOLDER")]
Skip = Annotated[
    list[SetupStep] | None, typer.Option(help="A step to leave for later; may be repeated.", metavar="STEP")
]


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """What the options answer; a step without an answer is left as it is."""

    company: str | None
    org_number: str | None
    language: str
    location: str | None
    address: str
    tills: tuple[str, ...]
    printer: str | None
    owner: str | None
    owner_name: str
    starter: str | None
    products: tuple[str, ...]
    goods: Path | None
    backups: str | None
    skip: tuple[SetupStep, ...]

    @property
    def any(self) -> bool:
        """Whether anything is answered."""
        answers = (self.company, self.location, self.printer, self.owner, self.starter, self.goods, self.backups)
        return any(each is not None for each in answers) or bool(self.tills or self.products or self.skip)


def setup(
    *,
    company: Company = None,
    org_number: OrgNumber = None,
    language: Language = "sv",
    location: Location = None,
    address: Address = "",
    till: Till = None,
    printer: Printer = None,
    owner: Owner = None,
    owner_name: OwnerName = "",
    starter: Starter = None,
    product: Product = None,
    goods: Goods = None,
    backups: Backups = None,
    skip: Skip = None,
    as_json: Json = False,
) -> None:
    """Set up a shop of your own.

    In a terminal it asks what is not answered yet, one step after the other; an empty answer leaves a step for later.
    With options it takes their answers and asks nothing. Each step is stored at once, and the page /setup goes on where
    this command stopped. Called again it goes on with what is left.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.shop_setup import find_progress

    answers = GivenAnswers(
        company, org_number, language, location, address, tuple(till or ()), printer, owner, owner_name, starter,
        tuple(product or ()), goods, backups, tuple(skip or ()),
    )  # fmt: skip
    settings = load_settings()
    _check_options(answers)
    with upkeep.shop_in_use(settings, make=True) as store:
        if answers.any:
            for step in _take(settings, store, answers):
                remark(f"{step.value}: done")
        elif not as_json and sys.stdin.isatty():
            from app.commands.setup_questions import ask_steps

            ask_steps(settings, store)
        progress, examples = find_progress(store), _examples(store)
    facts = {"done": progress.is_done, "steps": {step: progress.states[step] for step in SetupStep}} | {
        "example_prices": examples
    }
    answer(facts, as_json=as_json, write=lambda console: write_progress(console, progress, len(examples)))


def write_progress(console: Console, progress: SetupProgress, examples: int) -> None:
    """Print the list of steps and what is to be done next."""
    marks = {StepState.DONE: "[x]", StepState.SKIPPED: "[-]", StepState.OPEN: "[ ]"}
    for step in SetupStep:
        console.print(f"{marks[progress.states[step]]} {step.value}", markup=False)
    if examples:
        console.print(f"{examples} products still have example prices; set your own before you sell them.")
    if progress.left:
        console.print("Run 'kassa setup' again for what is left, or open /setup on the page of 'kassa serve'.")
    else:
        console.print("The shop is set up. Open it with 'kassa serve'.")


def _check_options(answers: GivenAnswers) -> None:
    from operations.installation.starter_range import StarterTrade

    if (answers.company is None) != (answers.org_number is None):
        raise typer.BadParameter("a company has a name and an organisation number", param_hint="--company")
    if answers.language not in {"sv", "en"}:
        raise typer.BadParameter("it is sv or en", param_hint="--language")
    if answers.starter is not None and answers.starter not in set(StarterTrade):
        raise typer.BadParameter(f"it is one of {', '.join(StarterTrade)}", param_hint="--starter")
    if any("=" not in each for each in answers.products):
        raise typer.BadParameter("a product is NAME=PRICE", param_hint="--product")


def _take(settings: Settings, store: Store, answers: GivenAnswers) -> Iterator[SetupStep]:
    """Store each answer, in the order of the steps."""
    from operations.access.actors import office_actor
    from operations.installation.shop_setup import mark_step

    at = datetime.now(UTC)
    yield from _take_places(store, answers, at)
    yield from _take_things(settings, store, answers, at)
    for step in answers.skip:
        mark_step(store, office_actor(store), step, StepState.SKIPPED, at=at)


def _take_places(store: Store, answers: GivenAnswers, at: datetime) -> Iterator[SetupStep]:
    from operations.access.actors import office_actor
    from operations.installation import shop_setup

    if answers.company is not None and answers.org_number is not None:
        company = shop_setup.CompanyAnswers(answers.company, answers.org_number, answers.language)
        shop_setup.set_company(store, office_actor(store), company, at=at)
        yield SetupStep.COMPANY
    if answers.location is not None:
        shop_setup.set_location(store, office_actor(store), answers.location, answers.address, at=at)
        yield SetupStep.LOCATION
    if answers.tills:
        shop_setup.set_tills(store, office_actor(store), answers.tills, at=at)
        yield SetupStep.TILLS


def _take_things(settings: Settings, store: Store, answers: GivenAnswers, at: datetime) -> Iterator[SetupStep]:
    from app.commands.setup_goods import add_goods
    from app.counter.first_steps import make_first_backup, set_first_printer
    from operations.access.actors import office_actor

    if answers.printer is not None:
        outcome = set_first_printer(settings, store, office_actor(store), answers.printer, at=at)
        remark(f"Test page: {outcome.value.replace('_', ' ')}")
        yield SetupStep.PRINTER
    if answers.owner is not None:
        _add_owner(settings, store, answers.owner, answers.owner_name)
        yield SetupStep.OWNER
    if answers.starter is not None or answers.products or answers.goods is not None:
        add_goods(store, answers.starter, [_typed(each) for each in answers.products], answers.goods, answers.language)
        yield SetupStep.GOODS
    if answers.backups is not None:
        with bar() as progress:
            copy = make_first_backup(settings, store, office_actor(store), answers.backups, progress, at=at)
        remark(f"First backup, verified: {copy.file}")
        yield SetupStep.BACKUPS


def _add_owner(settings: Settings, store: Store, code: str, name: str) -> None:
    """Add the owner; the first line of standard input is the password, the second, if any, the PIN for the till."""
    from operations.access.actors import office_actor
    from operations.installation.first_owner import NewOwner, add_owner
    from store.access.secrets import InstallationSecret

    password, pin = (sys.stdin.readline().rstrip("\r\n") for _ in range(2))
    owner = NewOwner(code, name or code, password, pin)
    add_owner(store, office_actor(store), owner, InstallationSecret(settings.keys), at=datetime.now(UTC))


def _typed(text: str) -> TypedGood:
    from operations.installation.starter_range import TypedGood

    name, _, price = text.rpartition("=")
    return TypedGood(name, price)


def _examples(store: Store) -> list[str]:
    from operations.installation.starter_range import example_prices
    from store.shop import find_shop

    with store.view() as view:
        return example_prices(view) if find_shop(view) is not None else []
