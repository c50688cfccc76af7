"""How does gunicorn run the service? The records are read once, before the workers are forked from the master."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker
from prometheus_client.multiprocess import mark_process_dead

from service import problems
from service.app import create_app
from service.catalogue import Catalogue, dumps
from service.settings import Settings

TIMEOUT = 30
"""Seconds a worker may say nothing before it is replaced."""

GRACE = 20
"""Seconds that requests in flight are given to finish when the service stops; below TIMEOUT."""

KEEP_ALIVE = 75
"""Seconds an idle connection is kept; above the 60 of common balancers, so that they close first."""

LONGEST_LINE = 8190
"""Bytes of a request line, at most."""

MOST_HEADERS = 100
"""Header fields of a request, at most."""

LARGEST_HEADER = 8190
"""Bytes of one header field, at most."""

_STATUS_OF = (
    (errors.LimitRequestLine, 414),
    (errors.LimitRequestHeaders, 431),
    (errors.ExpectationFailed, 417),
    (errors.ForbiddenProxyRequest, 403),
    (errors.UnsupportedTransferCoding, 501),
    (errors.ConfigurationProblem, 500),
    (errors.ParseException, 400),
)


class ProblemWorker(ThreadWorker):
    """gunicorn's threaded worker, its own refusals told as problems and not as HTML that quotes the request."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Refuse a request that could not be read, before the connection is closed."""
        status = next((status for kind, status in _STATUS_OF if isinstance(exc, kind)), 500)
        kind, name = problems.of_status(status), uuid4().hex
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("request %s failed in the server", name, exc_info=exc)
        told = dumps(problems.body(kind, kind.meaning, name))
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
            f"Content-Type: {problems.MEDIA_TYPE}\r\nContent-Length: {len(told)}\r\n"
            f"Cache-Control: no-store\r\nX-Request-ID: {name}\r\nConnection: close\r\n\r\n"
        )
        try:
            client.sendall(head.encode() + told)
        except OSError:
            self.log.debug("the client left before it was refused")


class Body:
    """The body of a request, its breaches of HTTP told as OSError, which an application can know of any server."""

    def __init__(self, body: Any) -> None:
        self.body = body

    def read(self, size: int | None = None) -> bytes:
        """Return the next `size` bytes, or all that are left.

        Raises:
            OSError: a chunk is malformed, or the client has left.
        """
        try:
            return bytes(self.body.read(size))
        except errors.ParseException as error:
            raise OSError("the body breaks the rules of HTTP") from error


class Server(BaseApplication):
    """gunicorn with an application that is made before the workers are.

    Args:
        catalogue: the records, already validated.
        settings: where to listen and with how many workers.
    """

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self.catalogue, self.settings = catalogue, settings
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what the settings say."""
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        choices = {
            "bind": f"{host}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": ProblemWorker,
            "preload_app": True,
            "proc_name": "codebook",
            "loglevel": self.settings.log_level,
            "timeout": TIMEOUT,
            "graceful_timeout": GRACE,
            "keepalive": KEEP_ALIVE,
            "limit_request_line": LONGEST_LINE,
            "limit_request_fields": MOST_HEADERS,
            "limit_request_field_size": LARGEST_HEADER,
            "control_socket_disable": True,
            "forwarder_headers": "",  # no header may stand in for the path that was asked for
            "when_ready": _announce,
            "child_exit": _forget,
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application."""
        app = create_app(self.catalogue, self.settings)

        def application(environ: dict[str, Any], start_response: Any) -> Any:
            environ["wsgi.input"] = Body(environ["wsgi.input"])
            return app(environ, start_response)

        return application


def run(catalogue: Catalogue, settings: Settings) -> None:
    """Answer requests until the process is told to stop; does not return.

    Prints one line on standard output once the port is open: ``listening on http://...``.

    Raises:
        SystemExit: with 0 after SIGINT or SIGTERM, with 1 if the address cannot be used.
    """
    Server(catalogue, settings).run()


def _announce(server: Arbiter) -> None:
    """Say where the service can be reached; programs that start it on port 0 wait for this line."""
    for listener in server.LISTENERS:
        host, port = listener.sock.getsockname()[:2]
        print(f"listening on http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)


def _forget(_: Arbiter, worker: Any) -> None:
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
