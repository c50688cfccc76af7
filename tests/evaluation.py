"""How good are the suggestions? Notes with known answers, put to the suggester; run as a module it prints the figures.

``python -m tests.evaluation [FILE ...]`` judges the cases of ``tests/cases/`` or of other files in the same form: JSON
lines of ``{id, text, expected, acceptable, ambiguous_between, deciding_fact, kind}``.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.candidates import Suggester
from service.loading import load
from service.settings import shipped_fixtures

CASES = Path(__file__).parent / "cases"
LIMIT = 10


@dataclass(slots=True)
class Tally:
    """What came of cases of one kind: how many there were, and how many were right in which way."""

    cases: int = 0
    first: int = 0
    third: int = 0
    lead: int = 0
    asked: int = 0
    missed: list[str] = field(default_factory=list)


def suggester() -> Suggester:
    """Return a suggester over the shipped records."""
    examination = load(shipped_fixtures())
    return Suggester(list(examination.records.values()), examination.lexicon)


def read(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judge(cases: Iterable[dict[str, Any]], suggests: Suggester) -> dict[str, Tally]:
    """Return what came of cases, by kind.

    A case with an answer is right at the first place, or within the first three. An ambiguous one leads if all codes
    that it lies between are within the first three (or as many as they are), and is asked for rightly if `ask_next`
    names the fact that decides between them.
    """
    tallies: dict[str, Tally] = defaultdict(Tally)
    for case in cases:
        answer = suggests.suggest(case["text"], {}, LIMIT)
        codes = [item["code"] for item in answer["items"]]
        tally = tallies[case["kind"]]
        tally.cases += 1
        right = _judge_ambiguous if case["ambiguous_between"] else _judge_answered
        if not right(case, codes, answer["ask_next"], tally):
            tally.missed.append(case["id"])
    return dict(sorted(tallies.items()))


def _judge_answered(case: dict[str, Any], codes: Sequence[str], _: Any, tally: Tally) -> bool:
    right = {case["expected"], *case["acceptable"]}
    tally.first += codes[0] in right
    tally.third += bool(right & set(codes[:3]))
    return codes[0] in right


def _judge_ambiguous(case: dict[str, Any], codes: Sequence[str], asked: Any, tally: Tally) -> bool:
    tied = case["ambiguous_between"]
    leads = set(tied) <= set(codes[: max(3, len(tied))])
    asks = asked is not None and asked["fact"] == case["deciding_fact"]
    tally.lead += leads
    tally.asked += asks
    return leads and asks


def table(tallies: dict[str, Tally]) -> str:
    """Return the figures as a table, a kind of case a line."""
    lines = [f"{'kind':<14}{'cases':>6}{'top-1':>8}{'top-3':>8}{'lead':>8}{'ask':>8}  missed"]
    for kind, tally in tallies.items():
        plain = kind != "ambiguous"
        told = (tally.first, tally.third, None, None) if plain else (None, None, tally.lead, tally.asked)
        cells = "".join(f"{'':>8}" if count is None else f"{count / tally.cases:>8.0%}" for count in told)
        lines.append(f"{kind:<14}{tally.cases:>6}{cells}  {', '.join(tally.missed)}")
    return "\n".join(lines)


def shares(tallies: dict[str, Tally]) -> dict[str, float]:
    """Return the figures of all kinds together: top-1 and top-3 of the answered, lead and ask of the ambiguous."""
    answered = [tally for kind, tally in tallies.items() if kind != "ambiguous"]
    whole = sum(tally.cases for tally in answered)
    ambiguous = tallies["ambiguous"]
    return {
        "top-1": sum(tally.first for tally in answered) / whole,
        "top-3": sum(tally.third for tally in answered) / whole,
        "lead": ambiguous.lead / ambiguous.cases,
        "ask": ambiguous.asked / ambiguous.cases,
    }


if __name__ == "__main__":
    suggests_ = suggester()
    for path_ in [Path(name) for name in sys.argv[1:]] or sorted(CASES.glob("*.jsonl")):
        result = judge(read(path_), suggests_)
        total = "  ".join(f"{name} {share:.1%}" for name, share in shares(result).items())
        print(f"{path_.name}: {total}\n{table(result)}\n")  # noqa: T201 - a command speaks on standard output
