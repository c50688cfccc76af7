"""Do the records of a set agree with each other? The rules that look at more than one record."""

from collections.abc import Collection, Iterator, Mapping

from schemas.messages import Pointer
from schemas.procedure import Procedure
from schemas.registers import Family, Source

Disagreement = tuple[str, Pointer, str]
"""The record to blame, the value in it, and what is wrong."""

_ONE_OF_THESE = frozenset({"less-invasive-alternative", "alternative", "same-procedure-other-region"})
"""Relationships of which two codes can have only one."""


def disagreements(
    records: Mapping[str, Procedure],
    known: Collection[str],
    sources: Mapping[str, Source],
    families: Mapping[str, Family] | None,
) -> Iterator[Disagreement]:
    """Yield everything in which records contradict each other or name what is not there.

    Args:
        records: the records that could be read, by code.
        known: every code that has a file, those included whose record has faults.
        sources: what records may cite.
        families: what records may belong to; None where the folder leaves families open.
    """
    for record in records.values():
        yield from _dangling(record, known)
        yield from _unregistered(record, sources, families)
        yield from _circular(record, records)
    yield from _contradictory_edges(records)


def _dangling(record: Procedure, known: Collection[str]) -> Iterator[Disagreement]:
    for place, relation in enumerate(record.related_codes):
        pointer = ("related_codes", place, "code")
        if relation.outside and relation.code in known:
            yield record.code, pointer, f"{relation.code} is marked outside, but this set has a record of it"
        if not relation.outside and relation.code not in known:
            yield record.code, pointer, f"{relation.code} has no record in this set; mark it outside if that is meant"
    for place, code in enumerate(record.replaced_by or ()):
        if code not in known:
            yield record.code, ("replaced_by", place), f"{code} has no record in this set"


def _unregistered(
    record: Procedure, sources: Mapping[str, Source], families: Mapping[str, Family] | None
) -> Iterator[Disagreement]:
    for place, citation in enumerate(record.sources):
        if citation.id not in sources:
            yield record.code, ("sources", place, "id"), f"{citation.id} is not in sources.json"
    if families is not None and record.family not in families:
        yield record.code, ("family",), f"{record.family} is not in families.json"


def _circular(record: Procedure, records: Mapping[str, Procedure]) -> Iterator[Disagreement]:
    """Yield a chain of replacements that comes back to where it began."""
    seen: set[str] = set()
    waiting = list(record.replaced_by or ())
    while waiting:
        code = waiting.pop()
        if code == record.code:
            yield record.code, ("replaced_by",), f"{code} replaces itself by way of the codes that replaced it"
            return
        if code in records and code not in seen:
            seen.add(code)
            waiting.extend(records[code].replaced_by or ())


def _contradictory_edges(records: Mapping[str, Procedure]) -> Iterator[Disagreement]:
    """Yield every edge that repeats or contradicts one already written at either end."""
    first: dict[tuple[frozenset[str], str], str] = {}
    for record in records.values():
        for place, relation in enumerate(record.related_codes):
            kind = "alternative" if relation.relationship in _ONE_OF_THESE else relation.relationship
            pair = (frozenset({record.code, relation.code}), kind)
            if pair in first:
                yield (
                    record.code,
                    ("related_codes", place),
                    f"{relation.relationship} to {relation.code}: an edge is written once, and {first[pair]} has it",
                )
            first.setdefault(pair, record.code)
