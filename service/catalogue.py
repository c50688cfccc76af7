"""Which records are there, and which fit a question? The records, frozen, with everything made ready once."""

import hashlib
import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import orjson

from schemas.facts import FACTS
from schemas.lexicon import Lexicon
from schemas.procedure import Procedure
from schemas.registers import Family, Source
from service import __version__
from service.completion import plain, served_fields
from service.garbage import paused
from service.loading import Examination
from service.relations import Edge, edges
from service.shelf import NAMES, Entry, Shelf

DID_YOU_MEAN = 5
"""Suggestions for an unknown code, at most."""

MOST_KEPT = 256
"""Items of look-ups of which it is kept where they lie; when there are as many, those of the next begin anew."""

_KEYS = [(name, orjson.dumps(name) + b":") for name in NAMES]


class Catalogue(Mapping[str, Entry]):
    """Every record of a set by its code, in the order of the codes.

    Attributes:
        digest: SHA-256 of everything served from the set, 64 hex digits.
        version: the first 12 of them, as `X-Data-Version` carries it.
        sources: what the records cite, by id.
        families: what the records belong to, by id; None where the set has no register of families.
        lexicon: what notes are read with.
    """

    @paused()
    def __init__(self, examination: Examination) -> None:
        by_code = dict(sorted(examination.records.items()))
        records = list(by_code.values())
        answers = (_answer(by_code[code], held) for code, held in edges(by_code))
        self._codes = tuple(by_code)
        self._places = {code: place for place, code in enumerate(self._codes)}
        self._shelf = Shelf(records, answers, tag)
        self.sources: Mapping[str, Source] = examination.sources
        self.families: Mapping[str, Family] | None = examination.families
        self.lexicon: Lexicon = examination.lexicon
        self.digest = _digest(map(self._shelf.view, range(len(records))), examination)
        self.version = self.digest[:12]
        self._indexes = _indexes(records)
        # The same once more as a table, a row for each value: counting looks at all of them, and at no object then.
        width = len(records) // 8 + 1
        rows = b"".join(bits.to_bytes(width, "little") for index in self._indexes.values() for bits in index.values())
        self._table = np.frombuffer(rows, dtype=np.uint8).reshape(-1, width)
        self._numbers = _numbers(self._codes)
        self._made: dict[str, bytes] = {}
        self._lately: dict[str, memoryview] = {}

    def __getitem__(self, code: str) -> Entry:
        return Entry(self._shelf, self._places[code])

    def get(self, code: str, default: Any = None) -> Any:
        """Return the entry of a code, or `default`; what a Mapping would do, without an exception on the way."""
        place = self._places.get(code)
        return default if place is None else Entry(self._shelf, place)

    def items_of(self, queries: Sequence[str], otherwise: Callable[[str], bytes]) -> list[bytes | memoryview]:
        """Return of each query the item of a look-up that answers it, a record's uncopied, with a comma after it.

        Args:
            queries: codes, and other texts.
            otherwise: what makes the item of a query that is not, as it is written, the code of a record.
        """
        items = list(map(self._lately.get, queries))
        if all(items):
            return [*items]  # type: ignore[list-item]  # there is none that is lacking
        items = self._shelf.items(map(self._places.get, queries))
        if len(self._lately) >= MOST_KEPT:
            self._lately.clear()
        self._lately.update({query: item for query, item in zip(queries, items, strict=True) if item})
        return [item or otherwise(query) for query, item in zip(queries, items, strict=True)]

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
        asked = np.frombuffer(chosen.to_bytes(self._table.shape[1], "little"), dtype=np.uint8)
        counts = iter(np.bitwise_count(self._table & asked).sum(axis=1).tolist())
        return {
            name: {word: count for word, count in zip(index, counts, strict=False) if count}
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
            found.append(Entry(self._shelf, skipped - 1))
        return found, self._codes[skipped - 1] if found and rest else None

    def codes(self, chosen: int) -> list[str]:
        """Return the chosen codes in order."""
        bits, found = f"{chosen:b}"[::-1], []
        at = bits.find("1")
        while at >= 0:
            found.append(self._codes[at])
            at = bits.find("1", at + 1)
        return found

    def once(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return an answer made of the whole set: what `make` returned when it was first asked for by this name."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

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


def _answer(record: Procedure, held: tuple[Edge, ...]) -> list[bytes]:
    """Return the fields of an answer as JSON, each with its key and a comma, and nothing for those that it lacks."""
    served = served_fields(record, held)
    return [key + orjson.dumps(served[name]) + b"," if name in served else b"" for name, key in _KEYS]


def _digest(bodies: Iterable[memoryview], examination: Examination) -> str:
    """Return the digest of all that answers are made from; the order of files plays no part."""
    whole = hashlib.sha256()
    for body in bodies:
        whole.update(body)
    for register in (examination.sources, examination.families or {}):
        for key in sorted(register):
            whole.update(dumps(plain(register[key])))
    whole.update(dumps(plain(examination.lexicon)))
    return whole.hexdigest()


def _indexes(records: Sequence[Procedure]) -> dict[str, dict[str, int]]:
    """Return, by name and value, the records that a filter for the value finds, as a set of bits."""
    indexes: dict[str, dict[str, list[int]]] = {name: {word: [] for word in fact.words} for name, fact in FACTS.items()}
    for name, fact in FACTS.items():
        alike = _alike(records, fact.read)
        for places in alike.values():
            for word in fact.matches(records[places[0]]):
                indexes[name][word] += places
    indexes["laminectomy_role"] = _alike(records, lambda record: record.laminectomy.role)
    indexes["family"] = _alike(records, lambda record: record.family)
    indexes["status"] = _alike(records, lambda record: record.status)
    return {name: {word: _bits(places) for word, places in index.items() if places} for name, index in indexes.items()}


def _alike(records: Sequence[Procedure], read: Callable[[Procedure], Hashable]) -> dict[Any, list[int]]:
    """Return the places of the records by what is read of them."""
    found: defaultdict[Any, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        found[read(record)].append(place)
    return found


def _bits(places: Collection[int]) -> int:
    """Return places as a set of bits."""
    bits = bytearray(max(places) // 8 + 1)
    for place in places:
        bits[place // 8] |= 1 << place % 8
    return int.from_bytes(bits, "little")


def _number(code: str) -> tuple[int, str]:
    return (int(code), "") if code.isdigit() else (int(code[:4]), code[4])


def _numbers(codes: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Return, by suffix, the codes with their numbers in order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for code in codes:
        number, suffix = _number(code)
        found.setdefault(suffix, []).append((number, code))
    return {suffix: sorted(pairs) for suffix, pairs in found.items()}
