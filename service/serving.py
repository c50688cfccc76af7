"""How does gunicorn run the service? The records are read once, before the workers are forked from the master."""

import logging
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from service import garbage, heap, limits, shared_metrics
from service.app import create_app, create_shortcut
from service.bridge import Bridge
from service.catalogue import Catalogue
from service.examiner import Examiner
from service.loading import Examination
from service.logs import JSONLogger
from service.overrides import InlineWorker, Master
from service.preparing import Prepared
from service.rehearsal import rehearse
from service.reloads import Reloads
from service.settings import Settings
from service.web import state

MOST_FAULTS = 100
"""Faults of refused data that are logged, at most; `codebook lint` tells all."""

_LOG = logging.getLogger(__name__)


class Server(BaseApplication):
    """gunicorn with an application that is made before the workers are.

    Args:
        catalogue: the records, already validated.
        settings: where to listen and with how many workers.
        prepared: what waits for what finds the records, and returns it; None to have it made here.
    """

    def __init__(
        self, catalogue: Catalogue, settings: Settings, prepared: Callable[[], Prepared] | None = None
    ) -> None:
        self.settings, self.reloads, self.examiner = settings, Reloads(), Examiner(settings.fixtures)
        garbage.set_aside()
        heap.close_holes()
        with garbage.paused():
            self.application = create_app(catalogue, settings, self.reloads, prepared)
        journal = self.application.extensions["journal"]
        self.bridge = Bridge(self.application, self.application.config["MAX_CONTENT_LENGTH"], journal.refused)
        self._hold(catalogue)
        self._settle()
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
            "logger_class": JSONLogger,
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
            "pre_fork": _seat,
            "post_fork": _sit,
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the ASGI application."""
        return self.bridge

    def run(self) -> None:
        """Answer requests until the process is told to stop; does not return.

        Prints one line on standard output once the port is open: ``listening on http://...``.

        Raises:
            SystemExit: with 0 after SIGINT or SIGTERM, with 1 if the address cannot be used.
        """
        Master(self).run()

    def examine(self) -> None:
        """Begin to examine the fixtures as they are now."""
        self.examiner.start()

    def renewed(self) -> bool:
        """Return whether there is new data, which workers forked from now on answer from."""
        examination = self.examiner.result()
        if examination is None:
            return False
        if not examination.faults:
            return self._take(examination)
        for fault in examination.faults[:MOST_FAULTS]:
            _LOG.error("new data refused: %s", fault)
        _LOG.error("new data refused for %d faults; the old is kept", len(examination.faults))
        self.reloads.refuse(len(examination.faults))
        return False

    def abandon(self) -> None:
        """Give up the examination that is under way."""
        self.examiner.stop()

    def _hold(self, catalogue: Catalogue) -> None:
        """Rehearse with new data, and forget the answers from other."""
        with self.application.extensions["journal"].silent():
            rehearse(self.application, tuple(catalogue)[:2])
        state.rest(self.application)
        self.bridge.shortcut = create_shortcut(self.application, self.settings)

    def _settle(self) -> None:
        """Make ready for workers to be forked that write to little of what they share."""
        garbage.settle()
        heap.close_holes()

    def _take(self, examination: Examination) -> bool:
        """Hold new data; what was examined without a fault and yet cannot be held is a fault of ours."""
        heap.open_holes()
        garbage.unsettle()
        try:
            with garbage.paused():
                # No holes are closed in between: then all that follows would lie behind them, and the next data too, so
                # that the heap grew with each.
                catalogue = Catalogue(examination)
                state.hold(self.application, catalogue, self.reloads)
            self._hold(catalogue)
        except Exception:  # noqa: BLE001  whatever it is, the old data is good
            _LOG.exception("new data refused; the old is kept")
            self.reloads.refuse(1)
            return False
        self._settle()
        self.reloads.take()
        _LOG.info("new data taken: version %s, %d records", catalogue.version, len(catalogue))
        return True


def _announce(server: Arbiter) -> None:
    """Say where the service can be reached; programs that start it on port 0 wait for this line."""
    for listener in server.LISTENERS:
        host, port = listener.sock.getsockname()[:2]
        print(f"listening on http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)


def _seat(server: Arbiter, worker: Any) -> None:
    """Give a worker that is about to start its place among the metrics."""
    worker.place = shared_metrics.free_place({other.place for other in server.WORKERS.values()})


def _sit(_: Arbiter, worker: Any) -> None:
    shared_metrics.take_place(worker.place)
