"""How does a request look to a WSGI application? The environment (PEP 3333) of a scope of ASGI."""

import sys
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes


def environ_of(scope: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """Return the WSGI environment (PEP 3333) of a request whose whole body is `body`."""
    path, host = _target(scope["raw_path"])
    server, port = scope["server"][:2]
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0] if scope["client"] else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if name == b"upgrade":
            continue  # passed over, as RFC 9110 (7.8) allows; the application would refuse to route a websocket
        key, text = _key(name), value.decode("latin-1")
        # A field that stands twice is one list (RFC 9110, 5.3); cookies alone are joined in a way of their own.
        environ[key] = f"{environ[key]}{'; ' if name == b'cookie' else ','}{text}" if key in environ else text
    if host is not None:
        environ["HTTP_HOST"] = host
    return environ


@lru_cache(maxsize=256)
def _key(name: bytes) -> str:
    """Return the key of a header field in the environment; kept, since the same few come with every request."""
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _target(raw: bytes) -> tuple[bytes, str | None]:
    """Return the path of a request target, and the host if the target names it (RFC 9112, 3.2)."""
    if raw == b"*":
        return b"/livez", None  # the server as a whole, which is what this path speaks for
    if raw.startswith(b"/") or b"://" not in raw:
        return raw, None
    host, slash, path = raw.partition(b"://")[2].partition(b"/")
    return slash + path or b"/", host.decode("latin-1")
