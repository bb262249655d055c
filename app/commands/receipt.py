"""``kassa receipt``: check whether a receipt is genuine, and give others what they need to check one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from operations.installation.configuration import Settings

app = typer.Typer(help="Check receipts by their signed code.", no_args_is_help=True, rich_markup_mode=None)

Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")]


@app.command()
def verify(
    code: Annotated[str, typer.Argument(metavar="CODE|FILE", help="The square code as text, or a file that holds it.")],
    *,
    keys: Annotated[
        Path | None,
        typer.Option(
            "--keys", metavar="FILE", help="Public keys that 'kassa receipt keys' wrote; by itself those here."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check whether a receipt is genuine, without the database."""
    from models.selling.receipt_key_list import read_key_list
    from operations.selling.receipt_proofs import verify_receipt

    public_keys = _known_keys() if keys is None else read_key_list(_text_of(keys))
    proof = verify_receipt(_text_of(Path(code)) if _is_file(code) else code, public_keys)
    facts: dict[str, object] = {
        "genuine": True,
        "kind": "return" if proof.due.minor < 0 else "sale",
        "number": proof.number,
        "at": proof.at.isoformat(),
        "amount": str(proof.due),
        "currency": proof.due.currency,
        "sale_id": proof.sale_id,
        "lines": proof.lines,
        "key": proof.key,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def keys(out: Out, *, as_json: Json = False) -> None:
    """Write the public keys with which anyone can check receipts. Write them again after 'kassa keys renew'."""
    from models.selling.receipt_key_list import write_key_list

    public_keys = sorted(_known_keys())
    out.write_text(write_key_list(public_keys), encoding="ascii")
    facts: dict[str, object] = {"file": str(out), "keys": len(public_keys)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def page(
    out: Out,
    *,
    language: Annotated[
        str | None, typer.Option("--language", metavar="sv|en", help="sv or en; by itself that of the installation.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a page that checks receipts in any browser, without this or any server. It holds the public keys."""
    from app.web.receipt_check import check_page
    from app.words import choose_language, words_of
    from models.jurisdiction.countries import HOME

    public_keys = sorted(_known_keys())
    words = words_of(choose_language([language], _settings().language))
    out.write_text(check_page(words, public_keys, HOME.zone, is_whole=True), encoding="utf-8")
    facts: dict[str, object] = {"file": str(out), "keys": len(public_keys)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _settings() -> Settings:
    from operations.installation.configuration import load_settings

    return load_settings()


def _known_keys() -> frozenset[str]:
    """The public keys in the folder of keys: also those of before, whose receipts stay genuine."""
    return _settings().key_ring.known_keys()


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # a code is longer than the name of a file may be
        return False


def _text_of(file: Path) -> str:
    from models.selling.receipt_proof import NoReceiptCode
    from operations.installation.verification import NoSuchFile

    try:
        return file.read_text(encoding="ascii").strip()
    except UnicodeDecodeError as error:
        raise NoReceiptCode from error
    except OSError as error:
        raise NoSuchFile(file) from error
