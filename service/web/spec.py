"""What can be asked here, for machines? The OpenAPI 3.1 document, made from the schemas that do the work."""

from collections.abc import Callable
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api

from schemas.answers import ProblemSchema
from schemas.fields import CODE_PATTERN
from schemas.rendering import name_of, teach
from service import __version__, problems
from service.dataset import NOTICE
from service.web.inputs import StrictBlueprint

CODE_PARAMETER = {
    "in": "path",
    "name": "code",
    "description": "A procedure code; a lower-case suffix is read as upper-case.",
    "schema": {"type": "string", "pattern": f"^{CODE_PATTERN}$"},
    "example": "63709",
}
"""The code in a path."""

_PROBLEM = ProblemSchema()
_HEADERS = {
    "ETag": {"description": "A strong entity tag, for `If-None-Match`.", "schema": {"type": "string"}},
    "X-Data-Version": {"description": "12 hex digits of the digest of the data.", "schema": {"type": "string"}},
    "X-Request-ID": {"description": "The id of the request.", "schema": {"type": "string"}},
}


class ProblemApi(Api):
    """A flask-smorest API that leaves failures to `service.web.problems`."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"

    def _register_error_handlers(self) -> None:
        """Leave the handlers alone: one handler of the application sees to every failure."""

    def _register_responses(self) -> None:
        """Describe as a problem every status that a view does not describe itself."""
        usual = self.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = problems.MEDIA_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual

    def _register_pagination_header(self) -> None:
        """Leave out a header that no answer has: the next page is named in the body."""


def create_api(app: Flask) -> ProblemApi:
    """Return the API of `app`, its document still without operations."""
    app.config.update(
        API_TITLE="Codebook",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {
                "summary": "What is this procedure code, and what sets it apart from its neighbours?",
                "description": NOTICE,
            },
            "servers": [{"url": "/"}],
        },
    )
    plugin = MarshmallowPlugin(schema_name_resolver=name_of)
    api = ProblemApi(app, spec_kwargs={"marshmallow_plugin": plugin})
    teach(plugin)
    return api


def answers(
    blueprint: StrictBlueprint, schema: Any, description: str, *refusals: int, kept: bool = True, **more: Any
) -> Callable[[Any], Any]:
    """Describe what a view answers: its schema, and the statuses of the problems that it can refuse with.

    `kept` says whether a cache may keep the answer, which then has an entity tag.
    """
    headers = {name: header for name, header in _HEADERS.items() if kept or name != "ETag"}

    def decorate(view: Any) -> Any:
        for status in (*refusals, 406, 500):
            view = blueprint.alt_response(
                status, schema=_PROBLEM, content_type=problems.MEDIA_TYPE, description=_titles(status)
            )(view)
        return blueprint.response(200, schema, description=description, headers=headers, **more)(view)

    return decorate


def _titles(status: int) -> str:
    """Return the titles of every kind of problem that has this status."""
    return "; ".join(kind.title for kind in problems.PROBLEM_TYPES.values() if kind.status == status) + "."
