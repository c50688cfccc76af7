"""What can be done from a terminal? The same rooms, entered without HTTP."""

import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service import __version__
from service.errors import BadFixtures, BadSettings, CodebookError, Fault
from service.garbage import paused
from service.settings import Settings, read, shipped_fixtures
from service.shared_metrics import shared_metrics

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.catalogue import Catalogue
    from service.loading import Examination
    from service.preparing import Prepared
    from service.shelf import Entry

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="codebook")
def main() -> None:
    """Tell what a procedure code is, and what sets it apart from its neighbours."""


@main.command()
@click.option("--host", help="Address to listen on.  [default: CODEBOOK_HOST or 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes any that is free.  [default: CODEBOOK_PORT or 8000]",
)
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes.  [default: CODEBOOK_WORKERS or 2]")
@click.option("--fixtures", type=FOLDER, help="Folder of the records.  [default: CODEBOOK_FIXTURES or those shipped]")
def serve(**given: Any) -> None:
    """Answer requests over HTTP until stopped.

    Prints "listening on http://..." once the port is open. Nothing is served while the fixtures have faults:
    they are printed as by `codebook lint`, and the exit code is 1.
    """
    settings = _settings(**given)
    with shared_metrics():
        with paused():  # all of it: the first look for garbage after a pause goes through whatever was made in it
            # Before the records are read: afterwards all modules would lie scattered in the holes that reading leaves.
            from service.serving import Server

            catalogue, prepared = _prepared(settings.fixtures)
            server = Server(catalogue, settings, prepared)
        server.run()


@main.command()
@click.argument("folder", required=False, type=FOLDER)
@click.option(
    "--descriptors",
    type=FOLDER,
    help="Folder with a local list of official descriptors, a code and its descriptor a line; "
    "records that share a long run of words with one are faults.",
)
def lint(folder: Path | None, descriptors: Path | None) -> None:
    """Check the records in FOLDER, by default those that `serve` would answer from.

    Prints every fault as "file:line: field: what is wrong" and exits with 1 if there is any.
    """
    from service.loading import examine

    examination = examine(folder or _settings().fixtures)
    faults = examination.faults
    if descriptors is not None:
        faults += _borrowed(examination, descriptors)
    if faults:
        raise _refusal(BadFixtures(faults))
    click.echo(f"{len(examination.records)} records, no faults")


@main.command()
@click.argument("code")
@click.option("--fixtures", type=FOLDER, help="Folder of the records.  [default: CODEBOOK_FIXTURES or those shipped]")
def show(code: str, fixtures: Path | None) -> None:
    """Print the record of CODE as the service would answer it, indented."""
    import json

    from service.listing import find
    from service.tables import indented

    entry = _found(find, _catalogue(_settings(fixtures=fixtures).fixtures), code)
    click.echo(indented(json.loads(entry.body)))


