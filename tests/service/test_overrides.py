"""Does gunicorn still have what the overrides rely on, and do they do what they promise?"""

import signal
import socket
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from gunicorn.arbiter import Arbiter
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.config import Config
from gunicorn.workers.gasgi import ASGIWorker

from service import connection, express, limits, overrides
from tests.operating import until
from tests.running import serving

MODULES = (overrides, connection, express)


@pytest.mark.parametrize(
    ("owner", "name"),
    [(owner, name) for module in MODULES for owner, names in module.NEEDED.items() for name in names.split()],
)
def test_gunicorn_has_what_is_overridden(owner: type, name: str) -> None:
    """Every name that is overridden or called is still there."""
    assert hasattr(owner, name) or name in owner.__slots__


def test_every_override_is_named() -> None:
    """What our classes override of gunicorn's, and is no hook of asyncio's, stands in the list of what is needed."""
    for module, ours, theirs in (
        (connection, connection.Connection, ASGIProtocol),
        (express, express.Express, ASGIProtocol),
        (overrides, overrides.InlineWorker, ASGIWorker),
        (overrides, overrides.Master, Arbiter),
    ):
        overridden = {name for name in vars(ours) if hasattr(theirs, name) and not name.startswith("__")}
        assert overridden - {"eof_received"} <= {*module.NEEDED[theirs].split(), "connection_made"}


def test_a_connection_holds_what_is_read() -> None:
    """A protocol of gunicorn is made with every attribute that is read or set."""
    worker = SimpleNamespace(cfg=Config(), log=MagicMock(), asgi=None)
    held = set(vars(ASGIProtocol(worker)))
    for module in (connection, express):
        assert held >= set(module.NEEDED_OF_A_CONNECTION.split())


def test_too_many_connections_are_refused() -> None:
    """A connection over the limit is told 503 at once, and the next one is served when another has gone."""
    with serving("--workers", "1", CODEBOOK_CONNECTIONS="2") as server:
        held = [socket.create_connection((server.host, server.port)) for _ in range(2)]
        for connection in held:
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
        refusal = server.ask("/livez")
        assert (refusal.status, refusal.json["type"]) == (503, "/problems/unavailable")
        for connection in held:
            connection.close()
        until(lambda: server.ask("/livez").status == 200)


def test_the_waits_fit_into_each_other() -> None:
    """No wait is longer than one that it is part of."""
    assert limits.FAREWELL + limits.LINGER < limits.GRACE < limits.TIMEOUT
    assert limits.BEAT < limits.TIMEOUT / 10
    assert limits.ARRIVAL < limits.GRACE


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_still_starting_hears_of_its_end(sent: signal.Signals) -> None:
    """Told to stop the moment it listens, the service does, without waiting for its grace to run out."""
    with serving("--workers", "4") as server:
        server.process.send_signal(sent)
        assert server.process.wait(limits.GRACE - 5) == 0
