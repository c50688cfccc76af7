"""Can the caller take what would be answered? `Accept` is heeded only where it excludes all that is offered."""

import re
from collections.abc import Collection

from flask import Flask, request
from werkzeug.exceptions import NotAcceptable

JSON = ("application/json",)
METRICS = ("text/plain", "application/openmetrics-text")
"""The media types that metrics are offered in."""

_UNWANTED = re.compile(r"q\s*=\s*0?(\.0*)?")
_OFFERED = {
    "ops.metrics": METRICS,
    "swagger_ui.page": ("text/html",),
    "swagger_ui.show": ("text/html", "text/css", "text/javascript", "application/javascript", "image/png"),
}


def install(app: Flask) -> None:
    """Make `app` refuse, before any work, a request whose `Accept` excludes every offered media type."""
    app.before_request(_check)


def _check() -> None:
    if request.endpoint is None or request.method == "OPTIONS" or "Accept" not in request.headers:
        return
    if excludes(request.headers["Accept"], _OFFERED.get(request.endpoint, JSON)):
        raise NotAcceptable


def excludes(accept: str, offered: Collection[str]) -> bool:
    """Return whether an `Accept` header rules out every media type offered (RFC 9110, 12.5.1).

    The most specific range that names a type decides. Parameters other than a weight of zero are passed over, since
    no type is offered in two variants. A header that names nothing excludes nothing.
    """
    allowed: dict[str, bool] = {}
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            allowed[name] = allowed.get(name, False) or not any(map(_UNWANTED.fullmatch, parameters))
    return bool(allowed) and not any(_allows(allowed, kind) for kind in offered)


def _allows(allowed: dict[str, bool], kind: str) -> bool:
    ranges = (kind, kind.partition("/")[0] + "/*", "*/*", "*")
    return next((allowed[name] for name in ranges if name in allowed), False)
