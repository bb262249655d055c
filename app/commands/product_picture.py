"""``kassa product picture``: the pictures of a product, and many at once from a folder or ZIP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from models.access.actor import Actor
    from models.catalogue.picture_sizes import ShownPicture
    from store.database.engine import Store

pictures = typer.Typer(help="See and change the pictures of goods.", no_args_is_help=True, rich_markup_mode=None)

Sku = Annotated[str, typer.Argument(help="SKU of the product.", show_default=False, metavar="SKU")]
File = Annotated[
    Path, typer.Argument(help="A PNG, JPEG or WebP file of at most 10 MB.", show_default=False, metavar="FILE")
]
Which = Annotated[
    str,
    typer.Argument(
        help="The picture: its place from 1 on, or how its digest begins.", show_default=False, metavar="PICTURE"
    ),
]
Swedish = Annotated[
    str | None,
    typer.Option("--text-sv", help="What it shows, in Swedish, for whoever does not see it.", metavar="WORDS"),
]
English = Annotated[
    str | None,
    typer.Option("--text-en", help="What it shows, in English, for whoever does not see it.", metavar="WORDS"),
]


@pictures.command("list")
def list_pictures(sku: Sku, *, as_json: Json = False) -> None:
    """List the pictures of a product, the first before all."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import catalogue
    from store.catalogue.picture_rows import pictures_of

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        catalogue.get_product(view, sku)
        goods_pictures = pictures_of(view, [sku]).get(sku, ())
    _answer(sku, goods_pictures, as_json=as_json)


@pictures.command("add")
def add(sku: Sku, file: File, *, text_sv: Swedish = None, text_en: English = None, as_json: Json = False) -> None:
    """Show a product by one more picture. Where it was taken, and whatever else the file holds, is left out."""
    from integrations.picture_files.picture_reading import read_picture_file
    from operations.catalogue.picture_changes import add_picture

    picture, texts = read_picture_file(file), _texts(text_sv, text_en)
    _change(
        sku, lambda store, actor: add_picture(store, actor, sku, picture, texts=texts, at=datetime.now(UTC)), as_json
    )


@pictures.command("replace")
def replace(sku: Sku, picture: Which, file: File, *, as_json: Json = False) -> None:
    """Show another picture in place of one; its place and its words stay."""
    from integrations.picture_files.picture_reading import read_picture_file
    from operations.catalogue.picture_changes import replace_picture

    content = read_picture_file(file)
    _change(
        sku, lambda store, actor: replace_picture(store, actor, sku, picture, content, at=datetime.now(UTC)), as_json
    )


@pictures.command("describe")
def describe(
    sku: Sku, picture: Which, *, text_sv: Swedish = None, text_en: English = None, as_json: Json = False
) -> None:
    """Describe a picture in words for whoever does not see it; a language that is not named stays as it is."""
    from operations.catalogue.picture_changes import describe_picture

    texts = _texts(text_sv, text_en)
    _change(
        sku,
        lambda store, actor: describe_picture(store, actor, sku, picture, texts=texts, at=datetime.now(UTC)),
        as_json,
    )


