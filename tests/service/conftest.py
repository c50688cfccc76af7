"""What do the tests of the service have in common? The shipped records, read once, and lines of requests told."""

import logging
from collections.abc import Iterator

import pytest

from service.loading import Examination, load
from service.logs import REQUESTS
from service.settings import shipped_fixtures


@pytest.fixture(scope="session")
def shipped_examination() -> Examination:
    """Return what the shipped folder holds."""
    return load(shipped_fixtures())


@pytest.fixture(scope="session")
def shipped(shipped_examination):
    """Return the shipped records by code."""
    return dict(shipped_examination.records)


@pytest.fixture
def heard() -> Iterator[None]:
    """Have a line of each request told while a test runs."""
    level = REQUESTS.level
    REQUESTS.setLevel(logging.INFO)
    yield
    REQUESTS.setLevel(level)
