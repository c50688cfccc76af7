"""How does gunicorn run the service? The records are read once, before the workers are forked from the master."""

from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from prometheus_client.multiprocess import mark_process_dead

from service import limits
from service.app import create_app
from service.bridge import Bridge
from service.catalogue import Catalogue
from service.overrides import InlineWorker
from service.settings import Settings


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
            "worker_class": InlineWorker,
            "worker_connections": self.settings.connections,
            "asgi_loop": "uvloop",
            "asgi_lifespan": "off",
            "http_parser": "python",  # the one that was examined; another would be taken wherever it is installed
            "preload_app": True,
            "proc_name": "codebook",
            "loglevel": self.settings.log_level,
            "timeout": limits.TIMEOUT,
            "graceful_timeout": limits.GRACE,
            "keepalive": limits.KEEP_ALIVE,
            "limit_request_line": limits.LONGEST_LINE,
            "limit_request_fields": limits.MOST_HEADERS,
            "limit_request_field_size": limits.LARGEST_HEADER,
            "control_socket_disable": True,
            "forwarder_headers": "",  # no header may stand in for the path that was asked for
            "forwarded_allow_ips": "",  # nor for the scheme, whoever sends it
            "when_ready": _announce,
            "child_exit": _forget,
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the ASGI application."""
        app = create_app(self.catalogue, self.settings)
        return Bridge(app, app.config["MAX_CONTENT_LENGTH"])


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
