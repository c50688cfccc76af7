"""What is known of a case? The facts of a note and those given outright, and how each agrees with a record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.facts import FACTS, NO, UNKNOWN, YES, YES_OR_NO
from schemas.lexicon import FAMILY
from schemas.procedure import Procedure
from schemas.vocabulary import ALL_AT_ONCE, COVERS, NOT_SPECIFIED
from service.counts import GROUPS
from service.notes import ASSERTED, DENIED, OPEN, PAST, Finding

FITS, CONTRADICTS, NEEDS, NEUTRAL = "fits", "contradicts", "needs", "neutral"

_SETTLED = {"required": YES, "excluded": NO, "not-involved": NO}
_KEPT_FROM_THE_PAST = ("device", FAMILY)
"""What an earlier operation left behind is what today's is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one fact: values of which the case has any, values it has not, and the words that say so.

    `open` says that the case itself calls the fact unclear, and `maybe` holds the values it weighs up there.
    """

    values: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    open: bool = False
    words: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()


ONE_OF = "one-of"
"""The role of a laminectomy that is one of several steps, of which any will do."""

_UNCLEAR = frozenset({NOT_SPECIFIED, UNKNOWN, ONE_OF})
"""Words by which a caller says that a fact is not known."""

_UNTOLD = Known()

Case = Mapping[str, Known]
"""What is known of a case, by fact; a fact that is not there is neither told nor called unclear."""


def known(findings: Sequence[Finding]) -> dict[str, Known]:
    """Return what the findings of a note come to."""
    facts: dict[str, list[Finding]] = {}
    for finding in findings:
        facts.setdefault(finding.fact, []).append(finding)
    return {fact: _settled(fact, held) for fact, held in facts.items()}


def _settled(fact: str, findings: Sequence[Finding]) -> Known:
    """Return what the findings of one fact come to: today's count, else for some the past, else nothing."""
    chosen = [finding for finding in findings if finding.state == ASSERTED]
    if not chosen and fact in _KEPT_FROM_THE_PAST:
        chosen = [finding for finding in findings if finding.state == PAST]
    denying = [finding for finding in findings if finding.state == DENIED]
    unclear = [finding for finding in findings if finding.state == OPEN]
    values, denied, maybe = _joined(fact, chosen), _joined(fact, denying), _joined(fact, unclear)
    if fact in YES_OR_NO:
        if unclear and not values:
            return Known(open=True, words=_words(unclear))
        if len(values) > 1:
            values = frozenset({YES if fact in ("laminectomy", "add_on") else NO})
        if denied and not values:
            values, denied, chosen = frozenset({NO if YES in denied else YES}), frozenset(), denying
    return Known(
        values=values,
        maybe=maybe,
        denied=denied - values - maybe,
        open=bool(unclear),
        words=_words([*chosen, *unclear]),
        denying=_words(denying),
    )


def _joined(fact: str, findings: Sequence[Finding]) -> frozenset[str]:
    """Return every value that findings name."""
    named = dict.fromkeys(finding.values for finding in findings)
    return frozenset(value for values in named for value in _narrowed(fact, values))


def _narrowed(fact: str, values: Sequence[str]) -> frozenset[str]:
    """Return values as records settle them; a wide word stands for each of the narrower ones that it means."""
    return frozenset(
        narrow
        for value in _values(fact, values)
        for narrow in ((value,) if value in ALL_AT_ONCE else COVERS.get(fact, {}).get(value, (value,)))
    )


def _comparable(units: frozenset[str], wanted: frozenset[str]) -> frozenset[str]:
    """Return those of a case's units that are the record's, or count the same thing."""
    return units & wanted | frozenset(unit for unit in units for group in GROUPS if unit in group and wanted & group)


def _words(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.words for finding in findings))


def _values(fact: str, values: Sequence[str]) -> Sequence[str]:
    """Return values as records settle them: the words of involvement become yes and no."""
    if fact in YES_OR_NO:
        return [_SETTLED.get(value, value) for value in values]
    return values


def given(facts: Mapping[str, Sequence[str] | None]) -> dict[str, Known]:
    """Return facts that a caller knows outright; None, or a word for unknown, stands for one that is unclear."""
    told = {fact: _narrowed(fact, values or ()) - _UNCLEAR for fact, values in facts.items()}
    return {fact: Known(values=values) if values else Known(open=True) for fact, values in told.items()}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a record says of every fact, read once: an empty set where it leaves the fact open."""

    record: Procedure
    wanted: Mapping[str, frozenset[str]]
    one_of: bool


def profile(record: Procedure) -> Profile:
    """Return what a record says, the family it belongs to among it, and whether its bone steps are alternatives."""
    wanted = {name: fact.settle(record) for name, fact in FACTS.items()}
    return Profile(record, {**wanted, FAMILY: frozenset({record.family})}, record.laminectomy.role == ONE_OF)


def agreement(case: Case, record: Profile, fact: str) -> str:
    """Return whether a fact of the case fits a record, contradicts it, is needed by it, or says nothing of it."""
    told, wanted = case.get(fact, _UNTOLD), record.wanted[fact]
    if fact == "laminectomy" and record.one_of and YES in told.values:
        return FITS
    if not wanted:
        return NEUTRAL
    values = told.values | told.maybe
    if fact == "unit":
        values = _comparable(values, wanted)
    if values & wanted:
        return FITS
    if told.open:
        return NEUTRAL
    return CONTRADICTS if values or _denied(told.denied, wanted, fact) else NEEDS


def _denied(denied: frozenset[str], wanted: frozenset[str], fact: str) -> bool:
    """Return whether a case denies what a record asks for: all of it, or a step of those that are done together."""
    if not denied:
        return False
    return wanted <= denied or (fact in FACTS and FACTS[fact].together and bool(wanted & denied))
