"""Which codes does a record lead to? Every edge at both of its ends, with the facts that separate the two."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict

from schemas.facts import apart, settled
from schemas.procedure import Procedure
from schemas.vocabulary import INVERSE, VOCABULARIES

_ORDER = {relationship: place for place, relationship in enumerate(VOCABULARIES["relationship"])}

_Found = tuple[int, str, str, str, bool, tuple[str, ...]]
"""An edge behind its place in the order of the relationships, so that edges stand in order by themselves."""


class Edge(TypedDict):
    """An edge as a caller sees it from one end; it is written out as it is, and not kept.

    `code` is the other end; `differs_in` holds the names of the facts known on both sides and not the same,
    and is empty where `outside` says that this set has no record of the other code.
    """

    code: str
    relationship: str
    reason: str
    outside: bool
    differs_in: Sequence[str]


def edges(records: Mapping[str, Procedure]) -> Iterator[tuple[str, tuple[Edge, ...]]]:
    """Yield the code of every record with its edges, in the order of the vocabulary and then of the codes.

    They are made record by record, since those of all would take more room than the answers that they are part of.
    An edge is written once. Its inverse is derived here, and so are those that other fields already say:
    add-on-to from `primary_codes`, replaced-by from `replaced_by`.
    """
    found: dict[str, set[_Found]] = {code: set() for code in records}
    known = dict(zip(records, zip(*settled(records.values()).values(), strict=True), strict=True))
    for one, relationship, other, reason in _written_and_implied(records):
        outside = other not in records
        differs_in = () if outside else apart(known[one], known[other])
        found[one].add((_ORDER[relationship], other, relationship, reason, outside, differs_in))
        if not outside:
            inverse = INVERSE[relationship]
            found[other].add((_ORDER[inverse], one, inverse, reason, False, differs_in))
    for code in records:
        yield code, tuple([_edge(*held) for held in sorted(found.pop(code))])


def _edge(_: int, code: str, relationship: str, reason: str, outside: bool, differs_in: Sequence[str]) -> Edge:
    return {
        "code": code,
        "relationship": relationship,
        "reason": reason,
        "outside": outside,
        "differs_in": differs_in,
    }


def _written_and_implied(records: Mapping[str, Procedure]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each edge once: this end, relationship, other end, reason."""
    for code, record in records.items():
        for relation in record.related_codes:
            yield code, relation.relationship, relation.code, relation.reason
        for primary in record.reporting.primary_codes:
            yield code, "add-on-to", primary, f"{code} is reported only beside a primary procedure, such as {primary}."
        for successor in record.replaced_by or ():
            yield (
                code,
                "replaced-by",
                successor,
                f"{code} was deleted from the code set; its place was taken by {successor}.",
            )
