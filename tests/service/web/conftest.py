"""What do the tests of the web ask? One application over a small set of records, and ways to ask it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.catalogue import Catalogue
from service.loading import load
from service.settings import Settings
from tests.running import RECORDS


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The records of the tests."""
    return Catalogue(load(RECORDS))


@pytest.fixture(scope="session")
def app(catalogue: Catalogue) -> Flask:
    """The application that most tests ask."""
    return create_app(catalogue, Settings())


@pytest.fixture
def fresh(catalogue: Catalogue) -> Flask:
    """An application that nobody has asked yet."""
    return create_app(catalogue, Settings())


class Caller(FlaskClient):
    """A caller that reads every answer to its end and closes it, be it made from a file."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Return the answer."""
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A caller of the application."""
    return Caller(app, app.response_class)


@pytest.fixture
def get(client: FlaskClient) -> Callable[..., Any]:
    """Return the JSON of a path that must answer 200."""

    def told(path: str, /, **query: str) -> Any:
        answer = client.get(path, query_string=query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    return told


@pytest.fixture
def refused(client: FlaskClient) -> Callable[..., Any]:
    """Return the problem that a GET is refused with, having checked its status and type."""

    def told(path: str, status: int, kind: str, /, **query: str) -> Any:
        answer = client.get(path, query_string=query)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        assert answer.json["type"] == f"/problems/{kind}"
        return answer.json

    return told


@pytest.fixture(scope="session")
def document(app: Flask) -> Any:
    """The OpenAPI document."""
    return app.test_client().get("/openapi.json").json


@pytest.fixture(scope="session")
def written() -> dict[str, Any]:
    """Every record as its file has it, by code."""
    files = sorted((RECORDS / "codes").iterdir())
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