@pictures.command("move")
def move(
    sku: Sku,
    picture: Which,
    *,
    place: Annotated[
        int, typer.Option(help="Its place among the pictures; 1 shows it first.", min=1, metavar="NUMBER")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Show a picture of a product in another place; lists, tiles and the web shop show the first one."""
    from operations.catalogue.picture_changes import move_picture

    _change(
        sku, lambda store, actor: move_picture(store, actor, sku, picture, place=place, at=datetime.now(UTC)), as_json
    )


@pictures.command("remove")
def remove(sku: Sku, picture: Which, *, as_json: Json = False) -> None:
    """Show a product without one of its pictures."""
    from operations.catalogue.picture_changes import remove_picture

    _change(sku, lambda store, actor: remove_picture(store, actor, sku, picture, at=datetime.now(UTC)), as_json)


@pictures.command("import")
def import_many(
    place: Annotated[
        Path,
        typer.Argument(
            help="A folder or ZIP of files that are named by barcode or SKU; _2, _3 … at the end are further pictures.",
            show_default=False,
            metavar="PLACE",
        ),
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what would be imported.")] = False,
    as_json: Json = False,
) -> None:
    """Show many goods by the pictures of a folder or ZIP. A file that is refused stops no other."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.picture_import import import_pictures

    with upkeep.shop_in_use(load_settings()) as store:
        actor = office_actor(store)
        rows = list(import_pictures(store, actor, place, at=datetime.now(UTC), is_trial=dry_run))
    files: list[dict[str, object]] = [
        {
            "file": each.file,
            "outcome": each.outcome.value,
            "sku": each.sku,
            "name": each.name,
            "problem": None if each.problem is None else str(each.problem),
        }
        for each in rows
    ]
    number = next((each.picture_import for each in rows if each.picture_import is not None), None)
    added = sum(each["outcome"] == "added" for each in files)
    facts = {"dry_run": dry_run, "import": number, "added": added, "files": files}
    answer(facts, as_json=as_json, write=lambda console: _write_files(console, files))


@pictures.command("imports")
def list_imports(*, as_json: Json = False) -> None:
    """List the imports of pictures, the newest first."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.importing.picture_imports import picture_imports

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows: list[dict[str, object]] = [
            {
                "import": each.number,
                "at": each.at.isoformat(timespec="seconds"),
                "operator": each.operator,
                "file": each.file,
                "pictures": each.pictures,
                "undone": each.is_undone,
            }
            for each in reversed(picture_imports(view).values())
        ]
    answer(rows, as_json=as_json, write=lambda console: _write_imports(console, rows))


@pictures.command("undo")
def undo(
    number: Annotated[int, typer.Argument(help="Number of the import.", show_default=False, metavar="NUMBER")],
    *,
    as_json: Json = False,
) -> None:
    """Remove the pictures that an import added; whatever somebody changed since stays."""
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from pipelines.importing.undo_pictures import undo_picture_import

    with upkeep.shop_in_use(load_settings()) as store:
        count = undo_picture_import(store, office_actor(store), number, at=datetime.now(UTC))
    facts = {"import": number, "removed": count}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _write_imports(console: Console, rows: Sequence[dict[str, object]]) -> None:
    for each in rows:
        state = "  undone" if each["undone"] else ""
        line = f"{each['import']}  {each['at']}  {each['operator']}  {each['file']}  {each['pictures']} pictures{state}"
        console.print(line, markup=False)
    if not rows:
        console.print("No pictures were imported.", markup=False)


def _write_files(console: Console, files: Sequence[dict[str, object]]) -> None:
    for each in files:
        of = each["problem"] or f"{each['sku']}  {each['name']}"
        console.print(f"{each['outcome']:<8} {each['file']}  {of}", markup=False)


def _texts(swedish: str | None, english: str | None) -> dict[str, str]:
    return {language: text for language, text in (("sv", swedish), ("en", english)) if text is not None}


def _change(sku: str, do: Callable[[Store, Actor], Sequence[ShownPicture]], as_json: bool) -> None:  # noqa: FBT001
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        goods_pictures = do(store, office_actor(store))
    _answer(sku, goods_pictures, as_json=as_json)


def _answer(sku: str, goods_pictures: Sequence[ShownPicture], *, as_json: bool) -> None:
    facts: list[dict[str, object]] = [
        {
            "place": place,
            "digest": each.digest,
            "width": each.width,
            "height": each.height,
            "text_sv": each.texts["sv"],
            "text_en": each.texts["en"],
        }
        for place, each in enumerate(goods_pictures, 1)
    ]
    answer({"sku": sku, "pictures": facts}, as_json=as_json, write=lambda console: _write(console, sku, facts))


def _write(console: Console, sku: str, facts: Sequence[dict[str, object]]) -> None:
    for each in facts:
        words = f"{each['text_sv']} / {each['text_en']}".strip(" /")
        line = f"{each['place']}  {str(each['digest'])[:12]}  {each['width']} × {each['height']}  {words}"
        console.print(line, markup=False)
    if not facts:
        console.print(f"{sku} has no pictures.", markup=False)
