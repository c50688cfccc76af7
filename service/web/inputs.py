"""How does a request become a question? Query strings and bodies, read strictly."""

from typing import Any, NoReturn
from urllib.parse import quote

from flask import Flask, Request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from schemas.messages import Pointer, leaves
from service.errors import InvalidParameter, InvalidParameters
from service.strict_json import parse

LARGEST_BODY = 256 * 1024
"""Bytes of a body, at most."""


def install(app: Flask) -> None:
    """Make `app` refuse a body that is too large, and a path with two slashes in it, past its beginning."""
    # One byte more than is allowed: a body of no stated length is cut there, and must then show as too large.
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY + 1
    app.url_map.merge_slashes = False


class StrictParser(FlaskParser):
    """Read a request as a question in which nothing is unknown, converted or passed over."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE, "json": RAISE}

    def load_json(self, req: Request, schema: Schema) -> Any:
        """Return the body as JSON values.

        Raises:
            UnsupportedMediaType: it is not said to be plain JSON.
            RequestEntityTooLarge: it has more than LARGEST_BODY bytes.
            NotJSON: it is not JSON.
        """
        coded = req.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity")
        charset = req.mimetype_params.get("charset", "utf-8").lower()
        if req.mimetype != "application/json" or coded or charset != "utf-8":
            raise UnsupportedMediaType
        body = req.get_data(cache=False)
        if len(body) > LARGEST_BODY:
            raise RequestEntityTooLarge
        return parse(body)

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Raise InvalidParameters with all that is wrong."""
        faults = []
        messages = error.messages if isinstance(error.messages, dict) else {"body": error.messages}
        for location, inner in messages.items():
            for pointer, detail in leaves(inner):
                in_body = location == "json"
                place = _fragment(pointer) if in_body else str(pointer[0]) if pointer else ""
                faults.append(InvalidParameter("body" if in_body else location, place, detail))
        raise InvalidParameters(faults)


class StrictBlueprint(Blueprint):
    """A blueprint whose arguments are read by the strict parser."""

    ARGUMENTS_PARSER = StrictParser()


def _fragment(pointer: Pointer) -> str:
    """Return a JSON Pointer in URI fragment form (RFC 6901, 6)."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
    return "#" + "".join("/" + quote(step) for step in steps)
