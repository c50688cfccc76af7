"""What are the facts of a record, each by its one name? Used by filters, facets, `differs_in` and comparison."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from schemas.procedure import Procedure
from schemas.vocabulary import ALL_AT_ONCE, COVERS, NOT_SPECIFIED, VOCABULARIES

YES, NO, UNKNOWN, NONE = "true", "false", "unknown", "none"

_SHOWN: Mapping[str, bool | None] = {YES: True, NO: False, UNKNOWN: None}

YES_OR_NO = ("laminectomy", "reoperation", "imaging_guidance", "graft", "add_on")
"""The facts that a case has or has not."""

_SETTLED = {"required": frozenset({YES}), "excluded": frozenset({NO}), "not-involved": frozenset({NO})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing known about a procedure.

    `name` is its name everywhere, `words` the values it can be filtered by, `read` takes the values of a
    record, and `settle` turns them into what can be compared: an empty set where the record leaves it open.
    `many` says whether a record can hold several values at once, and `together` whether it then means all of them
    rather than any. `question` is what to ask a person who knows the case.
    """

    name: str
    words: tuple[str, ...]
    read: Callable[[Procedure], tuple[str, ...]]
    settle: Callable[[Procedure], frozenset[str]]
    question: str
    many: bool = False
    together: bool = False

    def separates(self, one: Procedure, other: Procedure) -> bool:
        """Return whether no case can have the values of both records: known on both sides, and irreconcilable."""
        mine, theirs = self.settle(one), self.settle(other)
        if not mine or not theirs:
            return False
        return mine != theirs if self.together else not mine & theirs

    def show(self, record: Procedure) -> list[str] | str | bool | None:
        """Return what the record says, as a JSON value: a list, a word, or for a yes-or-no fact true, false or null."""
        own = self.read(record)
        return list(own) if self.many else _SHOWN.get(own[0], own[0])

    def matches(self, record: Procedure) -> frozenset[str]:
        """Return every word that finds the record: its own, and the narrower ones that these cover."""
        own = self.read(record)
        covers = COVERS.get(self.name, {})
        return frozenset(own).union(*(covers.get(word, ()) for word in own))


@cache
def _alternatives(name: str, word: str) -> frozenset[str]:
    """Return the words of which a case can have any where a record has `word`; none where it leaves it open."""
    if word == NOT_SPECIFIED:
        return frozenset()
    narrower = COVERS.get(name, {}).get(word, ()) if word not in ALL_AT_ONCE else ()
    return frozenset(narrower or (word,))


def _one(name: str, read: Callable[[Procedure], str], question: str) -> Fact:
    """Describe a fact that holds one word, `not-specified` among them."""
    return Fact(
        name=name,
        question=question,
        words=tuple(VOCABULARIES[name]),
        read=lambda record: (read(record),),
        settle=lambda record: _alternatives(name, read(record)),
    )


def _involvement(name: str, read: Callable[[Procedure], str], question: str) -> Fact:
    """Describe a fact that is involved, not involved, or open."""
    return Fact(
        name=name,
        question=question,
        words=tuple(VOCABULARIES[name]),
        read=lambda record: (read(record),),
        settle=lambda record: _SETTLED.get(read(record), frozenset()),
    )


def _many(name: str, read: Callable[[Procedure], tuple[str, ...]], question: str, *, together: bool = False) -> Fact:
    """Describe a fact that holds several words; none at all means that the code names none."""
    return Fact(
        name=name,
        question=question,
        together=together,
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
            question="Is a whole lamina removed?",
            words=(YES, NO, UNKNOWN),
            read=lambda record: (_truth(record.laminectomy.involved),),
            settle=lambda record: frozenset({_truth(record.laminectomy.involved)} - {UNKNOWN}),
        ),
        _one(
            "access", lambda record: record.approach.access, "How is the site reached: open, by puncture, by endoscope?"
        ),
        _one("route", lambda record: record.approach.route, "By which route is the site reached?"),
        Fact(
            name="bone_removal",
            question="Which bone is removed?",
            words=(*VOCABULARIES["bone_removal"], NONE, NOT_SPECIFIED),
            read=_bone,
            settle=lambda record: frozenset(_bone(record)) - {NOT_SPECIFIED},
            many=True,
            together=True,
        ),
        _many("region", lambda record: record.anatomy.regions, "Which region of the spine is it?"),
        _one("compartment", lambda record: record.anatomy.compartment, "In which compartment is the work done?"),
        _many("pathology", lambda record: record.pathology, "What is it done for?"),
        _involvement("reoperation", lambda record: record.reoperation, "Was the same place operated on before?"),
        _involvement("imaging_guidance", lambda record: record.imaging_guidance, "Is it guided by imaging?"),
        _involvement("graft", lambda record: record.graft, "Is a graft used?"),
        Fact(
            name="device",
            question="Which device is placed, changed, checked or removed?",
            words=(*VOCABULARIES["device"], NONE),
            read=lambda record: (_device(record),),
            settle=lambda record: _alternatives("device", _device(record)),
        ),
        _many("root_operation", lambda record: record.root_operation, "What is done there?", together=True),
        _one("unit", lambda record: record.reporting.unit, "How much is done: how many segments, spaces or lesions?"),
        Fact(
            name="add_on",
            question="Is it done in addition to a primary procedure that is already reported?",
            words=(YES, NO),
            read=lambda record: (_truth(record.reporting.add_on),),
            settle=lambda record: frozenset({_truth(record.reporting.add_on)}),
        ),
        _one("laterality", lambda record: record.reporting.laterality, "Is it done on one side or on both?"),
    )
}
"""Every fact by its name, in the order in which a coder would ask for it."""


def settled(record: Procedure) -> tuple[frozenset[str], ...]:
    """Return what a record settles of each fact, in the order of the facts."""
    return tuple([fact.settle(record) for fact in FACTS.values()])


def apart(mine: tuple[frozenset[str], ...], theirs: tuple[frozenset[str], ...]) -> tuple[str, ...]:
    """Return the names of the facts that separate two records, by what each has `settled`."""
    return tuple([name for name, one, other in zip(FACTS, mine, theirs, strict=True) if one and other and one != other])


def differing(one: Procedure, other: Procedure) -> tuple[str, ...]:
    """Return the names of the facts that separate two records: known on both sides, and not the same."""
    return apart(settled(one), settled(other))


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
