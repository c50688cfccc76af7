"""What do the tests of the service have in common? The shipped records, what serves them, and requests told."""

import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from service.app import create_app
from service.bridge import Bridge
from service.catalogue import Catalogue
from service.loading import Examination, load
from service.logs import REQUESTS
from service.settings import Settings, shipped_fixtures


@pytest.fixture(scope="session")
def shipped_examination() -> Examination:
    """Return what the shipped folder holds."""
    return load(shipped_fixtures())


@pytest.fixture(scope="session")
def shipped(shipped_examination):
    """Return the shipped records by code."""
    return dict(shipped_examination.records)


@pytest.fixture(scope="module")
def app(shipped_examination: Examination) -> Flask:
    """Return an application over the shipped records."""
    return create_app(Catalogue(shipped_examination), Settings())


@pytest.fixture(scope="module")
def application(app: Flask) -> Bridge:
    """Return the way through that application."""
    return Bridge(app, 1 << 20, app.extensions["journal"].refused)


@pytest.fixture
def heard() -> Iterator[None]:
    """Have a line of each request told while a test runs."""
    level = REQUESTS.level
    REQUESTS.setLevel(logging.INFO)
    yield
    REQUESTS.setLevel(level)
