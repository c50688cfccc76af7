"""What should be asked next? The unanswered fact that best separates the leading candidates."""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from schemas.facts import FACTS, NO, YES, YES_OR_NO, Fact
from service.casefacts import CONTRADICTS, Case, Known, Profile, agreement

CLOSE = 3.5
"""How far behind the first a candidate may lie and still be a leader, in weight."""

MOST_LEADERS = 5
"""Candidates that a question should separate, at most."""

FLAT = 1.5
"""How slowly the chance of a candidate falls with its weight."""

CALLED_UNCLEAR = 2.0
"""How much more a fact is worth asking for that the note itself calls unclear."""

HARD_TO_TELL = {"root_operation": 0.7, "laterality": 0.5}
"""How much less a fact is worth asking for that reports seldom name as such."""

ORDER = (
    "laminectomy",
    "access",
    "route",
    "bone_removal",
    "region",
    "reoperation",
    "imaging_guidance",
    "graft",
    "device",
    "pathology",
    "compartment",
    "unit",
    "add_on",
    "root_operation",
    "laterality",
)
"""Which of two facts that separate as well is asked for: the one that a report is easier searched for."""


def ask(ranked: Sequence[tuple[Profile, float]], case: Case) -> dict[str, Any] | None:
    """Return ``{fact, question, answers: [{value, codes}]}``, or None where no unanswered fact separates leaders.

    Args:
        ranked: records with their weights, the weightiest first.
        case: what is known.
    """
    if not ranked:
        return None
    reach = CLOSE * (CALLED_UNCLEAR if any(_unclear(name, case) for name in case) else 1.0)
    leaders = [(record, weight) for record, weight in ranked[:MOST_LEADERS] if weight >= ranked[0][1] - reach]
    records, chances = [record for record, _ in leaders], _chances([weight for _, weight in leaders])
    best, gain = None, 0.0
    for name in ORDER:
        gained = _gain(FACTS[name], records, chances, case)
        gained *= HARD_TO_TELL.get(name, 1.0)
        gained *= CALLED_UNCLEAR if _unclear(name, case) else 1.0
        if gained > gain + 1e-6:
            best, gain = FACTS[name], gained
    return None if best is None else _question(best, records)


def _unclear(name: str, case: Case) -> bool:
    """Return whether a case calls a fact unclear and does not settle it elsewhere."""
    told = case.get(name, Known())
    if not told.values or len(told.maybe) > 1:
        return told.open
    return told.open and name not in YES_OR_NO and not told.maybe <= told.values


def _chances(weights: Sequence[float]) -> list[float]:
    raw = [math.exp((weight - max(weights)) / FLAT) for weight in weights]
    return [value / sum(raw) for value in raw]


def _gain(fact: Fact, records: Sequence[Profile], chances: Sequence[float], case: Case) -> float:
    """Return how likely it is that an answer tells two leaders apart that are drawn by their chances.

    A leader that the case already contradicts in this fact is not told apart by asking for it again.
    """
    held = [place for place, record in enumerate(records) if agreement(case, record, fact.name) != CONTRADICTS]
    return sum(
        chances[one] * chances[other] * _apart(fact, records[one], records[other])
        for one, other in combinations(held, 2)
    )


def _apart(fact: Fact, one: Profile, other: Profile) -> float:
    """Return how well a fact separates two records: wholly, also where only one of them requires it, or not."""
    mine, theirs = one.wanted[fact.name], other.wanted[fact.name]
    return float(fact.separates(one.record, other.record) or ({YES} in (mine, theirs) and mine != theirs))


def _question(fact: Fact, records: Sequence[Profile]) -> dict[str, Any]:
    """Return the question with the codes that each answer would leave."""
    values = dict.fromkeys(value for record in records for value in sorted(record.wanted[fact.name]))
    if values.keys() & {YES, NO}:
        values = dict.fromkeys((YES, NO))
    return {
        "fact": fact.name,
        "question": fact.question,
        "answers": [{"value": value, "codes": _left(value, fact, records)} for value in values],
    }


def _left(value: str, fact: Fact, records: Sequence[Profile]) -> list[str]:
    """Return the codes that could still be meant after an answer; one that leaves the fact open always could."""
    return [
        record.record.code for record in records if not record.wanted[fact.name] or value in record.wanted[fact.name]
    ]
