"""What does the application hold? The catalogue that its answers are made from, and what is made of it once."""

from dataclasses import dataclass

from flask import Flask, current_app

from service.candidates import Suggester
from service.catalogue import Catalogue, dumps
from service.dataset import describe
from service.search import Search

_KEY = "codebook"


@dataclass(frozen=True, slots=True)
class _Held:
    catalogue: Catalogue
    dataset: bytes
    suggester: Suggester
    search: Search


def install(app: Flask, catalogue: Catalogue) -> None:
    """Give `app` its catalogue, with what is made from the whole set once."""
    suggests = Suggester([entry.record for entry in catalogue.values()], catalogue.lexicon)
    app.extensions[_KEY] = _Held(catalogue, dumps(describe(catalogue)), suggests, Search(catalogue))


def catalogue() -> Catalogue:
    """Return the catalogue of the current application."""
    return _held().catalogue


def dataset_body() -> bytes:
    """Return the description of the whole set, as JSON."""
    return _held().dataset


def suggester() -> Suggester:
    """Return what suggests codes for a case."""
    return _held().suggester


def search() -> Search:
    """Return the catalogue of the current application as it is searched by words."""
    return _held().search


def _held() -> _Held:
    held: _Held = current_app.extensions[_KEY]
    return held
