"""How like the words of a record are the words of a note? Shared words weighed by how rare they are in the set."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from schemas.fields import CODE_PATTERN
from schemas.procedure import Procedure
from service.phrases import Phrasebook, Token, tokenize

_FIELDS = {"title": 1.0, "synonyms": 1.0, "indications": 0.7, "approach": 0.6, "summary": 0.6}
"""What a word weighs by the field it stands in; the reasons of edges speak of two codes at once and do not count."""

_OTHER_CODE = re.compile(rf"\b{CODE_PATTERN}\b")
_SENTENCE = re.compile(r"(?<=[.?!;]) ")


class Likeness:
    """The words of a set of records, ready to be compared with notes."""

    def __init__(self, records: Sequence[Procedure]) -> None:
        self._size = len(records)
        self._holders: dict[str, list[tuple[int, float]]] = {}
        for place, record in enumerate(records):
            for word, weight in _weights(record).items():
                self._holders.setdefault(word, []).append((place, weight))
        self._rarity = {word: math.log(1 + self._size / len(held)) for word, held in self._holders.items()}
        synonyms = ((name, place) for place, record in enumerate(records) for name in record.synonyms)
        self._synonyms = Phrasebook((name, place) for name, place in synonyms if tokenize(name))

    def shares(self, words: Iterable[str]) -> list[float]:
        """Return, record by record, the share of a note's words that it has too, 0 to 1, rare words counting more."""
        known = {word for word in words if word in self._rarity}
        whole = sum(self._rarity[word] for word in sorted(known)) or 1.0
        shares = [0.0] * self._size
        for word in sorted(known):
            rarity = self._rarity[word] / whole
            for place, weight in self._holders[word]:
                shares[place] += rarity * weight
        return shares

    def named(self, tokens: Sequence[Token]) -> Mapping[int, int]:
        """Return, by the place of a record, how many words of the note name it by one of its synonyms, at most."""
        found: dict[int, int] = {}
        for hit in self._synonyms.find(tokens):
            found[hit.number] = max(found.get(hit.number, 0), hit.last - hit.first + 1)
        return found


def _weights(record: Procedure) -> dict[str, float]:
    """Return the words of a record with their weights; a sentence that speaks of another code is left out."""
    said = {
        "title": [record.title],
        "synonyms": record.synonyms,
        "indications": record.indications,
        "approach": record.approach.steps,
        "summary": [part for part in _SENTENCE.split(record.summary) if not _OTHER_CODE.search(part)],
    }
    found: dict[str, float] = {}
    for field, parts in said.items():
        for token in tokenize("\n".join(parts)):
            found[token.word] = max(found.get(token.word, 0.0), _FIELDS[field])
    return found
