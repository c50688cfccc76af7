"""Is Codebook ahead of its peers? Each answers the same questions from the same records, in turn, in one run.

Run as ``python -m tests.benchmarks.race``; ``--help`` tells what can be chosen. It needs the packages of the extra
``bench`` and takes a quarter of an hour. Every server has one worker. Each answer is checked before it is timed, and
one wrong status while it is timed ends the run. Contestants take turns (A B C A B C), each once the one before has
answered all, and what is compared is the median of the rounds, as a ratio: the machine may be as busy as it likes, it
is so for all.
"""

import importlib.util
import json
import os
import pickle
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import click

from service.catalogue import Catalogue, Entry
from service.loading import load
from service.settings import shipped_fixtures
from tests.benchmarks.client import Failed, Measured, Request, answered, measure
from tests.benchmarks.peers import files
from tests.running import CODEBOOK, environment

JSON = ("Content-Type", "application/json")
SHIPPED = "codebook"
SEED = 63709
ALL = ("record", "unlike", "304", "batch", "page", "search")
"""What is asked: `unlike` is a record too, by callers of whom each sends a header field that no other does."""

UNLIKE = 1000
"""Callers that are unlike each other; a worker remembers the heads of far fewer."""

SERVERS = ("Server", "Date", "Connection")
"""Header fields that the server adds by itself."""

DATASETTE = "/records/codes/63709.json?_shape=array"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A server: its name, the command that starts it on a port, which works it can do, and its own path to a record."""

    name: str
    command: Callable[[int], Sequence[str]]
    does: frozenset[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    path: str = ""


def works(catalogue: Catalogue) -> dict[str, Request]:
    """Return what is asked, by name."""
    codes = [code for code, entry in catalogue.items() if _plain(entry)]
    thousand = random.Random(SEED).choices(codes, k=1000)  # in no order, so that none can profit from it
    return {
        "record": Request(method="GET", target="/v1/codes/63709"),
        "unlike": Request(method="GET", target="/v1/codes/63709"),
        "304": Request(method="GET", target="/v1/codes/63709", status=304),
        "batch": Request(
            method="POST", target="/v1/lookup", headers=(JSON,), body=json.dumps({"codes": thousand}).encode()
        ),
        "page": Request(method="GET", target="/v1/codes?bone_removal=laminectomy&limit=50"),
        "search": Request(method="GET", target="/v1/search?q=csf%20leak%20lumbar"),
    }


def _plain(entry: Entry) -> bool:
    """Return whether a record is one of the many that have the same fields, so that one model is enough for peers."""
    return entry.record.status == "active" and entry.record.reporting.no_primaries_because is None


def contestants(catalogue: Catalogue, root: Path) -> list[Contestant]:
    """Return all that can be started here, the one that others are compared with first; files are written to `root`."""

    def peer(name: str, does: str, module: str, *arguments: str) -> Contestant:
        def command(port: int) -> Sequence[str]:
            return [sys.executable, "-m", f"tests.benchmarks.peers.{module}", str(port), *arguments]

        return Contestant(name=name, command=command, does=frozenset(does.split()))

    def ours(name: str, **more: str) -> Contestant:
        def command(port: int) -> Sequence[str]:
            return [str(CODEBOOK), "serve", "--port", str(port), "--workers", "1"]

        return Contestant(name=name, command=command, does=frozenset(ALL), environment=more)

    folder = str(shipped_fixtures())
    found = [
        ours(SHIPPED),
        ours("codebook, no log or metrics", CODEBOOK_LOG_LEVEL="warning", CODEBOOK_METRICS="false"),
        peer("bare, same server", " ".join(ALL), "bare", str(root / "answers")),
        peer("FastAPI typed, same duties", "record unlike batch page search", "fastapis", "duties", folder),
        peer("FastAPI typed", "record unlike batch page search", "fastapis", "typed", folder),
        peer("FastAPI stored bytes", "record unlike 304 batch page", "fastapis", "stored", folder),
        peer("Flask and marshmallow, gthread", "record batch page", "flasks", folder),
    ]
    if importlib.util.find_spec("datasette"):
        files.table(catalogue, root / "records.db")

        def datasette(port: int) -> Sequence[str]:
            return [sys.executable, "-m", "datasette", "serve", "-i", str(root / "records.db"), "-p", str(port)]

        found.append(Contestant(name="Datasette", command=datasette, does=frozenset({"record"}), path=DATASETTE))
    if nginx := shutil.which("nginx"):

        def static(port: int) -> Sequence[str]:
            return [nginx, "-c", str(files.folder(catalogue, root, port)), "-p", str(root), "-e", "stderr"]

        found.append(Contestant(name="nginx, static files", command=static, does=frozenset({"record", "304"})))
    return found


@contextmanager
def running(contestant: Contestant, log: Path) -> Iterator[int]:
    """Start a contestant and give the port on which it answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with (
        log.open("w") as written,
        subprocess.Popen(
            contestant.command(port),
            env=environment(**contestant.environment),
            stdout=subprocess.DEVNULL,
            stderr=written,
        ) as process,
    ):
        try:
            _wait(port, process, log)
            yield port
        finally:
            process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Failed(f"a contestant did not start:\n{log.read_text()}")


