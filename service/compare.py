"""What sets these codes apart? Every fact of two to eight records, the deciding ones first, and one sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from schemas.facts import FACTS, YES, Fact
from schemas.procedure import Procedure
from service.phrasing import phrase

DIFFERS, ONE_SIDED, SAME = "differs", "one-sided", "same"

_ORDER = {DIFFERS: 0, ONE_SIDED: 1, SAME: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One fact of several records.

    `verdict` is differs where two of them say different things, one-sided where some say what others leave open, and
    same otherwise. `pairs` counts the pairs of which no case can be both by this fact, and `decides` holds the codes
    that it alone tells from every other.
    """

    fact: Fact
    verdict: str
    pairs: int
    decides: tuple[str, ...]


def compare(records: Sequence[Procedure]) -> dict[str, Any]:
    """Return the comparison as JSON values: ``{codes, fields: [{field, verdict, decides, values}], sentence}``.

    A fact that alone separates a code from all others comes before one that separates it from some; facts known on
    one side only follow, and those that all share come last.
    """
    compared = rank(records)
    return {
        "codes": [record.code for record in records],
        "fields": [
            {
                "field": entry.fact.name,
                "verdict": entry.verdict,
                "decides": list(entry.decides),
                "values": {record.code: entry.fact.show(record) for record in records},
            }
            for entry in compared
        ],
        "sentence": sentence(records, [entry.fact for entry in compared]),
    }


def rank(records: Sequence[Procedure]) -> list[Comparison]:
    """Return every fact compared, the deciding ones first; among equals in the order of the facts."""
    compared = [_compared(fact, records) for fact in FACTS.values()]
    return sorted(compared, key=lambda entry: (_ORDER[entry.verdict], -len(entry.decides), -entry.pairs))


def sentence(records: Sequence[Procedure], facts: Sequence[Fact]) -> str:
    """Return when to choose which record, said with as few of the facts as it takes, the first of them first."""
    choices: list[str] = []
    open_: list[str] = []
    for record in records:
        others = [other for other in records if other is not record]
        clauses = list(_clauses(record, others, facts))
        (choices if clauses else open_).append(
            f"{record.code} when {' and '.join(clauses)}" if clauses else record.code
        )
    told = f"Choose {', '.join(choices)}." if choices else ""
    left = f"No recorded fact tells {' and '.join(open_)} apart; read their summaries." if open_ else ""
    return f"{told} {left}".strip()


def _compared(fact: Fact, records: Sequence[Procedure]) -> Comparison:
    settled = {record.code: fact.settle(record) for record in records}
    apart = {frozenset({one.code, other.code}) for one, other in combinations(records, 2) if fact.separates(one, other)}
    decides = tuple(code for code in settled if all({code, other} in apart for other in settled if other != code))
    if len({values for values in settled.values() if values}) > 1:
        verdict = DIFFERS
    else:
        verdict = ONE_SIDED if len({bool(values) for values in settled.values()}) > 1 else SAME
    return Comparison(fact=fact, verdict=verdict, pairs=len(apart), decides=decides)


def _clauses(record: Procedure, others: Sequence[Procedure], facts: Sequence[Fact]) -> Iterator[str]:
    """Yield what holds of a record until it is told from every other: what separates first, then what hints."""
    left = list(others)
    for tells in (_decides, _hints):
        while left:
            told = {fact: [other for other in left if tells(fact, record, other)] for fact in facts}
            # Of two that tell as much apart, a step that the code requires is the easier one to look for.
            best = max(facts, key=lambda fact: (len(told[fact]), fact.settle(record) == {YES}))
            if not told[best]:
                break
            yield phrase(best.name, _own(best, record, told[best]))
            left = [other for other in left if other not in told[best]]


def _decides(fact: Fact, record: Procedure, other: Procedure) -> bool:
    """Return whether a fact tells a record from another: by what both say, or by a step that it alone requires."""
    return fact.separates(record, other) or (fact.settle(record) == {YES} != fact.settle(other))


def _hints(fact: Fact, record: Procedure, other: Procedure) -> bool:
    """Return whether a record says something that the other does not, though a case could be both."""
    return bool(fact.settle(record) - fact.settle(other))


def _own(fact: Fact, record: Procedure, others: Sequence[Procedure]) -> frozenset[str]:
    """Return the values to name: all where they hold together, else those that the others do not have."""
    mine = fact.settle(record)
    return mine if fact.together else (mine - frozenset().union(*(fact.settle(other) for other in others)) or mine)
