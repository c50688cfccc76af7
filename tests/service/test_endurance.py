"""Does the service last: when a worker is killed, and over many minutes of load?"""

import asyncio
import logging
import os
import signal
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import time

import pytest

from tests.load import Fates, callers, calling, run
from tests.operating import Folder, children, connections_of, files_of, hang_up, memory_of, until
from tests.running import Running, serving

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Killing:
    """A worker that was killed: when, how many connections it had, and which one came in its place."""

    moment: float
    connections: int
    successor: int


def kill(server: Running) -> Killing:
    """Kill a worker and wait for another; it is stopped first, so that what it has in flight can be counted."""
    before = children(server.process.pid)
    victim = before[0]
    os.kill(victim, signal.SIGSTOP)
    connections = connections_of(victim, server.port)
    moment = time()
    os.kill(victim, signal.SIGKILL)
    until(lambda: bool(set(children(server.process.pid)) - set(before)))
    [successor] = set(children(server.process.pid)) - set(before)
    return Killing(moment=moment, connections=connections, successor=successor)


async def killing(server: Running, times: int, *, kept: int, once: int, pause: float) -> tuple[Fates, list[Killing]]:
    """Kill a worker every second while clients ask; return what became of them and of it."""
    async with calling(*callers(server.address, kept=kept, once=once, pause=pause)) as fates:
        killed = []
        for _ in range(times):
            await asyncio.sleep(0.5)
            killed.append(await asyncio.to_thread(kill, server))
            await asyncio.sleep(1)
        return fates, killed


def first_answers(server: Running) -> dict[int, float]:
    """Return when each process first answered, in seconds since the epoch, as the log has it."""
    first: dict[int, float] = {}
    for line in server.lines():
        if line["logger"] == "codebook.requests":
            first.setdefault(line["process"], datetime.fromisoformat(line["time"]).timestamp())
    return first


def check_killed(server: Running, fates: Fates, killed: list[Killing]) -> list[float]:
    """Only what killed workers had in flight was lost; return the seconds until each one's successor answered."""
    assert sum(fates.lost.values()) <= sum(one.connections for one in killed), fates.told()
    assert set(fates.answered) == {200}
    assert len(children(server.process.pid)) == 2
    first = first_answers(server)
    return [first[one.successor] - one.moment for one in killed]


def test_a_worker_that_is_killed_is_replaced() -> None:
    """Only the requests that a killed worker had in flight can be lost, and another answers in its place."""
    with serving() as server:
        fates, killed = run(killing(server, 1, kept=8, once=2, pause=0.002))
        assert len(check_killed(server, fates, killed)) == 1
        assert server.stop() == 0


@pytest.mark.soak
def test_ten_workers_that_are_killed_are_replaced_within_a_second() -> None:
    """The same for ten, one after the other, while clients ask without pause; another answers within 1 s each time."""
    with serving(level="info") as server:
        fates, killed = run(killing(server, 10, kept=12, once=4, pause=0))
        waits = check_killed(server, fates, killed)
        _LOG.info(
            "%s; another answered %s ms after the kill; the killed had %s connections",
            fates.told(),
            [round(wait * 1000) for wait in waits],
            [one.connections for one in killed],
        )
        assert max(waits) < 1
        assert server.stop() == 0


RELOADS, EVERY = 10, 60
"""Reloads of the long run, and the seconds between them."""

SAMPLES = 15
"""Seconds at the end of each interval in which a sample a second is taken; all old workers are long gone by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the service has at a moment: files of all processes, bytes of the master and of the workers."""

    files: int
    master: int
    workers: int

    @property
    def memory(self) -> int:
        """Bytes of all processes."""
        return self.master + self.workers


def sample(server: Running) -> Sample:
    """Return what the service has now."""
    master, workers = server.process.pid, children(server.process.pid)
    assert len(workers) == 2
    return Sample(
        files=sum(map(files_of, (master, *workers))),
        master=memory_of(master),
        workers=sum(map(memory_of, workers)),
    )


async def lasting(server: Running, folder: Folder, reloads: int, every: float) -> tuple[Fates, list[Sample]]:
    """Reload again and again while clients ask; return for each interval the sample with the least memory.

    The least, because what a request under way holds, or a collection of garbage leaves for a moment, is no growth.
    """
    async with calling(*callers(server.address, kept=12, once=4)) as fates:
        least = []
        for _ in range(reloads):
            folder.renew()
            hang_up(server)
            await asyncio.sleep(every - SAMPLES)
            samples = []
            for _ in range(SAMPLES):
                await asyncio.sleep(1)
                samples.append(sample(server))
            least.append(min(samples, key=lambda one: one.memory))
        return fates, least


def growth(bytes_held: list[int]) -> float:
    """Return by what share more is held at the end than at half time, each being the median of three intervals.

    What a worker holds depends on the requests that it happened to have at once: it differs by some 4 % without growth.
    """
    half = len(bytes_held) // 2
    return median(bytes_held[-3:]) / median(bytes_held[half - 3 : half]) - 1


@pytest.mark.soak
def test_ten_minutes_lose_nothing(tmp_path: Path) -> None:
    """In ten minutes of load with a reload a minute nothing is lost and nothing grows."""
    folder = Folder(tmp_path, ahead=RELOADS)
    with serving(fixtures=folder.path, level="info") as server:
        fates, least = run(lasting(server, folder, RELOADS, EVERY))
        told = [f"{one.files} files, {one.master / 1e6:.1f} and {one.workers / 1e6:.1f} MB" for one in least]
        grown = growth([one.memory for one in least])
        _LOG.info("%s; of master and workers after each reload: %s; growth %.2f %%", fates.told(), told, 100 * grown)
        assert (sum(fates.lost.values()), fates.wrong, set(fates.answered)) == (0, [], {200}), fates.told()
        assert len(fates.versions) == RELOADS + 1
        assert max(one.files for one in least) <= min(one.files for one in least) + 8
        assert growth([one.master for one in least]) < 0.02
        assert grown < 0.02
