"""Does new data go live without a lost request, and is the old kept whatever is wrong with the new?"""

import asyncio
import logging
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from service.limits import GRACE
from service.settings import shipped_fixtures
from tests.load import Fates, callers, calling, run
from tests.operating import Folder, children, hang_up, metrics, reloads, renewed, until
from tests.running import RECORDS, Running, serving
from tests.service.corrupt_folders import CORRUPT

Kinds = Sequence[tuple[str, Callable[[Path], object]]]

_LOG = logging.getLogger(__name__)


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
        async with calling(*callers(server.address, kept=6, once=2, pause=0.005)) as fates:
            await asyncio.sleep(0.5)
            return fates, await reloading(server, folder, fates, 3, 2)

    with serving(fixtures=folder.path) as server:
        fates, _ = run(story(server))
        assert (sum(fates.lost.values()), fates.wrong, set(fates.answered)) == (0, [], {200}), fates.told()
        assert len(fates.versions) == 4
        assert reloads(server, "taken") == 3
        assert server.stop() == 0


@pytest.mark.soak
@pytest.mark.parametrize("records", [RECORDS, shipped_fixtures()], ids=["few", "shipped"])
def test_twenty_reloads_lose_nothing(tmp_path: Path, records: Path) -> None:
    """Over 20 reloads in 40 s at 1,000 requests/s or more nothing is lost, and all workers have the new data in 2 s."""
    folder = Folder(tmp_path, records, ahead=20)

    async def story(server: Running) -> tuple[Fates, list[float]]:
        async with calling(*callers(server.address, kept=12, once=4)) as fates:
            await asyncio.sleep(0.5)
            return fates, await reloading(server, folder, fates, 20, 2)

    with serving(fixtures=folder.path, level="info") as server:
        fates, old = run(story(server))
        _LOG.info("%s; old data for %.2f s at most, median %.2f s", fates.told(), max(old), sorted(old)[10])
        assert (sum(fates.lost.values()), fates.wrong, set(fates.answered)) == (0, [], {200}), fates.told()
        assert reloads(server, "taken") == 20
        assert len(fates.versions) == 21
        assert max(old) < 2
        assert max(fates.seconds) < 0.5
        assert sum(fates.answered.values()) > 40_000


async def spoiling(server: Running, folder: Folder, kinds: Kinds, *, kept: int, once: int, pause: float) -> Fates:
    """Put faulty data in place, then good data, kind by kind, while clients ask; return what became of them."""
    async with calling(*callers(server.address, kept=kept, once=once, pause=pause)) as fates:
        await asyncio.sleep(0.5)
        for done, (name, corrupt) in enumerate(kinds, start=1):
            known = set(fates.versions)
            folder.spoil(name, corrupt)
            hang_up(server)
            await asyncio.to_thread(until, lambda done=done: reloads(server, "refused") == done)
            await asyncio.sleep(0.2)
            assert set(fates.versions) == known, name
            folder.renew()
            hang_up(server)
            await asyncio.to_thread(until, lambda known=known: len(fates.versions) > len(known))
            assert reloads(server, "taken") == reloads(server, "refused") == done
        return fates


def check_spoilt(fates: Fates, kinds: Kinds) -> None:
    """Nothing was lost, refused or mixed, and of the versions seen each is one of good data."""
    assert (sum(fates.lost.values()), fates.wrong, set(fates.answered)) == (0, [], {200}), fates.told()
    assert len(fates.versions) == len(kinds) + 1


def test_faulty_data_loses_nothing(tmp_path: Path) -> None:
    """Three kinds of faulty data are put in place while clients ask: none of them notices, and good data follows."""
    folder, kinds = Folder(tmp_path), [CORRUPT[0], CORRUPT[9], CORRUPT[14]]
    with serving(fixtures=folder.path) as server:
        check_spoilt(run(spoiling(server, folder, kinds, kept=4, once=2, pause=0.01)), kinds)


@pytest.mark.soak
@pytest.mark.parametrize("records", [RECORDS, shipped_fixtures()], ids=["few", "shipped"])
def test_every_kind_of_faulty_data_loses_nothing(tmp_path: Path, records: Path) -> None:
    """The same for every kind, while clients ask without pause."""
    folder = Folder(tmp_path, records, ahead=len(CORRUPT))
    with serving(fixtures=folder.path, level="info") as server:
        fates = run(spoiling(server, folder, CORRUPT, kept=12, once=4, pause=0))
        _LOG.info("%d kinds of faulty data: %s", len(CORRUPT), fates.told())
        check_spoilt(fates, CORRUPT)


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
    folder.spoil(name, corrupt)
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
            until(lambda: len(children(server.process.pid)) == 2)
            before = children(server.process.pid)
            for _ in range(25):
                assert server.ask("/v1/codes/63709").status == 200
            assert metrics(server)[label] == 25 * turn
            folder.renew()
            hang_up(server)
            until(lambda before=before: renewed(server, before))
            assert reloads(server, "taken") == turn
        [shared] = temporary.glob("codebook-metrics-*")
        assert len(list(shared.glob("counter_*"))) <= 4
        assert metrics(server)[("codebook_records", "0.1.0")] == 11


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
        assert server.process.wait(GRACE) == 0
