"""What are the facts of a record, each by its one name? Used by filters, facets, `differs_in` and comparison."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schemas.procedure import Procedure
from schemas.vocabulary import COVERS, NOT_SPECIFIED, VOCABULARIES

YES, NO, UNKNOWN, NONE = "true", "false", "unknown", "none"

_SHOWN: Mapping[str, bool | None] = {YES: True, NO: False, UNKNOWN: None}

_SETTLED = {"required": frozenset({YES}), "excluded": frozenset({NO}), "not-involved": frozenset({NO})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing known about a procedure.

    `name` is its name everywhere, `words` the values it can be filtered by, `read` takes the values of a
    record, and `settle` turns them into what can be compared: an empty set where the record leaves it open.
    `many` says whether a record can hold several values at once.
    """

    name: str
    words: tuple[str, ...]
    read: Callable[[Procedure], tuple[str, ...]]
    settle: Callable[[Procedure], frozenset[str]]
    many: bool = False

    def show(self, record: Procedure) -> list[str] | str | bool | None:
        """Return what the record says, as a JSON value: a list, a word, or for a yes-or-no fact true, false or null."""
        own = self.read(record)
        return list(own) if self.many else _SHOWN.get(own[0], own[0])

    def matches(self, record: Procedure) -> frozenset[str]:
        """Return every word that finds the record: its own, and the narrower ones that these cover."""
        own = self.read(record)
        covers = COVERS.get(self.name, {})
        return frozenset(own).union(*(covers.get(word, ()) for word in own))


def _one(name: str, read: Callable[[Procedure], str]) -> Fact:
    """Describe a fact that holds one word, `not-specified` among them."""
    return Fact(
        name=name,
        words=tuple(VOCABULARIES[name]),
        read=lambda record: (read(record),),
        settle=lambda record: frozenset({read(record)} - {NOT_SPECIFIED}),
    )


def _involvement(name: str, read: Callable[[Procedure], str]) -> Fact:
    """Describe a fact that is involved, not involved, or open."""
    return Fact(
        name=name,
        words=tuple(VOCABULARIES[name]),
        read=lambda record: (read(record),),
        settle=lambda record: _SETTLED.get(read(record), frozenset()),
    )


def _many(name: str, read: Callable[[Procedure], tuple[str, ...]]) -> Fact:
    """Describe a fact that holds several words; none at all means that the code names none."""
    return Fact(
        name=name,
        words=(*VOCABULARIES[name], NOT_SPECIFIED),
        read=lambda record: read(record) or (NOT_SPECIFIED,),
        settle=lambda record: frozenset(read(record)),
        many=True,
    )


def _truth(value: bool | None) -> str:
    return {True: YES, False: NO, None: UNKNOWN}[value]


def _bone(record: Procedure) -> tuple[str, ...]:
    """Return the bone steps; where there are none, whether that is known."""
    if record.bone_removal:
        return record.bone_removal
    return (NOT_SPECIFIED,) if record.laminectomy.role == NOT_SPECIFIED else (NONE,)


def _device(record: Procedure) -> str:
    return NONE if record.device is None else record.device


FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact(
            name="laminectomy",
            words=(YES, NO, UNKNOWN),
            read=lambda record: (_truth(record.laminectomy.involved),),
            settle=lambda record: frozenset({_truth(record.laminectomy.involved)} - {UNKNOWN}),
        ),
        _one("access", lambda record: record.approach.access),
        _one("route", lambda record: record.approach.route),
        Fact(
            name="bone_removal",
            words=(*VOCABULARIES["bone_removal"], NONE, NOT_SPECIFIED),
            read=_bone,
            settle=lambda record: frozenset(_bone(record)) - {NOT_SPECIFIED},
            many=True,
        ),
        _many("region", lambda record: record.anatomy.regions),
        _one("compartment", lambda record: record.anatomy.compartment),
        _many("pathology", lambda record: record.pathology),
        _involvement("reoperation", lambda record: record.reoperation),
        _involvement("imaging_guidance", lambda record: record.imaging_guidance),
        _involvement("graft", lambda record: record.graft),
        Fact(
            name="device",
            words=(*VOCABULARIES["device"], NONE),
            read=lambda record: (_device(record),),
            settle=lambda record: frozenset({_device(record)} - {NOT_SPECIFIED}),
        ),
        _many("root_operation", lambda record: record.root_operation),
        _one("unit", lambda record: record.reporting.unit),
        Fact(
            name="add_on",
            words=(YES, NO),
            read=lambda record: (_truth(record.reporting.add_on),),
            settle=lambda record: frozenset({_truth(record.reporting.add_on)}),
        ),
        _one("laterality", lambda record: record.reporting.laterality),
    )
}
"""Every fact by its name, in the order in which a coder would ask for it."""


def differing(one: Procedure, other: Procedure) -> tuple[str, ...]:
    """Return the names of the facts that separate two records: known on both sides, and not the same."""
    return tuple(
        fact.name
        for fact in FACTS.values()
        if (mine := fact.settle(one)) and (theirs := fact.settle(other)) and mine != theirs
    )


def separating(records: Sequence[Procedure]) -> tuple[str, ...]:
    """Return the names of the facts that separate at least two of the records."""
    return tuple(
        fact.name
        for fact in FACTS.values()
        if len({settled for record in records if (settled := fact.settle(record))}) > 1
    )


def varying(records: Sequence[Procedure]) -> tuple[str, ...]:
    """Return the names of the facts that the records do not share; one of them may leave open what another says."""
    return tuple(fact.name for fact in FACTS.values() if len({frozenset(fact.read(record)) for record in records}) > 1)