@main.command("compare")
@click.argument("codes", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answer of the service instead of a table.")
@click.option("--fixtures", type=FOLDER, help="Folder of the records.  [default: CODEBOOK_FIXTURES or those shipped]")
def compare_(codes: tuple[str, ...], *, as_json: bool, fixtures: Path | None) -> None:
    """Lay two to eight CODES side by side, the deciding facts first."""
    from schemas.questions import FEWEST_COMPARED, MOST_COMPARED
    from service.compare import compare
    from service.listing import find
    from service.tables import comparison, indented

    if not FEWEST_COMPARED <= len({code.upper() for code in codes}) == len(codes) <= MOST_COMPARED:
        raise click.UsageError(f"name {FEWEST_COMPARED} to {MOST_COMPARED} different codes")
    catalogue = _catalogue(_settings(fixtures=fixtures).fixtures)
    answer = compare([_found(find, catalogue, code).record for code in codes])
    click.echo(indented(answer) if as_json else comparison(answer))


@main.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="Candidates at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer of the service instead of a table.")
@click.option("--fixtures", type=FOLDER, help="Folder of the records.  [default: CODEBOOK_FIXTURES or those shipped]")
def suggest(text: str, *, limit: int, as_json: bool, fixtures: Path | None) -> None:
    """Suggest the codes that the case told in TEXT could be; - reads it from standard input."""
    from marshmallow import ValidationError

    from schemas.cases import CandidatesQuestion
    from schemas.messages import leaves
    from service.candidates import Suggester
    from service.tables import candidates, indented

    note = sys.stdin.buffer.read().decode(errors="replace") if text == "-" else text
    try:
        CandidatesQuestion().load({"text": note, "limit": limit})
    except ValidationError as error:
        raise click.UsageError("; ".join(reason for _, reason in leaves(error.messages))) from error
    catalogue = _catalogue(_settings(fixtures=fixtures).fixtures)
    records = [entry.record for entry in catalogue.values()]
    answer = Suggester(records, catalogue.lexicon).suggest(note, {}, limit)
    click.echo(indented(answer) if as_json else candidates(answer))


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True, help="Records to print, at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as the service would give it, indented.")
@click.option("--fixtures", type=FOLDER, help="Folder of the records.  [default: CODEBOOK_FIXTURES or those shipped]")
def search(words: tuple[str, ...], limit: int, as_json: bool, fixtures: Path | None) -> None:
    """Search the active records by codes, WORDS, and levels of the spine such as L4-5, best first."""
    import json

    from marshmallow import ValidationError

    from schemas.questions import SearchQuestion
    from service.search import Search
    from service.tables import findings

    try:
        question = SearchQuestion().load({"q": " ".join(words)})
    except ValidationError as error:
        raise click.BadParameter("; ".join(error.messages_dict["q"]), param_hint="WORDS") from error
    searched = Search(_catalogue(_settings(fixtures=fixtures).fixtures))
    answer = searched.page(question["q"], {"status": question["status"]}, limit=limit)
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False) if as_json else findings(answer))


@main.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from service.app import create_app

    app = create_app(_catalogue(shipped_fixtures()), Settings())
    click.echo(app.test_client().get("/openapi.json").get_data(as_text=True), nl=False)


@main.command()
def schema() -> None:
    """Print the JSON Schema that an editor checks a record with."""
    from schemas.rendering import editor_schema_text

    click.echo(editor_schema_text(), nl=False)


def _settings(**given: Any) -> Settings:
    """Return the settings of the environment, with what was given on the command line in their place."""
    try:
        settings = read(os.environ)
    except BadSettings as error:
        raise click.UsageError("\n".join(f"{name}: {reason}" for name, reason in error.faults.items())) from error
    return replace(settings, **{name: value for name, value in given.items() if value is not None})


def _prepared(folder: Path) -> "tuple[Catalogue, Callable[[], Prepared]]":
    """Return the catalogue of a folder, and what waits for what finds its records, which is made beside it."""
    from service.beside import beside
    from service.catalogue import Catalogue
    from service.preparing import prepare

    found = _examined(folder)
    prepared = beside(partial(prepare, tuple(found.records.values()), found.lexicon), len(found.records))
    return Catalogue(found), prepared


def _catalogue(folder: Path) -> "Catalogue":
    """Return the catalogue of a folder; print its faults and leave with 1 if it has any."""
    from service.catalogue import Catalogue

    return Catalogue(_examined(folder))


def _examined(folder: Path) -> "Examination":
    """Return what a folder holds; print its faults and leave with 1 if it has any."""
    from service.loading import load

    try:
        return load(folder)
    except BadFixtures as error:
        raise _refusal(error) from error


def _found(find: Any, catalogue: "Catalogue", code: str) -> "Entry":
    """Return the entry of a code, or leave with 1 and clear words."""
    try:
        entry: Entry = find(catalogue, code)
    except CodebookError as error:
        near = getattr(error, "did_you_mean", ())
        raise click.ClickException(str(error) + (f"; did you mean {', '.join(near)}?" if near else "")) from error
    return entry


def _borrowed(examination: "Examination", folder: Path) -> tuple[Fault, ...]:
    """Return the texts of records that come too close to an official descriptor."""
    from service.wording import borrowed, read_descriptors

    try:
        return borrowed(examination, read_descriptors(folder))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--descriptors") from error


def _refusal(error: BadFixtures) -> click.ClickException:
    """Print every fault on standard output, one a line, and return what to leave with."""
    for fault in error.faults:
        click.echo(str(fault))
    return click.ClickException(str(error))
