"""What are the facts of a record, each by its one name? Used by filters, facets, `differs_in` and comparison."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from schemas.procedure import Procedure
from schemas.vocabulary import ALL_AT_ONCE, COVERS, NOT_SPECIFIED, VOCABULARIES

YES, NO, UNKNOWN, NONE = "true", "false", "unknown", "none"

_SHOWN: Mapping[str, bool | None] = {YES: True, NO: False, UNKNOWN: None}

YES_OR_NO = ("laminectomy", "reoperation", "imaging_guidance", "graft", "add_on")
"""The facts that a case has or has not."""

MOST_SETTLED = 4096
"""Values that are remembered with what they settle, at most; the shipped records have a few dozen of each fact."""

_SETTLED = {"required": frozenset({YES}), "excluded": frozenset({NO}), "not-involved": frozenset({NO})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing known about a procedure.

    `name` is its name everywhere, `words` the values it can be filtered by, `read` takes the values of a
    record, and `settled` turns them into what can be compared: an empty set where they leave it open.
    `many` says whether a record can hold several values at once, and `together` whether it then means all of them
    rather than any. `question` is what to ask a person who knows the case.
    """

    name: str
    words: tuple[str, ...]
    read: Callable[[Procedure], tuple[str, ...]]
    settled: Callable[[tuple[str, ...]], frozenset[str]]
    question: str
    many: bool = False
    together: bool = False

    def settle(self, record: Procedure) -> frozenset[str]:
        """Return what a record settles, as `settled` says."""
        return self.settled(self.read(record))

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


_remembered = lru_cache(MOST_SETTLED)


@_remembered
def _known(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words that leave nothing open."""
    return frozenset(words) - {NOT_SPECIFIED, UNKNOWN}


@_remembered
def _involved(words: tuple[str, ...]) -> frozenset[str]:
    return _SETTLED.get(words[0], frozenset())


def _alternatives(name: str) -> Callable[[tuple[str, ...]], frozenset[str]]:
    """Return what tells the words of which a case can have any where a record has one; none where it leaves it open."""

    @_remembered
    def alternatives(words: tuple[str, ...]) -> frozenset[str]:
        narrower = COVERS.get(name, {}).get(words[0], ()) if words[0] not in ALL_AT_ONCE else ()
        return frozenset(narrower or words) - {NOT_SPECIFIED}

    return alternatives


def _one(name: str, read: Callable[[Procedure], str], question: str) -> Fact:
    """Describe a fact that holds one word, `not-specified` among them."""
    return Fact(
        name=name,
        question=question,
        words=tuple(VOCABULARIES[name]),
        read=lambda record: (read(record),),
        settled=_alternatives(name),
    )


def _involvement(name: str, read: Callable[[Procedure], str], question: str) -> Fact:
    """Describe a fact that is involved, not involved, or open."""
    return Fact(
        name=name,
        question=question,
        words=tuple(VOCABULARIES[name]),
        read=lambda record: (read(record),),
        settled=_involved,
    )


def _many(name: str, read: Callable[[Procedure], tuple[str, ...]], question: str, *, together: bool = False) -> Fact:
    """Describe a fact that holds several words; none at all means that the code names none."""
    return Fact(
        name=name,
        question=question,
        together=together,
        words=(*VOCABULARIES[name], NOT_SPECIFIED),
        read=lambda record: read(record) or (NOT_SPECIFIED,),
        settled=_known,
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
            settled=_known,
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
            settled=_known,
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
            settled=_alternatives("device"),
        ),
        _many("root_operation", lambda record: record.root_operation, "What is done there?", together=True),
        _one("unit", lambda record: record.reporting.unit, "How much is done: how many segments, spaces or lesions?"),
        Fact(
            name="add_on",
            question="Is it done in addition to a primary procedure that is already reported?",
            words=(YES, NO),
            read=lambda record: (_truth(record.reporting.add_on),),
            settled=_known,
        ),
        _one("laterality", lambda record: record.reporting.laterality, "Is it done on one side or on both?"),
    )
}
"""Every fact by its name, in the order in which a coder would ask for it."""


def settled(records: Collection[Procedure]) -> dict[str, list[frozenset[str]]]:
    """Return, fact by fact, what each of the records settles."""
    return {name: list(map(fact.settled, map(fact.read, records))) for name, fact in FACTS.items()}


def apart(mine: Iterable[frozenset[str]], theirs: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """Return the names of the facts that separate two records, by what each settles of every fact, in their order."""
    # Most are equal, and one object for both.
    pairs = zip(FACTS, mine, theirs, strict=True)
    return tuple([name for name, one, other in pairs if one is not other and one and other and one != other])


def differing(one: Procedure, other: Procedure) -> tuple[str, ...]:
    """Return the names of the facts that separate two records: known on both sides, and not the same."""
    return apart(*([fact.settle(record) for fact in FACTS.values()] for record in (one, other)))


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
