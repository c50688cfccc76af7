"""Which records does a line of text find, best first? Codes, beginnings of codes, words, near spellings, any word."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

import orjson

from service import cursor
from service.catalogue import Catalogue
from service.errors import InvalidParameter, InvalidParameters
from service.excerpts import Meanings, matches, meanings, snippet
from service.fulltext import Fulltext, Index, index_of
from service.heap import side_by_side
from service.listing import check_families
from service.query import Query, understand


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """Records that were found in one way and in no better one, as a set of bits: bit n stands for the nth record.

    `matched` counts all that its expression finds, those among them that belong to a better tier or that no filter
    lets through; without an expression, records stand in the order of their codes.
    """

    name: str
    found: int
    expression: str | None = None
    matched: int = 0


class Search:
    """A catalogue with the full-text index of its records; made once for as long as the catalogue is served.

    Args:
        catalogue: the records.
        made: their words; None to have them found here.
    """

    def __init__(self, catalogue: Catalogue, made: Index | None = None) -> None:
        self.catalogue = catalogue
        self._codes = side_by_side(catalogue)
        self._fulltext = Fulltext(made or index_of([entry.record for entry in catalogue.values()]))

    def close(self) -> None:
        """Close the index; it is opened again by the next question."""
        self._fulltext.close()

    def page(
        self,
        text: str,
        filters: Mapping[str, Collection[str]],
        *,
        limit: int,
        after: str | None = None,
        facets: bool = False,
    ) -> dict[str, Any]:
        """Return one page of the records that `text` finds and that fit every filter, best first, as JSON values.

        A record stands in the first tier that it belongs to: a code that the text names, a code that begins with a
        number of the text, every word in any form, every word with near spellings for unknown ones, and any word.
        A level counts as a word that finds its regions. Within a tier, records are in the order of their weighted
        BM25, and equals in the order of their codes.

        Args:
            text: the question, with at least one character that is not blank.
            filters: by fact, family, status or laminectomy_role, the values of which any may match.
            limit: items at most.
            after: the cursor of the page, None for the first.
            facets: whether to count the values of all records that were found.

        Raises:
            InvalidParameters: a family is unknown, or the cursor is not one for this question.
            CursorGone: the cursor was given out for other data.
        """
        check_families(self.catalogue, filters)
        asked, version = {**filters, "q": (text,)}, self.catalogue.version
        start = 0 if after is None else _start(cursor.unseal(after, version, asked))
        query = understand(text, self._codes, self._fulltext)
        tiers = list(self._tiers(query, self.catalogue.select(filters)))
        found = sum(tier.found for tier in tiers)
        total, end = found.bit_count(), start + limit
        told: dict[str, Any] = {
            "items": self._items(query, list(self._slice(tiers, start, end))),
            "total": total,
            "next": cursor.seal(str(end), version, asked) if end < total else None,
            "read_as": query.read_as,
        }
        return {**told, "facets": self.catalogue.facets(found)} if facets else told

    def _tiers(self, query: Query, chosen: int) -> Iterator[Tier]:
        """Yield every tier, best first, with those of the chosen records that no better tier has."""
        ways = {"code": query.codes, "prefix": query.prefixes}
        for name, beginnings in ways.items():
            found = reduce(or_, map(self._beginning, beginnings), 0) & chosen
            yield Tier(name=name, found=found)
            chosen &= ~found
        for name, expression in query.expressions.items():
            matched = self._fulltext.matching(expression)
            yield Tier(name=name, found=matched & chosen, expression=expression, matched=matched.bit_count())
            chosen &= ~matched

    def _beginning(self, prefix: str) -> int:
        """Return the records whose code begins with a prefix, or is it, as a set of bits."""
        first, last = (bisect_left(self._codes, prefix + end) for end in ("", "~"))
        return (1 << last) - (1 << first)

    def _slice(self, tiers: Sequence[Tier], start: int, end: int) -> Iterator[tuple[Tier, int]]:
        """Yield the records from `start` to `end` of all tiers together, each with its tier."""
        for tier in tiers:
            size = tier.found.bit_count()
            if start < size and end > 0:
                yield from ((tier, place) for place in self._ordered(tier, min(end, size))[max(start, 0) :])
            start, end = start - size, end - size

    def _ordered(self, tier: Tier, most: int) -> list[int]:
        """Return the places of the first `most` records of a tier, in order."""
        places: Iterable[int] = range(len(self._codes))
        if tier.expression is not None:
            others = tier.matched - tier.found.bit_count()
            places = self._fulltext.ranked(tier.expression, others + most)
        return list(islice((place for place in places if tier.found >> place & 1), most))

    def _items(self, query: Query, placed: Sequence[tuple[Tier, int]]) -> list[dict[str, Any]]:
        places = [place for _, place in placed]
        marked = self._fulltext.marked(query.any_word, places) if query.any_word else {}
        meant = meanings(query.terms)
        return [self._item(query, tier, place, marked.get(place), meant) for tier, place in placed]

    def _item(
        self, query: Query, tier: Tier, place: int, marked: Sequence[str] | None, meant: Meanings
    ) -> dict[str, Any]:
        code = self._codes[place]
        entry = self.catalogue[code]
        title = entry.told("title")  # read off the answer: to touch the record would copy memory that processes share
        named = [word for word in (*query.codes, *query.prefixes) if code.startswith(word)]
        by_code = [{"field": "code", "words": dict.fromkeys(named, code)}] if named else []
        return {
            "code": code,
            "title": title,
            "status": entry.told("status"),
            "tier": tier.name,
            "matched_on": by_code + (matches(marked, meant) if marked else []),
            "snippet": snippet(marked or (title,)),
        }


def as_json(page: Mapping[str, Any]) -> bytes:
    """Return a page as JSON; no number in it is a float, so that none can be NaN, which would have to be refused."""
    return orjson.dumps(page, option=orjson.OPT_APPEND_NEWLINE)


def _start(after: str) -> int:
    """Return where a page begins.

    Raises:
        InvalidParameters: the cursor was not given out by a search.
    """
    if not (after.isascii() and after.isdigit()):
        raise InvalidParameters([InvalidParameter("query", "cursor", "was not given out here")])
    return int(after)
