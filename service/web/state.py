"""What does the application hold? The catalogue that its answers are made from."""

from dataclasses import dataclass

from flask import Flask, current_app

from service.catalogue import Catalogue, dumps
from service.dataset import describe

_KEY = "codebook"


@dataclass(frozen=True, slots=True)
class _Held:
    catalogue: Catalogue
    dataset: bytes


def install(app: Flask, catalogue: Catalogue) -> None:
    """Give `app` its catalogue, with the description of the whole set made once."""
    app.extensions[_KEY] = _Held(catalogue, dumps(describe(catalogue)))


def catalogue() -> Catalogue:
    """Return the catalogue of the current application."""
    return _held().catalogue


def dataset_body() -> bytes:
    """Return the description of the whole set, as JSON."""
    return _held().dataset


def _held() -> _Held:
    held: _Held = current_app.extensions[_KEY]
    return held
