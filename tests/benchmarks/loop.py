"""Does a request hold up the others of its worker? Each call at its costliest, and beside it how long /livez takes.

Run as ``python -m tests.benchmarks.loop [FOLDER]``; without a folder, 12,000 records are made up first. For each call
a line says the median of its own milliseconds, those of the processor that one took (with what was asked beside it),
and median, 99th percentile and longest of /livez, which another client asks one worker for without pause; where that is
over 50, the call is marked. The first line asks nothing else: what is long there, the machine does to all.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from service.shortcut import SHORT_TEXT
from tests.benchmarks import synthetic
from tests.load import Caller, Fates, calling, run
from tests.operating import children, processor_of
from tests.running import Running, serving

SECONDS, ROUNDS = 2.0, 5
"""How long a call is asked at least, and how often each of its requests."""

PATIENCE = 600
"""Seconds until the records are served, at most; 12,000 take some 15 on a machine that does nothing else."""

MOST = 50
"""Milliseconds from which on a line is marked."""

LARGEST = 256 * 1024
"""Bytes of a body, at most."""

EVERY = "status=active,retired"
REGIONS = "cervical,thoracic,lumbar,sacral"
UNKNOWN = tuple(f"qx{number}zw" for number in range(4000))
"""Words that no record has, nor any that is like them."""

Requests = Sequence[bytes]


def get(path: str) -> bytes:
    """Return a request."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """Return a request with a body of JSON."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


def note(words: Sequence[str]) -> bytes:
    """Return a question for candidates whose text is made of these words again and again, as long as may be."""
    text = " ".join(islice(cycle(words), 20_000)).encode()[:20_000].decode(errors="ignore").strip()
    return post("/v1/candidates", json.dumps({"text": text, "limit": 20}, ensure_ascii=False).encode())


