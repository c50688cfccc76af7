"""Which records fit, a page at a time? And which records have these codes? Answers as ready-made bytes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from schemas.fields import read_code
from service import cursor
from service.catalogue import Catalogue, dumps, tag
from service.errors import InvalidParameter, InvalidParameters, MalformedCode, UnknownCode
from service.shelf import Entry

PART = 64 * 1024
"""Bytes of one part of a long answer, about: so much as a connection takes before it asks its writer to wait."""

_BEGIN, _END = b'{"items":[', b"]}\n"


def find(catalogue: Catalogue, given: str) -> Entry:
    """Return the entry of the code a caller gave, its suffix in either case.

    Raises:
        MalformedCode: it is no code.
        UnknownCode: there is no record of it.
    """
    code = read_code(given)
    if code is None:
        raise MalformedCode(given)
    if code not in catalogue:
        raise UnknownCode([code], catalogue.nearest(code))
    return catalogue[code]


def page(
    catalogue: Catalogue,
    filters: Mapping[str, Collection[str]],
    *,
    limit: int,
    after: str | None = None,
    fields: Collection[str] = (),
    facets: bool = False,
) -> tuple[bytes, str]:
    """Return one page of the records that fit every filter, in the order of the codes, as JSON, and its entity tag.

    The tag is made of the tags of the records and of what else there is on the page, which takes a hundredth of the
    time that it takes to digest the page itself.

    Args:
        filters: by fact, family, status or laminectomy_role, the values of which any may match.
        limit: items at most.
        after: the cursor of the page, None for the first.
        fields: the top-level fields to pick, the code always among them; empty for all.
        facets: whether to count the values of all records that fit.

    Raises:
        InvalidParameters: a family is unknown, or the cursor is not one for this question.
        CursorGone: the cursor was given out for other data.
    """
    check_families(catalogue, filters)
    start = "" if after is None else cursor.unseal(after, catalogue.version, filters)
    chosen = catalogue.select(filters)
    entries, last = catalogue.page(chosen, start, limit)
    picked = {"code", *fields}
    items = b",".join(entry.pick(picked) if fields else entry.body for entry in entries)
    rest: dict[str, Any] = {
        "total": chosen.bit_count(),
        "next": None if last is None else cursor.seal(last, catalogue.version, filters),
    }
    if facets:
        rest["facets"] = catalogue.facets(chosen)
    told = dumps(rest)
    parts = [entry.etag for entry in entries] + (sorted(picked) if fields else [])
    return b'{"items":[' + items + b"]," + told[1:], tag(",".join(parts).encode() + told)


def find_all(catalogue: Catalogue, codes: Sequence[str]) -> list[Entry]:
    """Return the entries of several codes, in the order given.

    Raises:
        UnknownCode: there is no record of one or more of them; each is named.
    """
    unknown = [code for code in codes if code not in catalogue]
    if unknown:
        raise UnknownCode(unknown, catalogue.nearest(unknown[0]))
    return [catalogue[code] for code in codes]


def related(entry: Entry, relationships: Collection[str] = ()) -> bytes:
    """Return the edges of a record, those of some relationships if any are named, as JSON in their order."""
    edges = [edge for edge in entry.told("related_codes") if not relationships or edge["relationship"] in relationships]
    return dumps({"code": entry.told("code"), "items": edges, "total": len(edges), "next": None})


def check_families(catalogue: Catalogue, filters: Mapping[str, Collection[str]]) -> None:
    """Raise InvalidParameters for a family that the set does not have: a silent empty page would hide the typo."""
    known = {*catalogue.words("family"), *(catalogue.families or ())}
    unknown = [family for family in filters.get("family", ()) if family not in known]
    if unknown:
        detail = f"{', '.join(map(repr, unknown))}: there is no such family; known are: {', '.join(sorted(known))}"
        raise InvalidParameters([InvalidParameter("query", "family", detail)])


def look_up(catalogue: Catalogue, queries: Sequence[str]) -> tuple[int, Iterator[bytes]]:
    """Return one item a query, in order, as JSON: ``{query, outcome, record}``.

    What comes back is the number of bytes and the bytes in parts of some PART each: a thousand records make several
    megabytes, and to put them together in whole takes longer than to send them.
    """
    items = [_looked_up(catalogue, query) for query in queries]
    size = sum(len(head) + len(record) + len(b"},") for head, record in items) - (1 if items else 0)
    return len(_BEGIN) + size + len(_END), _parts(items)


def _looked_up(catalogue: Catalogue, query: str) -> tuple[bytes, bytes | memoryview]:
    """Return an item in two parts, without its last brace: how it begins, and the record."""
    record = catalogue.view(query)
    if record is not None:  # most queries are codes as they are written, which need no escapes
        return b'{"query":"%s","outcome":"found","record":' % query.encode(), record
    code = read_code(query)
    record = None if code is None else catalogue.view(code)
    outcome = b"malformed" if code is None else b"unknown" if record is None else b"found"
    head = b'{"query":%s,"outcome":"%s","record":' % (dumps(query)[:-1], outcome)
    return head, b"null" if record is None else record


def _parts(items: Sequence[tuple[bytes, bytes | memoryview]]) -> Iterator[bytes]:
    parts: list[bytes | memoryview] = [_BEGIN]
    size, before = len(_BEGIN), b""
    for head, record in items:
        parts += (before, head, record)
        size, before = size + len(head) + len(record), b"},"
        if size >= PART:
            yield b"".join(parts)
            parts, size = [], 0
    yield b"".join((*parts, before[:1], _END))
