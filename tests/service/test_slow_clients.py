"""Does the service answer others while many clients say little, slowly or nothing?"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest

from service.limits import SPARE_FILES
from tests.load import Caller, Fates, calling, run
from tests.operating import children
from tests.running import CODEBOOK, Running, serving

_LOG = logging.getLogger(__name__)

POST = b"POST /v1/lookup HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
KINDS: dict[str, tuple[bytes, bytes]] = {
    "silent": (b"", b""),
    "header-dripping": (b"GET /livez HTTP/1.1\r\nHost: a\r\nX-A: ", b"a"),
    "body-dripping": (POST + b"Content-Length: 1000\r\n\r\n", b" "),
    "chunk-dripping": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}
"""What each kind sends at first, and again and again."""


async def drip(server: Running, kind: str, until: float) -> float:
    """Be a slow client, again and again until a time; return the longest that the server bore it, in seconds."""
    longest = 0.0
    first, again = KINDS[kind]
    while monotonic() < until:
        began = monotonic()
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(server.host, server.port)
            writer.write(first)
            while not reader.at_eof() and monotonic() < began + 10:
                writer.write(again)
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(4096), 0.5)
            writer.close()
        longest = max(longest, monotonic() - began)
        await asyncio.sleep(0.1)
    return longest


async def besieged(server: Running, kinds: Iterable[str], many: int, seconds: float) -> tuple[Fates, float]:
    """Return what becomes of probes beside `many` slow clients of each kind, and how long the slowest was borne."""
    slow = [asyncio.create_task(drip(server, kind, monotonic() + seconds)) for kind in kinds for _ in range(many)]
    await asyncio.sleep(0.5)
    probes = [Caller((server.host, server.port), "/livez", kept=kept, pause=0.02) for kept in (True, False)]
    async with calling(*probes) as fates:
        longest = max(await asyncio.gather(*slow))
    return fates, longest


def test_slow_clients_hold_nobody_up() -> None:
    """While 50 slow clients of each kind are there, no probe fails, and each of them is sent away in time."""
    with serving() as server:
        fates, longest = run(besieged(server, KINDS, 50, 1))
        assert (set(fates.answered), sum(fates.lost.values())) == ({200}, 0), fates.told()
        assert longest < 6


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_slow_clients_hold_nobody_up(kind: str) -> None:
    """While 200 slow clients of a kind are there, no probe fails, and 99 of 100 take less than 100 ms."""
    with serving(level="info") as server:
        fates, longest = run(besieged(server, [kind], 200, 15))
        _LOG.info("%s: %s, borne for %.1f s at most", kind, fates.told(), longest)
        assert (set(fates.answered), sum(fates.lost.values())) == ({200}, 0), fates.told()
        assert fates.percentile(0.99) < 0.1
        assert longest < 6


def test_it_recovers_from_too_many_clients(tmp_path: Path) -> None:
    """With 256 open files and 400 silent clients, it refuses, answers again while they try, and no worker dies."""
    program = tmp_path / "codebook"
    program.write_text(f'#!/bin/sh\nulimit -n 256; exec {CODEBOOK} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    with serving(program=program) as server:
        run(_recovering(server))
        assert server.stop() == 0


async def _recovering(server: Running) -> None:
    await asyncio.sleep(0.5)
    workers = children(server.process.pid)
    streams = await asyncio.gather(
        *(asyncio.open_connection(server.host, server.port) for _ in range(400)), return_exceptions=True
    )
    refused = await asyncio.gather(*(_first_word(pair[0]) for pair in streams if not isinstance(pair, BaseException)))
    assert sum(word == b"HTTP/1.1 503 " for word in refused) > 0
    assert sum(word is None for word in refused) >= 256 - SPARE_FILES  # and as many are let in as there is room for
    await asyncio.sleep(4)
    answers = [await asyncio.to_thread(server.ask, "/livez") for _ in range(10)]
    assert {answer.status for answer in answers} == {200}
    assert children(server.process.pid) == workers
    for pair in streams:
        if not isinstance(pair, BaseException):
            pair[1].close()


async def _first_word(reader: asyncio.StreamReader) -> bytes | None:
    """Return what a client that says nothing is told within a second, None for nothing."""
    try:
        return await asyncio.wait_for(reader.read(13), 1)
    except TimeoutError:
        return None
