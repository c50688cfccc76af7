"""Does new data go live without a lost request, and is the old kept whatever is wrong with the new?"""

import asyncio
import json
import logging
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.load import Caller, Fates, calling, run
from tests.operating import Folder, children, files_of, hang_up, memory_of, metrics, reloads, until
from tests.running import Running, serving

_LOG = logging.getLogger(__name__)

PAGE = "/v1/codes?fields=title&status=active,retired"


def agreeing() -> Callable[[str, bytes], str | None]:
    """Return a check that every answer is of one generation, and that a version stands for one alone."""
    seen: dict[str, str] = {}

    def check(version: str, body: bytes) -> str | None:
        titles = {item["title"] for item in json.loads(body)["items"]}
        if len(titles) != 1:
            return f"an answer mixes {sorted(titles)}"
        [title] = titles
        return None if seen.setdefault(version, title) == title else f"{version} is {seen[version]} and {title}"

    return check


def callers(server: Running, *, kept: int, once: int, pause: float = 0) -> list[Caller]:
    """Return clients of both kinds; half of the kept ones ask for a page."""
    address, check = (server.host, server.port), agreeing()
    return [
        *(Caller(address, PAGE, pause=pause, check=check) for _ in range(kept // 2)),
        *(Caller(address, "/v1/codes/63709", pause=pause) for _ in range(kept - kept // 2)),
        *(Caller(address, "/v1/codes/63709", kept=False, pause=pause) for _ in range(once)),
    ]


async def reloading(server: Running, folder: Folder, fates: Fates, times: int, every: float) -> list[float]:
    """Reload again and again; return how long after each the data before it was still answered from, in seconds."""
    asked = []
    for _ in range(times):
        folder.renew()
        asked.append((hang_up(server), max(fates.versions, key=lambda name: fates.versions[name][1])))
        await asyncio.sleep(every)
    await asyncio.sleep(2)
    return [fates.versions[version][1] - moment for moment, version in asked]


def test_a_reload_loses_nothing(tmp_path: Path) -> None:
    """Over three reloads no request is lost, no answer mixes two versions, and every version is seen."""
    folder = Folder(tmp_path)

    async def story(server: Running) -> tuple[Fates, list[float]]:
        async with calling(*callers(server, kept=6, once=2, pause=0.005)) as fates:
            await asyncio.sleep(0.5)
            return fates, await reloading(server, folder, fates, 3, 2)

    with serving(fixtures=folder.path) as server:
        fates, _ = run(story(server))
        assert (sum(fates.lost.values()), fates.wrong, set(fates.answered)) == (0, [], {200}), fates.told()
        assert len(fates.versions) == 4
        assert reloads(server, "taken") == 3
        assert server.stop() == 0


@pytest.mark.soak
def test_twenty_reloads_lose_nothing(tmp_path: Path) -> None:
    """Over 20 reloads in 40 s at 1,000 requests/s or more nothing is lost, and old data is gone 2 s after each."""
    folder = Folder(tmp_path)

    async def story(server: Running) -> tuple[Fates, list[float]]:
        async with calling(*callers(server, kept=12, once=4)) as fates:
            await asyncio.sleep(0.5)
            return fates, await reloading(server, folder, fates, 20, 2)

    with serving(fixtures=folder.path) as server:
        fates, old = run(story(server))
        _LOG.info("%s; old data for %.2f s at most, median %.2f s", fates.told(), max(old), sorted(old)[10])
        assert (sum(fates.lost.values()), fates.wrong, set(fates.answered)) == (0, [], {200}), fates.told()
        assert reloads(server, "taken") == 20
        assert max(old) < 2.5
        assert max(fates.seconds) < 0.5
        assert len(fates.seconds) > 40_000


@pytest.mark.soak
def test_ten_minutes_lose_nothing(tmp_path: Path) -> None:
    """In ten minutes of load with a reload a minute nothing is lost and nothing grows."""
    folder = Folder(tmp_path)
    grown: list[tuple[int, int, int]] = []

    async def story(server: Running) -> Fates:
        async with calling(*callers(server, kept=12, once=4)) as fates:
            for _ in range(int(os.environ.get("SOAK_RELOADS", "10"))):
                await asyncio.sleep(float(os.environ.get("SOAK_PAUSE", "55")))
                folder.renew()
                hang_up(server)
                await asyncio.sleep(5)
                workers = children(server.process.pid)
                pids = [server.process.pid, *workers]
                grown.append((sum(map(files_of, pids)), sum(map(memory_of, pids)), len(workers)))
            return fates

    with serving(fixtures=folder.path) as server:
        fates = run(story(server))
        _LOG.info("%s; files, memory and workers: %s", fates.told(), grown)
        assert (sum(fates.lost.values()), fates.wrong) == (0, []), fates.told()
        assert {workers for *_, workers in grown} == {2}
        assert max(files for files, *_ in grown) <= min(files for files, *_ in grown) + 8
        assert grown[-1][1] < grown[len(grown) // 2 - 1][1] * 1.02


def bad(name: str, content: bytes) -> Callable[[Path], int]:
    """Return what writes a file."""
    return lambda root: (root / name).write_bytes(content)


def record(**changes: object) -> Callable[[Path], None]:
    """Return what changes the record of 63709."""

    def change(root: Path) -> None:
        path = root / "codes" / "63709.json"
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")

    return change


def instead(name: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return what puts something in place of a file."""

    def put(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        make(root / name)

    return put


ONE = "codes/63709.json"
CORRUPT = [
    ("half a file", bad(ONE, b'{"code": "63709", ')),
    ("an empty file", bad(ONE, b"")),
    ("no UTF-8", bad(ONE, b'{"code": "\xff"}')),
    ("30,000 brackets", bad(ONE, b"[" * 30_000)),
    ("a key twice", bad(ONE, b'{"code": "63709", "code": "63709"}')),
    ("an unknown field", record(nope=1)),
    ("an unknown value", record(status="new")),
    ("another code", record(code="63707")),
    ("an edge to nothing", record(related_codes=[{"code": "99999", "relationship": "alternative", "reason": "x"}])),
    ("a FIFO for a record", instead(ONE, os.mkfifo)),
    ("a FIFO for a register", instead("families.json", os.mkfifo)),
    ("a link out of the folder", instead(ONE, lambda path: path.symlink_to("/etc/passwd"))),
    ("a folder for a record", instead(ONE, Path.mkdir)),
    ("a stray file", bad("codes/notes.txt", b"x")),
    ("no records", lambda root: shutil.rmtree(root / "codes")),
    ("a file of 65 MiB", lambda root: os.truncate(root / ONE, 65 * 1024 * 1024)),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Folder]]:
    """Return a server and its folder."""
    folder = Folder(tmp_path_factory.mktemp("reloaded"))
    with serving(fixtures=folder.path) as server:
        yield server, folder


@pytest.mark.parametrize(("name", "corrupt"), CORRUPT, ids=[name for name, _ in CORRUPT])
def test_the_old_data_is_kept(name: str, corrupt: Callable[[Path], None], kept: tuple[Running, Folder]) -> None:
    """Faulty data is refused, counted and told as stale, while the old is answered; good data is taken after it."""
    server, folder = kept
    before, refused, taken = server.ask("/v1/dataset").body, reloads(server, "refused"), reloads(server, "taken")
    made = folder.root / f"corrupt {name}"
    shutil.copytree(folder.path.resolve(), made)
    corrupt(made)
    folder.point_to(made)
    hang_up(server)
    until(lambda: reloads(server, "refused") == refused + 1)
    ready = server.ask("/readyz")
    assert (ready.status, ready.json["status"]) == (200, "stale")
    assert ready.json["faults"] >= 1
    assert server.ask("/v1/dataset").body == before
    folder.renew()
    hang_up(server)
    until(lambda: reloads(server, "taken") == taken + 1)
    until(lambda: server.ask("/v1/codes/63709").json["title"] == f"Generation {folder.generation}")
    assert server.ask("/readyz").json["status"] == "ready"


def test_hang_ups_while_one_is_examined_are_joined(kept: tuple[Running, Folder]) -> None:
    """Ten in a row end in the newest data, and the service is as it was."""
    server, folder = kept
    for _ in range(10):
        folder.renew()
        hang_up(server)
    until(lambda: server.ask("/v1/codes/63709").json["title"] == f"Generation {folder.generation}")
    until(lambda: len(children(server.process.pid)) == 2)


def test_metrics_go_on_over_a_reload(tmp_path: Path) -> None:
    """What was counted before a reload is counted after it, and the files are as many as the places of workers."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    folder = Folder(tmp_path)
    label = ("codebook_requests_total", "GET", "/v1/codes/<code>", "200")
    with serving(fixtures=folder.path, TMPDIR=str(temporary)) as server:
        for turn in range(1, 5):
            for _ in range(25):
                assert server.ask("/v1/codes/63709").status == 200
            assert metrics(server)[label] == 25 * turn
            before = set(children(server.process.pid))
            folder.renew()
            hang_up(server)
            until(lambda turn=turn: reloads(server, "taken") == turn)
            until(lambda before=before: not before & set(children(server.process.pid)))
        [shared] = temporary.glob("codebook-metrics-*")
        assert len(list(shared.glob("counter_*"))) <= 4
        assert metrics(server)[("codebook_records", "0.1.0")] == 11


def test_a_worker_that_is_killed_is_replaced() -> None:
    """Only the requests that a killed worker had in flight can be lost, and another is there at once."""

    async def story(server: Running) -> Fates:
        async with calling(*callers(server, kept=8, once=0, pause=0.002)) as fates:
            await asyncio.sleep(0.5)
            victim = children(server.process.pid)[0]
            os.kill(victim, signal.SIGKILL)
            await asyncio.sleep(1.5)
            assert victim not in children(server.process.pid)
            assert len(children(server.process.pid)) == 2
            return fates

    with serving() as server:
        fates = run(story(server))
        assert sum(fates.lost.values()) <= 8, fates.told()
        assert set(fates.answered) == {200}
        assert server.stop() == 0


def test_requests_in_flight_are_finished_at_the_end() -> None:
    """A request whose second half comes after SIGTERM is answered, and the service leaves with 0."""
    with serving() as server:
        held = [socket.create_connection((server.host, server.port), timeout=10) for _ in range(8)]
        for connection in held:
            connection.sendall(b"POST /v1/lookup HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n")
            connection.sendall(b"Content-Length: 19\r\n\r\n{")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        for connection in held:
            connection.sendall(b'"codes":["63709"]}')
            told = connection.recv(4096)
            assert told.startswith(b"HTTP/1.1 200 ")
            assert b"\r\nConnection: close\r\n" in told
            connection.close()
        assert server.process.wait(30) == 0
