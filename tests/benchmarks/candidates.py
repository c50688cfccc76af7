"""How long does a case take? Medians in process, on the shipped set and on one as large as the whole code set.

Run as ``python -m tests.benchmarks.candidates``; it takes about a minute. Notes of every kind are as long as a note may
be, the typical one apart; most are texts that nobody writes, which keep the reader as busy as any that were found.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from time import perf_counter

from schemas.cases import LONGEST_NOTE, MOST_CANDIDATES
from schemas.lexicon import Lexicon
from schemas.procedure import Procedure
from service.candidates import Suggester
from service.loading import load
from service.settings import shipped_fixtures
from tests import evaluation
from tests.benchmarks import synthetic
from tests.benchmarks.search import measured

ROUNDS = 9

REPEATED = (
    *("L4-5 ", "L4 ", "L4-5, ", "C1-C7-T12-L5-S1 ", "L4-", "laminectomy ", "no ", "no, ", "without and ", "prior "),
    *("unclear ", "unclear. ", "not unclear laminectomy. ", "no a or b, c or d, ", "two levels ", "6 cm ", "a ", "a,"),
    *("a. ", "1 ", "63047 ", ", ", "\n", " -", "laminectomylaminectomy"),
)
"""What a note may hold over and over: levels, words, cues, counts, letters, codes, marks, and no blank at all."""


def notes(records: Sequence[Procedure], lexicon: Lexicon) -> dict[str, str]:
    """Return notes by kind."""
    chance = random.Random(synthetic.SEED)
    cases = [case["text"] for path in sorted(evaluation.CASES.glob("*.jsonl")) for case in evaluation.read(path)]
    texts = [" ".join((record.title, record.summary, *record.synonyms)) for record in records]
    words = [word for word, _ in Counter(word for text in texts for word in text.split()).most_common()]
    synonyms = [name for record in records for name in record.synonyms]
    begins = [word for word, _ in Counter(name.split()[0] for name in synonyms).most_common(20)]
    phrases = [_spoken(phrase) for saying in lexicon.sayings for phrase in saying.phrases]
    literal = [_spoken(phrase) for saying in lexicon.sayings if saying.literal for phrase in saying.phrases]
    cues = [_spoken(cue) for name in lexicon.cues.__slots__ for cue in getattr(lexicon.cues, name)]
    short = [phrase for phrase in phrases if len(phrase) < LONGEST_NOTE // 2500]
    kinds = {
        "all cases joined": _long(cases, "\n"),
        "one sentence": _long([re.sub(r"[.;?!\n]", " ", case) for case in cases], " "),
        "phrases": _long(_drawn(phrases, chance), " "),
        "phrases, a sentence each": _long(_drawn(phrases, chance), ". "),
        "phrases, a clause each": _long(_drawn(phrases, chance), ", "),
        "short phrases": _long(_drawn([phrase for phrase in phrases if len(phrase) < 7], chance), " "),
        "literal phrases and others": _long(_drawn(literal + short, chance), " "),
        "cues": _long(_drawn(cues, chance), " "),
        "cues, a sentence each": _long(_drawn(cues, chance), ". "),
        "cues and phrases": _long(_drawn(cues + phrases, chance), ", "),
        "common words": _long(words, " "),
        "short words": _long(sorted(words, key=len), " "),
        "any words": _long(_drawn(words, chance), " "),
        "beginnings of synonyms": _long(_drawn(begins, chance), " "),
        "synonyms": _long(_drawn(synonyms, chance), " "),
        "records": _long(_drawn(texts, chance), "\n"),
        "levels of every kind": _long((f"{one}{n}-{m}" for one in "CTL" for n in range(1, 9) for m in range(60)), " "),
        **{f"{text!r} over and over": text * (LONGEST_NOTE // len(text)) for text in REPEATED},
    }
    return {"typical": cases[0], **kinds}


def _spoken(phrase: str) -> str:
    """Return a phrase of the lexicon as a note would hold it."""
    return phrase.replace("*", "").replace("... ", "")


def _drawn(texts: Sequence[str], chance: random.Random) -> list[str]:
    return chance.choices(texts, k=LONGEST_NOTE)


def _long(texts: Iterable[str], between: str) -> str:
    """Return texts one after the other, as many as a note may hold."""
    kept, size = [], 0
    for text in texts:
        kept.append(text)
        size += len(text) + len(between)
        if size > LONGEST_NOTE:
            break
    return between.join(kept).encode()[:LONGEST_NOTE].decode(errors="ignore")


def report(name: str, records: Sequence[Procedure], lexicon: Lexicon) -> None:
    """Print how long the suggester takes to make, and each kind of note to answer, in milliseconds, slowest first."""
    begun = perf_counter()
    suggester = Suggester(records, lexicon)
    print(f"{name}: {len(records)} records, made in {(perf_counter() - begun) * 1000:.0f} ms")
    times = {
        kind: measured(lambda note=note: suggester.suggest(note, {}, MOST_CANDIDATES), ROUNDS)
        for kind, note in notes(records, lexicon).items()
    }
    for kind in sorted(times, key=lambda kind: -median(times[kind])):
        print(f"  {median(times[kind]):7.2f}  {kind}, {max(times[kind]):.2f} at most")


if __name__ == "__main__":
    shipped = load(shipped_fixtures())
    report("shipped", list(shipped.records.values()), shipped.lexicon)
    for title, specialities in (("whole code set", synthetic.SPECIALITIES), ("one speciality", 1)):
        made = synthetic.examination(synthetic.WHOLE, specialities=specialities)
        report(title, list(made.records.values()), shipped.lexicon)
