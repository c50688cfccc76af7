"""Does the service run as a program: does it start, answer, count and stop?"""

import json
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.catalogue import Catalogue
from service.loading import load
from service.serving import Server
from service.settings import Settings
from tests.running import RECORDS, run, serving

SECRET = b"a-word-of-the-request"

END = b"Host: x\r\nConnection: close\r\n\r\n"

LOOKUP = b"POST /v1/lookup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

CHUNKED = LOOKUP + b"Transfer-Encoding: chunked\r\n\r\n"

NEXT = b"GET /livez HTTP/1.1\r\n" + END


@pytest.fixture(scope="module")
def server():
    with serving() as running:
        yield running


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A folder with two faults."""
    codes = tmp_path / "codes"
    codes.mkdir()
    record = json.loads((RECORDS / "codes" / "62322.json").read_text(encoding="utf-8"))
    (codes / "62322.json").write_text(json.dumps({**record, "sources": [], "status": "new"}), encoding="utf-8")
    (codes / "62323.json").write_text("{", encoding="utf-8")
    return tmp_path


def replies(told: bytes) -> list[tuple[int, bytes, bytes]]:
    """Return status, head and body of every answer on a connection."""
    found = []
    while told:
        head, _, rest = told.partition(b"\r\n\r\n")
        [length] = [int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        found.append((int(head.split(b" ")[1]), head, rest[:length]))
        told = rest[length:]
    return found


def test_63709_is_answered_over_the_wire(server):
    """The record is answered over HTTP: open, through a laminectomy, and apart from 63707."""
    reply = server.ask("/v1/codes/63709")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.body.endswith(b"}\n")
    assert reply.json["laminectomy"]["involved"] is True
    assert reply.json["approach"]["access"] == "open"
    edges = {edge["code"]: edge for edge in reply.json["related_codes"]}
    assert edges["63707"]["relationship"] == "less-invasive-alternative"


def test_one_line_is_said_once_the_port_is_open():
    """Standard output has one line, with the free port that was taken, and nothing after it."""
    with serving() as first, serving() as second:
        assert first.line == f"listening on http://127.0.0.1:{first.port}\n"
        assert first.port != second.port
        assert first.ask("/readyz").status == second.ask("/readyz").status == 200
        first.stop()
        assert first.process.stdout.read() == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_an_address_of_either_version_is_listened_on(host):
    """An address with colons is told apart from its port."""
    server = Server(Catalogue(load(RECORDS)), Settings(host=host, port=8123))
    assert server.cfg.address == [(host, 8123)]


def test_a_folder_with_faults_is_not_served(faulty):
    """The server refuses to start with the words of `lint`, and with exit code 1."""
    served, linted = run("serve", "--port", "0", "--fixtures", str(faulty)), run("lint", str(faulty))
    assert served.returncode == linted.returncode == 1
    assert served.stdout == linted.stdout
    assert served.stdout.count("\n") == 2
    assert "listening" not in served.stdout
    assert served.stderr == linted.stderr == "Error: 2 faults in the fixtures\n"


def test_a_port_in_use_is_named(tmp_path):
    """The server ends with exit code 1 and names the port that another program has; it leaves nothing behind."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("serve", "--port", port, "--fixtures", str(RECORDS), TMPDIR=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "in use" in ended.stderr
    assert port in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told_to(tmp_path, sent):
    """The server leaves with 0, and takes its metrics along."""
    with serving(TMPDIR=str(tmp_path)) as running:
        running.ask("/v1/codes/63709")
        [folder] = tmp_path.glob("codebook-metrics-*")
        assert list(folder.glob("counter_*.db"))
        running.process.send_signal(sent)
        assert running.process.wait(60) == 0
    assert not list(tmp_path.iterdir())


def test_a_hangup_does_not_end_it():
    """SIGHUP renews the workers; requests are answered before and after."""
    with serving() as running:
        running.process.send_signal(signal.SIGHUP)
        assert [running.ask("/v1/codes/63709").status for _ in range(20)] == [200] * 20
        assert running.stop() == 0


def test_metrics_are_summed_over_the_workers(tmp_path):
    """Whichever worker is asked tells what all of them have answered."""
    asked = 0
    with serving("--workers", "2", TMPDIR=str(tmp_path)) as running, ThreadPoolExecutor(16) as callers:
        [folder] = tmp_path.glob("codebook-metrics-*")
        for _ in range(100):
            told = list(callers.map(running.ask, ["/v1/codes/63709"] * 32))
            assert {reply.status for reply in told} == {200}
            asked += len(told)
            if len(list(folder.glob("counter_*.db"))) == 2:
                break
        assert len(list(folder.glob("counter_*.db"))) == 2
        for reply in callers.map(running.ask, ["/metrics"] * 8):
            samples = [
                sample for family in text_string_to_metric_families(reply.body.decode()) for sample in family.samples
            ]
            counts = [sample.value for sample in samples if sample.labels.get("route") == "/v1/codes/<code>"]
            assert asked in counts
            assert [sample.value for sample in samples if sample.name == "codebook_records"] == [11]


