"""Where do the answers lie? All in one run of bytes, so that reading one writes to no memory that processes share.

CPython writes into every object that it touches, since it counts who holds it, and a forked process copies the page
that is written to. With an object for each answer, every worker would end up with all of them to itself.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate
from typing import Any

import orjson

from schemas.procedure import Procedure
from service.relations import Edge

NAMES = tuple(field.name for field in fields(Procedure))
"""The top-level fields of an answer, in their order; one may lack some."""

_NTH = {name: nth for nth, name in enumerate(NAMES)}
_TAG = 16

_ITEM = b'{"query":"%b","outcome":"found","record":%b},'
"""An answer as an item of a look-up, with the comma that follows it: it lies on the shelf as it is sent there."""

_BEFORE, _AFTER = (len(part) for part in (_ITEM % (b"63709", b"|")).split(b"|"))
"""Bytes of an item before the answer and after it; every code is as long as every other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its edges and its answer, as they lie at a place of a shelf; made anew whenever one is asked for.

    `body` is the served record as UTF-8 JSON that ends with a newline, `etag` its strong entity tag without
    quotes, and `spans` where in `body` each top-level field begins and ends, key included.
    """

    shelf: "Shelf"
    place: int

    @property
    def record(self) -> Procedure:
        """The record."""
        return self.shelf.records[self.place]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges of the record, at whichever end they were written."""
        return tuple(self.told("related_codes"))

    @property
    def body(self) -> bytes:
        """The answer."""
        return self.shelf.body(self.place)

    @property
    def etag(self) -> str:
        """The entity tag of the answer."""
        return self.shelf.etag(self.place)

    @property
    def spans(self) -> Mapping[str, tuple[int, int]]:
        """Where in the answer its fields are."""
        return self.shelf.spans(self.place)

    def told(self, name: str) -> Any:
        """Return what the answer says in a field, as JSON values; None for one that it lacks."""
        return orjson.loads(b"{" + self.shelf.field(self.place, name) + b"}").get(name)

    def pick(self, fields: Collection[str]) -> bytes:
        """Return the body reduced to `fields`, in the record's own order; fields it lacks are left out."""
        parts = [self.shelf.field(self.place, name) for name in NAMES if name in fields]
        return b"{" + b",".join(filter(None, parts)) + b"}\n"


class Shelf:
    """Answers side by side.

    Args:
        records: the records, in the order of their places.
        answers: of each, its fields in the order of `NAMES` as ``"name":value,``, empty for one that it lacks.
        tag: what makes an entity tag of 32 hex digits of a body.

    """

    def __init__(
        self,
        records: Sequence[Procedure],
        answers: Iterable[Sequence[bytes]],
        tag: Callable[[bytes], str],
    ) -> None:
        self.records = records
        items, tags = bytearray(), bytearray()  # not a list, whose many pieces would leave as many holes
        self._begins = array("Q", [0])
        self._spans = array("I")
        for record, answer in zip(records, answers, strict=True):
            # A field begins where the one before it and its comma end; one that is lacking has no length.
            self._spans.extend(accumulate(map(len, answer), initial=1))
            body = b"{" + b"".join(answer)[:-1] + b"}\n"
            items += _ITEM % (record.code.encode(), body)
            tags += bytes.fromhex(tag(body))
            self._begins.append(len(items))
        self._whole, self._tags = memoryview(items).toreadonly(), bytes(tags)

    def body(self, place: int) -> bytes:
        """Return the answer at a place."""
        return bytes(self.view(place))

    def view(self, place: int) -> memoryview:
        """Return the answer at a place, uncopied."""
        return self._whole[self._begins[place] + _BEFORE : self._begins[place + 1] - _AFTER]

    def items(self, places: Iterable[int | None]) -> list[memoryview | None]:
        """Return the answers at places as items of a look-up for their codes, each with a comma after it, uncopied.

        None stands for None.
        """
        whole, begins = self._whole, self._begins
        return [None if place is None else whole[begins[place] : begins[place + 1]] for place in places]

    def etag(self, place: int) -> str:
        """Return the entity tag of the answer at a place."""
        return self._tags[_TAG * place : _TAG * (place + 1)].hex()

    def field(self, place: int, name: str) -> bytes:
        """Return one field of the answer at a place, key included; nothing if it lacks it."""
        at, nth = self._begins[place] + _BEFORE, place * (len(NAMES) + 1) + _NTH[name]
        return bytes(self._whole[at + self._spans[nth] : at + self._spans[nth + 1] - 1])

    def spans(self, place: int) -> dict[str, tuple[int, int]]:
        """Return where in the answer at a place each field begins and ends, for those that it has."""
        first = place * (len(NAMES) + 1)
        begins = self._spans[first : first + len(NAMES) + 1]
        return {
            name: (start, after - 1)
            for name, start, after in zip(NAMES, begins[:-1], begins[1:], strict=True)
            if start < after
        }