class Set:
    """What a served set holds: codes, the family whose table is largest, and words of its records."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.codes = list(self._codes())
        records = [self._told(f"/v1/codes/{code}") for code in self.codes[:: max(1, len(self.codes) // 300)]]
        self.words = sorted({word for record in records for word in f"{record['title']} {record['summary']}".split()})
        self.texts = [record["summary"] for record in records]
        self.family = max(
            (one["id"] for one in self._told("/v1/families")["items"]),
            key=lambda name: len(server.ask(f"/v1/families/{name}").body),
        )
        self.linked = max(records, key=lambda record: len(record["related_codes"]))["code"]

    def _told(self, path: str) -> Any:
        return self.server.ask(path).json

    def _codes(self) -> Iterator[str]:
        cursor: str | None = ""
        while cursor is not None:
            page = self._told(f"/v1/codes?limit=200&fields=code&status=active,retired{cursor and '&cursor='}{cursor}")
            yield from (item["code"] for item in page["items"])
            cursor = page["next"]


def calls(served: Set) -> dict[str, Requests]:
    """Return the costliest requests of each call."""
    return {**_reads(served), **_searches(served), **_notes(served), **_bodies(served)}


def _reads(served: Set) -> dict[str, Requests]:
    """Return those that read what is there."""
    eight = ",".join(served.codes[:: max(1, len(served.codes) // 8)][:8])
    return {
        "a record": [get(f"/v1/codes/{served.linked}")],
        "200 of the list, facets": [
            get("/v1/codes?limit=200&facets=true"),
            get(f"/v1/codes?limit=200&facets=true&{EVERY}"),
            get(f"/v1/codes?limit=200&facets=true&{EVERY}&region={REGIONS}&laminectomy=true,false,unknown"),
        ],
        "related": [get(f"/v1/codes/{served.linked}/related")],
        "compare of eight": [get(f"/v1/compare?codes={eight}")],
        "families": [get("/v1/families")],
        "the largest table": [get(f"/v1/families/{served.family}")],
        "vocabularies": [get("/v1/vocabularies")],
        "dataset": [get("/v1/dataset")],
        "openapi.json": [get("/openapi.json")],
        "docs": [get("/docs/"), get("/docs/swagger-ui-bundle.js")],
        "problems": [get("/problems"), get("/problems/unknown-code")],
        "metrics": [get("/metrics")],
        "readyz": [get("/readyz")],
    }


def _searches(served: Set) -> dict[str, Requests]:
    """Return those that look for words: those that many records have, those that none has, and those like them."""
    near = [word[:3] + word[4:] for word in served.words if word.isalpha() and len(word) > 6]
    kinds = {
        "search, common words": [
            ["the", "of", "a", "laminectomy"],
            ["lumbar", "spine", "code"],
            ["leak", "L4-5", "63709"],
        ],
        "search, words misspelt": [near, ["laminectmy", "psuedomeningocele", "herniatd", "arthrodsis"]],
        "search, words unknown": [UNKNOWN],
    }
    begin = f"/v1/search?limit=200&facets=true&{EVERY}&q="
    short = [f"/v1/search?q={'%20'.join(words)[:SHORT_TEXT]}" for texts in kinds.values() for words in texts]
    return {
        "search, short": [get(target.rpartition("%20")[0] or target) for target in short],
        **{
            name: [get(begin + "%20".join(words)[:200].rpartition("%20")[0]) for words in texts]
            for name, texts in kinds.items()
        },
    }


def _notes(served: Set) -> dict[str, Requests]:
    """Return those that read 20,000 characters of a note."""
    return {
        "candidates, summaries": [note(served.texts)],
        "candidates, every word": [note(served.words)],
        "candidates, one phrase": [note(["laminectomy", "at", "L4-5", "for", "stenosis,"])],
        "candidates, denials": [note(["no", "laminectomy", "without", "graft,", "denies", "leak;"])],
        "candidates, levels": [note(["C1-T12,", "L1-S1,", "T4", "to", "L5"])],
        "candidates, unknown words": [note(UNKNOWN)],
        "candidates, one letter": [note(["a" * 20_000]), note(["\u00e9"])],
    }


def _bodies(served: Set) -> dict[str, Requests]:
    """Return those whose bodies are long."""
    facts = {"text": "a", "facts": {f"k{number}": 1 for number in range(20_000)}}
    return {
        "lookup of 1,000": [
            post("/v1/lookup", json.dumps({"codes": list(islice(cycle(served.codes), 1000))}).encode())
        ],
        "256 KiB, malformed": [
            post("/v1/lookup", b'{"codes": [' + b'"63709",' * (LARGEST // 8 - 2)),
            post("/v1/lookup", b'{"codes": ["' + b"\\u00e9" * (LARGEST // 6 - 3)),
            post("/v1/lookup", b"[" + b"\n" * (LARGEST - 2) + b","),
        ],
        "256 KiB, another shape": [
            post("/v1/lookup", b'{"codes": [' + b"1," * (LARGEST // 2 - 8) + b"1]}"),
            post("/v1/lookup", b'{"codes": [' + b"[]," * (LARGEST // 3 - 8) + b"1]}"),
            post("/v1/candidates", json.dumps(facts).encode()),
        ],
        "30,000 brackets": [post("/v1/lookup", b"[" * 30_000), post("/v1/lookup", b"[" * 30_000 + b"]" * 30_000)],
    }


async def idle(server: Running) -> Fates:
    """Return the fates of /livez while nothing else is asked."""
    async with calling(Caller(server.address, "/livez")) as beside:
        await asyncio.sleep(SECONDS)
    return beside


async def measured(server: Running, requests: Requests) -> tuple[Fates, Fates]:
    """Ask one after the other while another client asks /livez; return the fates of both."""
    asker, own = Caller(server.address, "/"), Fates()
    async with calling(Caller(server.address, "/livez")) as beside:
        began, rounds = monotonic(), 0
        while rounds < ROUNDS or monotonic() < began + SECONDS:
            for request in requests:
                asker.request = request
                await asker.ask(own)
            rounds += 1
        asker.leave()
    return own, beside


def report(folder: Path) -> None:
    """Print the table for the records of a folder."""
    with serving("--workers", "1", fixtures=folder, level="warning", patience=PATIENCE) as server:
        served = Set(server)
        print(f"{len(served.codes)} records; milliseconds")
        [worker] = children(server.process.pid)
        print(f"{'':26}{'own':>9}{'processor':>10}  {'/livez':>9}{'p99':>9}{'longest':>9}  answered")
        print(f"{'nothing':26}{'':19}  {_figures(run(idle(server)))}", flush=True)
        for name, requests in calls(served).items():
            before = processor_of(worker)
            own, beside = run(measured(server, requests))
            each = (processor_of(worker) - before) / len(own.seconds)
            slow = 1000 * beside.percentile(1) > MOST
            told = f"{1000 * own.percentile(0.5):9.1f}{1000 * each:10.1f}  {_figures(beside)}  {dict(own.answered)}"
            print(f"{name:26}{told}{'  over 50' * slow}", flush=True)


def _figures(fates: Fates) -> str:
    """Return median, 99th percentile and longest in milliseconds."""
    return "".join(f"{1000 * fates.percentile(share):9.1f}" for share in (0.5, 0.99, 1))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        report(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as made:
            synthetic.write(Path(made), synthetic.WHOLE)
            report(Path(made))
