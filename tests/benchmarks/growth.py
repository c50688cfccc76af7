"""How does the service grow with its records? Start-up by its phases, the look-up of a code, and one more worker.

Run as ``python -m tests.benchmarks.growth``, or with numbers of records, such as ``214 12000 100000``; as many as are
shipped stands for the shipped ones, any other number for made up ones, read from files as an operator would have them
read. The largest takes minutes. What one more worker costs is what the worker that has most shares with no other: once
every record and some pages were told, then what is found besides, and then what hundreds of different questions find.
"""

import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import quote

from service.candidates import Suggester
from service.catalogue import Catalogue
from service.dataset import describe
from service.garbage import paused
from service.loading import load
from service.search import Search
from service.settings import shipped_fixtures
from tests.benchmarks import synthetic
from tests.benchmarks.client import Request, measure
from tests.operating import children, own_memory_of
from tests.running import Running, serving

PHASES = ("read and validate", "catalogue", "search index", "suggester", "description", "whole, until it listens")
WORKER = (
    "one more worker, records told",
    "one more worker, and searches, notes",
    "one more worker, and others at random",
)
SERVERS, ROUNDS, LOOKUPS, CONNECTIONS, SECONDS = 3, 7, 5000, 16, 0.5
LONGEST_START = 900
"""Seconds until a server that does not listen is taken for stuck; 100,000 records take half a minute or more."""

A_LOOKUP = 50
"""Codes of one look-up: more would measure how large an answer is, not what is kept of it."""

WORKERS, CLIENTS = 2, 12
"""Workers, and connections, so that each of the workers is likely to get one or more."""

OTHERS = 60
"""Records at random that each client asks about, at most."""

SEARCHES = ("laminectomy", "csf leak lumbar", "psuedomeningocele repair", "laminectomy L4-5", "637")
NOTES = (
    "Dural tear at L4-5 sewn primarily, no graft. Report does not say whether any lamina came off.",
    "Lumbar epidural steroid injection under fluoroscopy for radicular pain.",
)


@dataclass(frozen=True, slots=True)
class _Set:
    """A folder of records, and its codes."""

    folder: Path
    codes: tuple[str, ...]


def report(sizes: Sequence[int]) -> None:
    """Print a table with a column for each number of records."""
    with tempfile.TemporaryDirectory() as folder:
        sets = [_made(Path(folder), size) for size in sizes]
        columns = [[f"{seconds:.2f} s" for seconds in started(each.folder)] for each in sets]
        for column, each in zip(columns, sets, strict=True):
            column.append(f"{_until_it_listens(each.folder):.2f} s")
        for column, ratio in zip(columns, looked_up(sets), strict=True):
            column.append(f"{ratio:.2f}")
        for column, each in zip(columns, sets, strict=True):
            column += [f"{taken / 2**20:.1f} MiB" for taken in one_more_worker(each)]
    rows = (*PHASES, f"look-up of a code, to that of {sizes[0]}", *WORKER)
    print(f"{'records':40}" + "".join(f"{size:>14}" for size in sizes))
    for name, *told in zip(rows, *columns, strict=True):
        print(f"{name:40}" + "".join(f"{value:>14}" for value in told))


def _made(folder: Path, size: int) -> _Set:
    """Return a folder of as many records, the shipped one if it has them."""
    shipped = shipped_fixtures()
    codes = tuple(load(shipped).records)
    if len(codes) == size:
        return _Set(shipped, codes)
    synthetic.write(folder / str(size), size)
    lines = (line for path in sorted((folder / str(size) / "codes").iterdir()) for line in path.open(encoding="utf-8"))
    return _Set(folder / str(size), tuple(json.loads(line)["code"] for line in lines))


