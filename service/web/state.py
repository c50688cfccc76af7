"""What does the application hold? The catalogue, what is made of it once, and what came of newer data."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from service.candidates import Suggester
from service.catalogue import Catalogue, dumps
from service.completion import reread
from service.dataset import describe
from service.preparing import Prepared, prepare
from service.reloads import Reloads
from service.search import Search

_KEY = "codebook"


@dataclass(frozen=True, slots=True)
class _Held:
    catalogue: Catalogue
    dataset: bytes
    suggester: Suggester
    search: Search
    ready: dict[str, object]
    reloads: Reloads


def hold(app: Flask, catalogue: Catalogue, reloads: Reloads, prepared: Callable[[], Prepared] | None = None) -> None:
    """Make `app` answer from `catalogue` from now on, with what is made from the whole set once.

    Args:
        app: the application.
        catalogue: the records.
        reloads: what came of newer data.
        prepared: what waits for what finds the records, and returns it; None to have it made here.
    """
    ready: dict[str, object] = {
        "status": "ready",
        "version": catalogue.version,
        "digest": catalogue.digest,
        "records": len(catalogue),
    }
    described = dumps(describe(catalogue))
    made = (
        prepare([entry.record for entry in catalogue.values()], catalogue.lexicon) if prepared is None else prepared()
    )
    made.suggester.find = lambda code: reread(catalogue[code])
    searches = Search(catalogue, made.index)
    app.extensions[_KEY] = _Held(
        catalogue=catalogue, dataset=described, suggester=made.suggester, search=searches, ready=ready, reloads=reloads
    )


def catalogue() -> Catalogue:
    """Return the catalogue of the current application."""
    return _held().catalogue


def dataset_body() -> bytes:
    """Return the description of the whole set, as JSON."""
    return _held().dataset


def suggester() -> Suggester:
    """Return what suggests codes for a case."""
    return _held().suggester


def rest(app: Flask) -> None:
    """Close what `app` has open and would open again, before it is forked."""
    search_of(app).close()


def search() -> Search:
    """Return the catalogue of the current application as it is searched by words."""
    return _held().search


def search_of(app: Flask) -> Search:
    """Return the catalogue of an application as it is searched by words."""
    held: _Held = app.extensions[_KEY]
    return held.search


def reloads() -> Reloads:
    """Return what came of the attempts to take new data."""
    return _held().reloads


def ready_body() -> bytes:
    """Return from which data is answered, as JSON; stale, with the number of faults, if newer data was refused."""
    held = _held()
    faults = held.reloads.faults
    return dumps({**held.ready, "status": "stale", "faults": faults} if faults else held.ready)


def _held() -> _Held:
    held: _Held = current_app.extensions[_KEY]
    return held