def test_a_connection_is_kept_for_the_next_request(server):
    """Two requests on one connection get their two answers, in order."""
    told = replies(server.say(b"GET /v1/codes/x HTTP/1.1\r\nHost: x\r\n\r\n", NEXT))
    assert [status for status, *_ in told] == [400, 200]


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    [
        (b"GET /%s HTTP/9.9\r\n" % SECRET + END, 400, "bad-request"),
        (b"GET /%s HTTP/1.1 x\r\n" % SECRET + END, 400, "bad-request"),
        (b"%s\r\n\r\n" % SECRET, 400, "bad-request"),
        (b"get /%s HTTP/1.1\r\n" % SECRET + END, 400, "bad-request"),
        (b"GET %s HTTP/1.1\r\n" % SECRET + END, 400, "bad-request"),
        (b"GET /%s\xff HTTP/1.1\r\n" % SECRET + END, 400, "bad-request"),
        (b"GET / HTTP/1.1\r\n%s\r\n" % SECRET + END, 400, "bad-request"),
        (b"GET / HTTP/1.1\r\n%s : 1\r\n" % SECRET + END, 400, "bad-request"),
        (b"GET / HTTP/1.1\r\nX: %s\x00\r\n" % SECRET + END, 400, "bad-request"),
        (b"GET / HTTP/1.1\r\nX: %s\r\n folded\r\n" % SECRET + END, 400, "bad-request"),
        (b"GET / HTTP/1.1\r\nHost: %s\r\n" % SECRET + END, 400, "bad-request"),
        (LOOKUP + b"Content-Length: %s\r\n\r\n" % SECRET, 400, "bad-request"),
        (LOOKUP + b"Content-Length: -1\r\n\r\n%s" % SECRET, 400, "bad-request"),
        (LOOKUP + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n%s" % SECRET, 400, "bad-request"),
        (LOOKUP + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n%s" % SECRET, 400, "bad-request"),
        (LOOKUP + b"Content-Length: 500\r\n\r\n%s" % SECRET, 400, "bad-request"),
        (CHUNKED + b"%s\r\n" % SECRET, 400, "bad-request"),
        (CHUNKED + b"-1\r\n%s" % SECRET, 400, "bad-request"),
        (CHUNKED + b"5\r\n%s" % SECRET, 400, "bad-request"),
        (CHUNKED + b"fffff\r\n%s" % SECRET, 400, "bad-request"),
        (b"GET / HTTP/1.1\r\n" + b"X: %s\r\n" % SECRET * 101 + END, 431, "headers-too-large"),
        (b"GET / HTTP/1.1\r\nX: %s\r\n" % (SECRET * 450) + END, 431, "headers-too-large"),
        (b"GET /%s HTTP/1.1\r\n" % (SECRET * 450) + END, 414, "uri-too-long"),
        (LOOKUP + b"Expect: %s\r\nContent-Length: 0\r\n\r\n" % SECRET, 417, "expectation-failed"),
        (LOOKUP + b"Transfer-Encoding: %s\r\n\r\n" % SECRET, 501, "not-implemented"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_what_is_no_http_is_refused_as_a_problem(server, sent, status, kind):
    """What gunicorn cannot read is refused once, like everything else, and nothing of it is said back."""
    [(answered, head, body)] = replies(server.say(sent))
    assert answered == status
    assert b"\r\nContent-Type: application/problem+json\r\n" in head
    assert b"\r\nCache-Control: no-store\r\n" in head
    problem = json.loads(body)
    assert (problem["type"], problem["status"]) == (f"/problems/{kind}", status)
    assert f"\r\nX-Request-ID: {problem['request_id']}\r\n".encode() in head + b"\r\n"
    assert body.endswith(b"}\n")
    assert SECRET not in head + body
    assert server.ask(problem["type"]).json["status"] == status


def test_nothing_after_a_malformed_body_is_taken_for_a_request(server):
    """A body whose end cannot be told ends the connection, so that no part of it is read as a request."""
    assert [status for status, *_ in replies(server.say(CHUNKED, b"zz\r\n\r\n", NEXT))] == [400]


@pytest.mark.parametrize(("size", "status"), [(100, 200), (256 * 1024, 200), (256 * 1024 + 1, 413), (2_000_000, 413)])
def test_a_body_of_no_stated_length_has_the_same_limit(server, size, status):
    """A chunked body is read to its end, or refused as too large; it is never cut off and taken for whole."""
    body = b'{"codes":["63709"]}'.ljust(size)
    chunks = [body[start : start + 50_000] for start in range(0, size, 50_000)]
    sent = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    answered, *_ = replies(server.say(CHUNKED, sent, b"0\r\n\r\n"))[0]
    assert answered == status


@pytest.mark.parametrize("name", [b"PATH_INFO", b"SCRIPT_NAME", b"PATH-INFO", b"X_Forwarded_Host"])
def test_no_header_stands_in_for_the_path(server, name):
    """What was asked for is what the request line says, also for a caller on the same machine."""
    told = server.say(b"GET /v1/codes/63709?fields=code HTTP/1.1\r\n%s: /v1/codes/63707\r\n" % name + END)
    assert [(status, body) for status, _, body in replies(told)] == [(200, b'{"code":"63709"}\n')]


def test_settings_of_the_environment_are_heeded(tmp_path):
    """Host, port and folder may be named in the environment, and an option goes before it."""
    with serving(CODEBOOK_MAX_AGE="60", CODEBOOK_PORT="1", CODEBOOK_FIXTURES=str(tmp_path)) as running:
        assert running.ask("/v1/codes/63709").headers["Cache-Control"] == "max-age=60"
