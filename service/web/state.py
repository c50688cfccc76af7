"""What does the application hold? The catalogue that its answers are made from, and what came of newer data."""

from dataclasses import dataclass

from flask import Flask, current_app

from service.catalogue import Catalogue, dumps
from service.dataset import describe
from service.reloads import Reloads

_KEY = "codebook"


@dataclass(frozen=True, slots=True)
class _Held:
    catalogue: Catalogue
    dataset: bytes
    ready: dict[str, object]
    reloads: Reloads


def hold(app: Flask, catalogue: Catalogue, reloads: Reloads) -> None:
    """Make `app` answer from `catalogue` from now on, with what describes the whole set made once."""
    ready: dict[str, object] = {
        "status": "ready",
        "version": catalogue.version,
        "digest": catalogue.digest,
        "records": len(catalogue),
    }
    app.extensions[_KEY] = _Held(catalogue, dumps(describe(catalogue)), ready, reloads)


def catalogue() -> Catalogue:
    """Return the catalogue of the current application."""
    return _held().catalogue


def dataset_body() -> bytes:
    """Return the description of the whole set, as JSON."""
    return _held().dataset


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