def asked(port: int, one: Contestant, name: str, request: Request, right: Any) -> Request:
    """Return a request as this contestant is to be asked it, having checked what it answers."""
    if name == "304":
        headers, _ = answered(port, replace(request, status=200))
        request = replace(request, headers=(("If-None-Match", headers.get("ETag", '"x"')),))
    if one.path:
        request = replace(request, target=one.path)
    _, body = answered(port, request)
    if name != "304" and not _same(json.loads(body), right):
        raise Failed(f"{one.name}: a wrong answer to {request.target}")
    return request


def sent(name: str, request: Request) -> list[Request]:
    """Return what is sent in turn: a request, or many that differ in a header field."""
    if name != "unlike":
        return [request]
    return [replace(request, headers=(*request.headers, ("X-Caller", str(number)))) for number in range(UNLIKE)]


def _same(told: Any, right: Any) -> bool:
    """Return whether an answer says what it should; a cursor and the form of a row are a contestant's own."""
    if isinstance(told, list):
        return bool(told[0]["title"] == right["title"])
    return {**told, "next": None} == {**right, "next": None} if "next" in right else bool(told == right)


def _right(asked_of: Mapping[str, Request], ours: Contestant, log: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the service answers with, header fields and body by request, and what it says, by work."""
    answers, right = {}, {}
    with running(ours, log) as port:
        for name, request in asked_of.items():
            headers, body = answered(port, replace(request, status=200))
            told = [(key.encode(), value.encode()) for key, value in headers.items() if key not in SERVERS]
            answers[f"{request.method} {request.target}"] = told, body
            right[name] = json.loads(body)
    return answers, right


@click.command()
@click.option("--seconds", default=1.0, help="Seconds of each measurement.")
@click.option("--rounds", default=5, help="Measurements of each kind.")
@click.option("--connections", default="1,16,64", help="How many ask at once.")
@click.option("--work", "chosen", default=",".join(ALL), help="What is asked.")
@click.option("--only", default="", help="Contestants whose name holds one of these, joined by commas.")
def main(seconds: float, rounds: int, connections: str, chosen: str, only: str) -> None:
    """Measure all and print medians, p99 and ratios."""
    catalogue = Catalogue(load(shipped_fixtures()))
    asked_of = works(catalogue)
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        root = Path(place)
        root.chmod(0o755)  # nginx reads its files as nobody
        all_of_them = contestants(catalogue, root)
        answers, right = _right(asked_of, all_of_them[0], root / "first.log")
        (root / "answers").write_bytes(pickle.dumps(answers))
        wanted = [one for one in all_of_them if not only or any(part in one.name for part in only.split(","))]
        ports = {
            one.name: stack.enter_context(running(one, root / f"{number}.log")) for number, one in enumerate(wanted)
        }
        for name in chosen.split(","):
            racing = {one.name: one for one in wanted if name in one.does}
            requests = {who: asked(ports[who], one, name, asked_of[name], right[name]) for who, one in racing.items()}
            for many in map(int, connections.split(",")):
                found: dict[str, list[Measured]] = {who: [] for who in racing}
                for _ in range(rounds):
                    for who in racing:
                        found[who].append(measure(ports[who], sent(name, requests[who]), many, seconds))
                _print(name, many, found)


def _print(name: str, many: int, found: Mapping[str, Sequence[Measured]]) -> None:
    rates = {who: median(one.rate for one in measured) for who, measured in found.items()}
    print(f"\n{name}, {many} connection{'s' if many > 1 else ''}")
    print(f"  {'':32}{'per s':>8}{'p50 ms':>9}{'p99 ms':>9}{'codebook is':>14}")
    for who, measured in found.items():
        halves, most = (median(one.percentile(share) for one in measured) for share in (0.5, 0.99))
        ratio = rates[SHIPPED] / rates[who] if SHIPPED in rates else float("nan")
        print(f"  {who:32}{rates[who]:8.0f}{halves:9.2f}{most:9.2f}{ratio:13.2f}x", flush=True)


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