def started(folder: Path) -> list[float]:
    """Return the seconds of each phase, in a process of its own: nothing of another set is in its way."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_phases, folder).result()


def _phases(folder: Path) -> list[float]:
    seconds: list[float] = []
    with paused():
        examination = _timed(seconds, lambda: load(folder))
        catalogue = _timed(seconds, lambda: Catalogue(examination))
        _timed(seconds, lambda: Search(catalogue))
        records = [entry.record for entry in catalogue.values()]
        _timed(seconds, lambda: Suggester(records, catalogue.lexicon))
        _timed(seconds, lambda: describe(catalogue))
    return seconds


def _timed(seconds: list[float], work: Callable[[], Any]) -> Any:
    begun = perf_counter()
    made = work()
    seconds.append(perf_counter() - begun)
    return made


def _until_it_listens(folder: Path) -> float:
    begun = perf_counter()
    with serving(fixtures=folder, patience=LONGEST_START):
        return perf_counter() - begun


def looked_up(sets: Sequence[_Set]) -> list[float]:
    """Return how long a look-up takes a worker in each set, as a ratio to the first.

    Codes are asked for at random over HTTP, in rounds that take turns. Servers of one and the same set differ by 6 %
    for as long as they run; so of each set some are started, one after the other, and the medians of their rounds
    added up.
    """
    taken = [sum(seconds) for seconds in zip(*(_looked_up_once(sets) for _ in range(SERVERS)), strict=True)]
    return [seconds / taken[0] for seconds in taken]


def _looked_up_once(sets: Sequence[_Set]) -> list[float]:
    """Return the seconds of a look-up in each set, of servers that are started for it."""
    chance = random.Random(synthetic.SEED)
    with ExitStack() as stack:
        asked = []
        for each in sets:
            server = stack.enter_context(
                serving("--workers", "1", fixtures=each.folder, level="info", patience=LONGEST_START)
            )
            codes = chance.choices(each.codes, k=LOOKUPS)
            asked.append((server.port, [Request(method="GET", target=f"/v1/codes/{code}") for code in codes]))
        times: list[list[float]] = [[] for _ in asked]
        for _ in range(ROUNDS):
            for (port, requests), taken in zip(asked, times, strict=True):
                taken.append(1 / measure(port, requests, CONNECTIONS, SECONDS).rate)
    return [median(taken) for taken in times]


def one_more_worker(each: _Set) -> list[int]:
    """Return the bytes that one more worker takes: after all records, after searches and notes, and after others."""
    with serving("--workers", str(WORKERS), fixtures=each.folder, patience=LONGEST_START) as server:
        return [_taken(server, ask, each.codes) for ask in (_ask_records, _ask_findings, _ask_others)]


def _taken(server: Running, ask: Callable[..., None], codes: Sequence[str]) -> int:
    """Return the bytes of the worker that takes most after clients have asked at the same time, each for a part."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda place: ask(server, codes, codes[place::CLIENTS]), range(CLIENTS)))
    return max(map(own_memory_of, children(server.process.pid)))


def _ask_records(server: Running, codes: Sequence[str], part: Sequence[str]) -> None:
    with _connected(server) as get:
        for first in range(0, len(codes), A_LOOKUP):
            get("/v1/lookup", {"codes": codes[first : first + A_LOOKUP]})
        for code in part:
            get(f"/v1/codes/{code}")
        for chosen in ("limit=200", "limit=200&facets=true", "limit=200&region=lumbar"):
            get(f"/v1/codes?{chosen}")


def _ask_findings(server: Running, *_: Any) -> None:
    with _connected(server) as get:
        for text in SEARCHES:
            get(f"/v1/search?q={quote(text)}")
        for note in NOTES:
            get("/v1/candidates", {"text": note})


def _ask_others(server: Running, codes: Sequence[str], part: Sequence[str]) -> None:
    chance = random.Random(part[0])
    with _connected(server) as get:
        for code in chance.sample(part, min(OTHERS, len(part))):
            record = get(f"/v1/codes/{code}")
            get(f"/v1/search?q={quote(chance.choice(record['title'].split()))}")
            get("/v1/candidates", {"text": record["summary"]})
            get(f"/v1/compare?codes={','.join(chance.sample(codes, 4))}")


@contextmanager
def _connected(server: Running) -> Iterator[Callable[..., Any]]:
    """Give what sends a request on a connection that stays, with a body where there is one, and returns the answer."""
    connection = HTTPConnection(server.host, server.port, timeout=LONGEST_START)

    def get(path: str, body: Any = None) -> Any:
        told = None if body is None else json.dumps(body).encode()
        connection.request("GET" if body is None else "POST", path, told, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        whole = answer.read()
        assert answer.status == 200, (path, answer.status)
        return json.loads(whole)

    try:
        yield get
    finally:
        connection.close()


if __name__ == "__main__":
    report([int(size) for size in sys.argv[1:]] or [214, synthetic.WHOLE])
