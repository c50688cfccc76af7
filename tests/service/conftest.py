"""Which shipped records do the tests of the service read? All of them, read once."""

import pytest

from service.loading import Examination, load
from service.settings import shipped_fixtures


@pytest.fixture(scope="session")
def shipped_examination() -> Examination:
    """Return what the shipped folder holds."""
    return load(shipped_fixtures())


@pytest.fixture(scope="session")
def shipped(shipped_examination):
    """Return the shipped records by code."""
    return dict(shipped_examination.records)
