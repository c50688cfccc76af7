"""What would a set as large as the whole code set look like? Valid records, made up from the shipped ones.

Each takes its facts from one shipped record and its sentences from many, so lengths are those of real records. The
codes fall into specialities: one speaks in the words of the shipped records, and each of the others has invented
words in their places, so that a word is as rare in the whole as it would be in life.
``python -m tests.benchmarks.synthetic 12000 FOLDER`` writes them to a folder that ``codebook serve`` can take.
"""

import json
import random
import re
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.written import ProcedureSchema
from service.loading import Examination, load
from service.settings import shipped_fixtures
from service.wording import texts
from tests.examples import Record

WHOLE = 12_000
"""Codes of the whole code set, in round figures."""

SEED = 63709
SPECIALITIES = 16
"""Specialities of the whole code set: with so many, the texts have about 45,000 words."""

SHARED = 0.6
"""The share of the shipped records from which on a word is one of the language and not of a speciality."""

CODES = tuple(f"{number:05}" for number in range(100, 100_000))
MORE_CODES = (*CODES, *(f"{number:04}{suffix}" for number in range(10_000) for suffix in "FTU"))
"""The codes that the records may have; the second where there are not enough of the first."""

A_FILE = 20_000
"""Records in one file: some 60 MB, which is less than what is read of one."""

_WORD = re.compile("[A-Za-z]+")
_SENTENCE = re.compile(r"(?<=[.?!]) ")
_SYLLABLES = tuple(first + last for first in "bdfgklmnprstvz" for last in ("a", "e", "i", "o", "u", "an", "or"))


def records(count: int, seed: int = SEED, specialities: int = SPECIALITIES) -> list[Record]:
    """Return `count` valid records as JSON values, in the order of their codes; the same ones for the same seed."""
    chance = random.Random(seed)
    makers = [_Speciality(chance, native=number == 0) for number in range(specialities)]
    codes = sorted(chance.sample(CODES if count <= len(CODES) else MORE_CODES, count))
    return [
        makers[place * specialities // count].record(code, codes[place + 1 : place + 4])
        for place, code in enumerate(codes)
    ]


def examination(count: int, seed: int = SEED, specialities: int = SPECIALITIES) -> Examination:
    """Return the records as a folder that held them would be read, each through the schema."""
    shipped, schema = load(shipped_fixtures()), ProcedureSchema()
    made = [schema.load(record) for record in records(count, seed, specialities)]
    return Examination(
        records={record.code: record for record in made},
        sources=shipped.sources,
        families=shipped.families,
        faults=(),
    )


def write(folder: Path, count: int, seed: int = SEED) -> None:
    """Write the records and the registers they refer to, as a folder of fixtures.

    The shipped lexicon is among them unless it speaks of families that the few records do not have.
    """
    made = records(count, seed)
    (folder / "codes").mkdir(parents=True)
    for first in range(0, count, A_FILE):
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in made[first : first + A_FILE])
        (folder / "codes" / f"synthetic-{first:06}.jsonl").write_text("".join(lines), encoding="utf-8")
    families = {record["family"] for record in made}
    spoken_of = {family for _, family in load(shipped_fixtures()).lexicon.families()}
    for register in ("sources.json", "families.json", *(["lexicon.json"] if spoken_of <= families else [])):
        shutil.copy(shipped_fixtures() / register, folder)


class _Speciality:
    """A part of the set with words of its own, those of the shipped records if it is `native`."""

    def __init__(self, chance: random.Random, *, native: bool) -> None:
        shipped = list(load(shipped_fixtures()).records.values())
        self.chance, self.native = chance, native
        self.templates = [ProcedureSchema().dump(record) for record in shipped]
        self.titles = [record.title for record in shipped]
        self.sentences = [sentence for record in shipped for sentence in _SENTENCE.split(record.summary)]
        self.steps = [step for record in shipped for step in record.approach.steps]
        self.indications = [text for record in shipped for text in record.indications]
        self.synonyms = [text for record in shipped for text in record.synonyms]
        held = (set(_words(" ".join(text for _, text in texts(record)))) for record in shipped)
        records_with = Counter(word for words in held for word in words)
        self.own = {word: word for word, times in records_with.items() if times > SHARED * len(shipped)}

    def record(self, code: str, others: Sequence[str]) -> Record:
        """Return a record of a code that leads to others."""
        facts: dict[str, Any] = self.chance.choice(self.templates)
        return {
            **facts,
            "code": code,
            "title": self._some(self.titles, 1, 120)[0],
            "summary": " ".join(self._some(self.sentences, 4, 280)),
            "approach": {**facts["approach"], "steps": self._some(self.steps, 6, 300)},
            "indications": self._some(self.indications, 4, 200),
            "synonyms": self._some(self.synonyms, 6, 100),
            "reporting": _reporting(facts["reporting"], code),
            "related_codes": [_edge(other) for other in others],
            **({"replaced_by": list(others[:1])} if facts["status"] == "retired" else {}),
        }

    def _some(self, shipped: Sequence[str], count: int, longest: int) -> list[str]:
        """Return texts in the words of the speciality, none of them twice and none too long."""
        chosen = (_WORD.sub(self._word, text) for text in self.chance.sample(shipped, count))
        return list(dict.fromkeys(text[:longest].strip() for text in chosen))

    def _word(self, match: re.Match[str]) -> str:
        if self.native:
            return match[0]
        word = match[0].lower()
        if word not in self.own:
            self.own[word] = "".join(self.chance.choice(_SYLLABLES) for _ in range(max(2, len(word) // 2)))
        return self.own[word]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _reporting(facts: dict[str, Any], code: str) -> dict[str, Any]:
    others = [other for other in facts["not_reported_with"] if other != code]
    primaries = [other for other in facts["primary_codes"] if other != code]
    return {**facts, "not_reported_with": others, "primary_codes": primaries}


def _edge(code: str) -> Record:
    return {"code": code, "relationship": "alternative", "reason": f"Another procedure than {code}."}


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
