"""What does the application hold? The catalogue that its answers are made from."""

from dataclasses import dataclass

from flask import Flask, current_app

from service.candidates import Suggester
from service.catalogue import Catalogue, dumps
from service.dataset import describe

_KEY = "codebook"


@dataclass(frozen=True, slots=True)
class _Held:
    catalogue: Catalogue
    dataset: bytes
    suggester: Suggester


def install(app: Flask, catalogue: Catalogue) -> None:
    """Give `app` its catalogue, with what is made from the whole set once."""
    records = [entry.record for entry in catalogue.values()]
    app.extensions[_KEY] = _Held(catalogue, dumps(describe(catalogue)), Suggester(records, catalogue.lexicon))


def catalogue() -> Catalogue:
    """Return the catalogue of the current application."""
    return _held().catalogue


def dataset_body() -> bytes:
    """Return the description of the whole set, as JSON."""
    return _held().dataset


def suggester() -> Suggester:
    """Return what suggests codes for a case."""
    return _held().suggester


def _held() -> _Held:
    held: _Held = current_app.extensions[_KEY]
    return held
