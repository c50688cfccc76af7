"""What becomes of every request under load? A client that counts the fate of each, and asks none a second time."""

import asyncio
import gc
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import uvloop

from tests.canary import CANARY

LONGEST_WAIT = 10.0
"""Seconds after which a request without an answer is lost."""


@dataclass(slots=True)
class Fates:
    """What became of the requests so far."""

    answered: Counter[int] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list, repr=False)
    versions: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def note(self, status: int, version: str, seconds: float) -> None:
        """Count an answer; of each version of the data, when it was first and last seen."""
        self.answered[status] += 1
        self.seconds.append(seconds)
        self.versions.setdefault(version, [monotonic(), 0])[1] = monotonic()

    def percentile(self, share: float) -> float:
        """Return the seconds that this share of the answers took at most."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]

    def told(self) -> str:
        """Return it in a line."""
        return (
            f"{sum(self.answered.values())} answered {dict(self.answered)}, {sum(self.lost.values())} lost "
            f"{dict(self.lost)}, p50 {self.percentile(0.5) * 1000:.1f} ms, p99 {self.percentile(0.99) * 1000:.1f} ms, "
            f"longest {max(self.seconds) * 1000:.0f} ms, {len(self.versions)} versions"
        )


Check = Callable[[str, bytes], str | None]
"""Returns what is wrong with an answer, given its version and its body."""


class Caller:
    """One client; it keeps its connection as long as the server lets it, or opens one for each request.

    Args:
        address: of the server.
        path: what to ask for.
        kept: whether to keep connections.
        pause: seconds between an answer and the next request.
        check: what to find wrong with an answer.
    """

    def __init__(
        self, address: tuple[str, int], path: str, *, kept: bool = True, pause: float = 0, check: Check | None = None
    ) -> None:
        self.address, self.kept, self.pause, self.check = address, kept, pause, check
        closing = "" if kept else "Connection: close\r\n"
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {CANARY}\r\n{closing}\r\n".encode()
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, fates: Fates) -> None:
        """Ask until cancelled; the request that is under way then is not counted."""
        try:
            while True:
                try:
                    async with asyncio.timeout(LONGEST_WAIT):
                        await self.ask(fates)
                except (OSError, EOFError, TimeoutError) as error:
                    fates.lost[type(error).__name__] += 1
                    self.leave()
                await asyncio.sleep(self.pause)
        finally:
            self.leave()

    async def ask(self, fates: Fates) -> None:
        """Ask once, on the connection that there is or on a new one."""
        if self.streams is not None and self.streams[0].at_eof():
            self.leave()  # closed while nothing was asked: nobody is cut off
        if self.streams is None:
            self.streams = await asyncio.open_connection(*self.address, limit=1 << 22)
        reader, writer = self.streams
        began = monotonic()
        writer.write(self.request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(lines["content-length"]))
        version = lines.get("x-data-version", "")
        fates.note(int(head[9:12]), version, monotonic() - began)
        wrong = self.check(version, body) if self.check is not None and head[9:12] == "200" else None
        if wrong is not None:
            fates.wrong.append(wrong)
        if not self.kept or lines.get("connection") == "close":
            self.leave()

    def leave(self) -> None:
        """Close the connection."""
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None


PAGE = "/v1/codes?fields=title&status=active,retired"
"""A page of records of which each says what generation it is of."""


def agreeing() -> Check:
    """Return a check that every answer is of one generation, and that a version stands for one alone."""
    seen: dict[str, str] = {}

    def check(version: str, body: bytes) -> str | None:
        titles = {item["title"] for item in json.loads(body)["items"]}
        if len(titles) != 1:
            return f"an answer mixes {sorted(titles)}"
        [title] = titles
        return None if seen.setdefault(version, title) == title else f"{version} is {seen[version]} and {title}"

    return check


SEARCH = "/v1/search?q=generation"
"""A search that finds such records."""


def callers(address: tuple[str, int], *, kept: int, once: int, pause: float = 0) -> list[Caller]:
    """Return clients of both kinds; a quarter of the kept ones search, and a quarter ask for a page."""
    check, part = agreeing(), kept // 4
    return [
        *(Caller(address, SEARCH, pause=pause, check=check) for _ in range(part)),
        *(Caller(address, PAGE, pause=pause, check=check) for _ in range(part)),
        *(Caller(address, "/v1/codes/63709", pause=pause) for _ in range(kept - 2 * part)),
        *(Caller(address, "/v1/codes/63709", kept=False, pause=pause) for _ in range(once)),
    ]


@asynccontextmanager
async def calling(*callers: Caller) -> AsyncIterator[Fates]:
    """Let all of them ask meanwhile, and count what becomes of it.

    What the process held before is set aside until then: to look for garbage among thousands of collected tests takes
    a third of a second, which would seem to be the server's.
    """
    fates = Fates()
    gc.freeze()
    tasks = [asyncio.create_task(caller.call(fates)) for caller in callers]
    try:
        yield fates
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        gc.unfreeze()


def run(story: Any) -> Any:
    """Run what a test does while clients ask, on a loop that is fast enough for them."""
    return uvloop.run(story)
