"""Would a server that repeats what its callers wrote be found out?"""

import sys
from pathlib import Path

import pytest

from tests.canary import CANARY, VOLLEY, leaks
from tests.running import serving

INDISCREET = """#!{python}
import base64, signal, socketserver, sys, urllib.parse

class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        told = b""
        while piece := self.request.recv(65536):
            told += piece
        print({form}, file=sys.stderr, flush=True)
        self.request.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n")

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
    print(f"listening on http://127.0.0.1:{{server.server_address[1]}}", flush=True)
    server.serve_forever()
"""
"""A program that writes every request to its log, in some form."""


@pytest.mark.parametrize(
    "form",
    ["told", "told.upper()", "base64.b64encode(told)", "urllib.parse.quote(told)", "told.hex()"],
)
def test_a_server_that_repeats_a_request_is_found_out(tmp_path: Path, form: str) -> None:
    """A test whose server has repeated a request in its log fails, in whatever form that was."""
    program = tmp_path / "indiscreet"
    program.write_text(INDISCREET.format(python=sys.executable, form=form), encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(AssertionError, match="the canary stands in"), serving(program=program):
        pass


def test_a_discreet_server_is_not_blamed(tmp_path: Path) -> None:
    """A program that says how much was asked, and not what, passes."""
    program = tmp_path / "discreet"
    program.write_text(INDISCREET.format(python=sys.executable, form="len(told)"), encoding="utf-8")
    program.chmod(0o755)
    with serving(program=program) as server:
        server.stop()
        assert len(server.log.read_text(encoding="utf-8").splitlines()) == len(VOLLEY)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (CANARY, True),
        (CANARY.upper(), True),
        (CANARY.replace("k", "%6B"), True),
        (CANARY.replace("Z", "%255a"), True),
        ("".join(f"%{letter:02X}" for letter in CANARY.encode()), True),
        ("Zaun-koenig", False),
        ("", False),
    ],
)
def test_a_form_of_the_canary_is_found(line: str, found: bool) -> None:
    """The word is found in any case, percent-encoded in whole or in part."""
    assert bool(leaks([line.encode()])) is found
