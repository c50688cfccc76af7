"""Which records are there, and which fit a question? The records, frozen, with everything made ready once."""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from schemas.facts import FACTS
from schemas.lexicon import Lexicon
from schemas.procedure import Procedure
from schemas.registers import Family, Source
from service import __version__
from service.completion import complete, plain
from service.loading import Examination
from service.relations import Edge, edges

DID_YOU_MEAN = 5
"""Suggestions for an unknown code, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record with its edges and its answer.

    `body` is the served record as UTF-8 JSON that ends with a newline, `etag` its strong entity tag without
    quotes, and `spans` where in `body` each top-level field begins and ends, key included.
    """

    record: Procedure
    edges: tuple[Edge, ...]
    body: bytes
    etag: str
    spans: Mapping[str, tuple[int, int]]

    @property
    def size(self) -> int:
        """Bytes of the answer."""
        return len(self.body)

    def pick(self, fields: Collection[str]) -> bytes:
        """Return the body reduced to `fields`, in the record's own order; fields it lacks are left out."""
        parts = [self.body[start:end] for name, (start, end) in self.spans.items() if name in fields]
        return b"{" + b",".join(parts) + b"}\n"


class Catalogue(Mapping[str, Entry]):
    """Every record of a set by its code, in the order of the codes.

    Attributes:
        digest: SHA-256 of everything served from the set, 64 hex digits.
        version: the first 12 of them, as `X-Data-Version` carries it.
        sources: what the records cite, by id.
        families: what the records belong to, by id; None where the set has no register of families.
        lexicon: what notes are read with.
    """

    def __init__(self, examination: Examination) -> None:
        records = dict(sorted(examination.records.items()))
        by_code = edges(records)
        self._entries = {code: _entry(record, by_code[code]) for code, record in records.items()}
        self._codes = tuple(self._entries)
        self.sources: Mapping[str, Source] = examination.sources
        self.families: Mapping[str, Family] | None = examination.families
        self.lexicon: Lexicon = examination.lexicon
        self.digest = _digest(self._entries.values(), examination)
        self.version = self.digest[:12]
        self._indexes = _indexes([entry.record for entry in self._entries.values()])
        self._numbers = _numbers(self._codes)

    def __getitem__(self, code: str) -> Entry:
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def words(self, name: str) -> tuple[str, ...]:
        """Return the values that at least one record has for `name`, a fact, family, status or laminectomy_role."""
        return tuple(self._indexes[name])

    def select(self, filters: Mapping[str, Collection[str]]) -> int:
        """Return the records that fit every filter, as a set of bits: bit n stands for the nth code.

        Args:
            filters: by fact, family, status or laminectomy_role, the values of which a record must have any.
        """
        chosen = (1 << len(self._codes)) - 1
        for name, words in filters.items():
            index = self._indexes[name]
            chosen &= reduce(or_, (index.get(word, 0) for word in words), 0)
        return chosen

    def facets(self, chosen: int) -> dict[str, dict[str, int]]:
        """Return, by fact, family, status and laminectomy_role, how many of the chosen records each value finds."""
        return {
            name: {word: count for word, bits in index.items() if (count := (bits & chosen).bit_count())}
            for name, index in self._indexes.items()
        }

    def page(self, chosen: int, after: str, limit: int) -> tuple[list[Entry], str | None]:
        """Return the first `limit` chosen records whose code comes after `after`, and the last code if more follow."""
        skipped = bisect_left(self._codes, after)
        if skipped < len(self._codes) and self._codes[skipped] == after:
            skipped += 1
        rest = chosen >> skipped
        found: list[Entry] = []
        while rest and len(found) < limit:
            step = (rest & -rest).bit_length()
            skipped += step
            rest >>= step
            found.append(self._entries[self._codes[skipped - 1]])
        return found, found[-1].record.code if found and rest else None

    def nearest(self, code: str) -> tuple[str, ...]:
        """Return the codes whose number is nearest to that of `code` and whose suffix is the same, nearest first."""
        number, suffix = _number(code)
        numbers = self._numbers.get(suffix, [])
        place = bisect_left(numbers, (number, ""))
        near = numbers[max(0, place - DID_YOU_MEAN) : place + DID_YOU_MEAN]
        return tuple(other for _, other in sorted(near, key=lambda pair: (abs(pair[0] - number), pair[1])))[
            :DID_YOU_MEAN
        ]


def dumps(value: Any) -> bytes:
    """Return `value` as compact UTF-8 JSON that ends with a newline."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def tag(body: bytes) -> str:
    """Return the entity tag of an answer: 32 hex digits of the SHA-256 of the service version and the body."""
    return hashlib.sha256(__version__.encode() + b"\n" + body).hexdigest()[:32]


def _entry(record: Procedure, held: tuple[Edge, ...]) -> Entry:
    """Return the entry of a record, its answer put together field by field so that the spans are known."""
    body = bytearray(b"{")
    spans: dict[str, tuple[int, int]] = {}
    for name, value in complete(record, held).items():
        if spans:
            body += b","
        start = len(body)
        body += dumps(name)[:-1] + b":" + dumps(value)[:-1]
        spans[name] = (start, len(body))
    body += b"}\n"
    return Entry(record=record, edges=held, body=bytes(body), etag=tag(bytes(body)), spans=spans)


def _digest(entries: Collection[Entry], examination: Examination) -> str:
    """Return the digest of all that answers are made from; the order of files plays no part."""
    whole = hashlib.sha256()
    for entry in entries:
        whole.update(entry.body)
    for register in (examination.sources, examination.families or {}):
        for key in sorted(register):
            whole.update(dumps(plain(register[key])))
    whole.update(dumps(plain(examination.lexicon)))
    return whole.hexdigest()


def _indexes(records: Sequence[Procedure]) -> dict[str, dict[str, int]]:
    """Return, by name and value, the records that a filter for the value finds, as a set of bits."""
    indexes: dict[str, dict[str, int]] = {name: dict.fromkeys(fact.words, 0) for name, fact in FACTS.items()}
    indexes |= {"laminectomy_role": {}, "family": {}, "status": {}}
    for place, record in enumerate(records):
        bit = 1 << place
        for name, fact in FACTS.items():
            for word in fact.matches(record):
                indexes[name][word] |= bit
        for name, word in (
            ("laminectomy_role", record.laminectomy.role),
            ("family", record.family),
            ("status", record.status),
        ):
            indexes[name][word] = indexes[name].get(word, 0) | bit
    return {name: {word: bits for word, bits in index.items() if bits} for name, index in indexes.items()}


def _number(code: str) -> tuple[int, str]:
    return (int(code), "") if code.isdigit() else (int(code[:4]), code[4])


def _numbers(codes: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Return, by suffix, the codes with their numbers in order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for code in codes:
        number, suffix = _number(code)
        found.setdefault(suffix, []).append((number, code))
    return {suffix: sorted(pairs) for suffix, pairs in found.items()}
