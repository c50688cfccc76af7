"""Is the request meant for this service, and can what it expects be met? Asked before anything else.

No answer is built from the host that a request names: it is compared and forgotten.
"""

import re
from collections.abc import Callable

from flask import Flask, request
from werkzeug.exceptions import BadRequest, ExpectationFailed, NotFound

from service.settings import Settings

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names that health checks on the machine itself use; nobody else can be misled by them."""

_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{0,5})?")


def welcomes(settings: Settings) -> Callable[[str], bool]:
    """Return what tells whether a request is for a host, as `Host` has it, that is served here."""
    names = frozenset(name.strip().lower() for name in settings.hosts.split(",")) - {""}

    def welcome(given: str) -> bool:
        host = _HOST.fullmatch(given)
        return host is not None and (not names or host[1].lower() in names | LOCAL)

    return welcome


def install(app: Flask, settings: Settings) -> None:
    """Make `app` refuse a request without a host, for another host, or with an expectation that is not understood."""
    welcome = welcomes(settings)

    @app.before_request
    def check() -> None:
        modern = request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
        if ("Host" in request.headers or modern) and not welcome(request.headers.get("Host", "")):
            raise BadRequest
        if modern and request.headers.get("Expect", "100-continue").lower() != "100-continue":
            raise ExpectationFailed
        if request.environ["PATH_INFO"].startswith("//"):
            raise NotFound  # routing would strip the slashes; a proxy may have read a host there
