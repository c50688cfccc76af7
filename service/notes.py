"""What does a note say of a case? Its facts, asserted or denied, each with the words that it was read from.

A note is read as a coder reads it: what is denied is no finding, what lies in the patient's past is none of today's,
and what the note itself calls unclear stays open.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from schemas.lexicon import Lexicon
from service.cues import Reach
from service.levels import levels_in
from service.phrases import Hit, Phrasebook, Token, tokenize

ASSERTED, DENIED, PAST, OPEN = "asserted", "denied", "past", "open"

LEVELS = "levels"
"""What a finding says besides facts and families: the vertebrae that are named."""


class Finding(NamedTuple):
    """Something that words of a note say: a fact, its values, in which state, and the words with their place."""

    fact: str
    values: tuple[str, ...]
    state: str
    words: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note as it was read: its words, the state of each, and every finding in order."""

    tokens: tuple[Token, ...]
    states: tuple[str, ...]
    findings: tuple[Finding, ...]

    def current(self) -> tuple[str, ...]:
        """Return the words that speak of today, in order, as they are matched."""
        return tuple(token.word for token in self.today())

    def today(self) -> tuple[Token, ...]:
        """Return the words that speak of today, in order, with their places."""
        return tuple(token for token, state in zip(self.tokens, self.states, strict=True) if state == ASSERTED)


class Reader:
    """Reads notes with one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._sayings = lexicon.sayings
        sayings = [(written, number) for number, saying in enumerate(lexicon.sayings) for written in saying.phrases]
        cues = [(written, -1 - number) for number, name in enumerate(_CUES) for written in getattr(lexicon.cues, name)]
        self._book = Phrasebook([*sayings, *cues])

    def read(self, text: str) -> Note:
        """Return what `text` says; any text can be read, and one that says nothing has no findings."""
        tokens = tokenize(text)
        found = self._book.find(tokens)
        hits = _longest([hit for hit in found if hit.number >= 0])
        literal = {place for hit in hits if self._sayings[hit.number].literal for place in _places(hit)}
        hits = [hit for hit in hits if self._sayings[hit.number].literal or literal.isdisjoint(_places(hit))]
        states = _states(tokens, [hit for hit in found if hit.number < 0 and hit.first not in literal])
        findings = [*self._said(text, tokens, states, hits), *_levels(text, tokens, states)]
        return Note(
            tokens=tuple(tokens),
            states=tuple(states),
            findings=tuple(sorted(findings, key=_START)),
        )

    def _said(
        self, text: str, tokens: Sequence[Token], states: Sequence[str], hits: Sequence[Hit]
    ) -> Iterator[Finding]:
        for hit in hits:
            saying = self._sayings[hit.number]
            state = _state(states[hit.first : hit.last + 1])
            if saying.literal and state == DENIED:
                state = ASSERTED
            start, end = tokens[hit.first].start, tokens[hit.last].end
            for fact, values in saying.says.items():
                yield Finding(fact, values, state, text[start:end], start)


_START = attrgetter("start")

_CUES = ("not_before", "not_after", "past_before", "past_sentence", "past_after", "open", "turn")


def _states(tokens: Sequence[Token], cues: Sequence[Hit]) -> list[str]:
    """Return the state of every word: asserted, unless a cue within reach says otherwise.

    What is open is open, whatever else reaches it, and what is past is not denied.
    """
    found: dict[str, list[Hit]] = {name: [] for name in _CUES}
    for hit in cues:
        found[_CUES[-1 - hit.number]].append(hit)
    reach = Reach(tokens, {hit.first for hit in found["turn"]})
    states = [ASSERTED] * len(tokens)
    for state, ways in (
        (DENIED, (("not_after", reach.list_backward), ("not_before", reach.list_forward))),
        (PAST, (("past_after", reach.backward), ("past_before", reach.forward), ("past_sentence", reach.rest))),
        (OPEN, (("open", reach.sentence),)),
    ):
        for name, reached in ways:
            for hit in found[name]:
                for run in reached(hit):
                    states[run.start : run.stop] = [state] * len(run)
    return states


def _places(hit: Hit) -> range:
    return range(hit.first, hit.last + 1)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits without those of the same saying that lie inside a longer one."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.number, hit.first, -hit.last)):
        if kept and kept[-1].number == hit.number and hit.last <= kept[-1].last:
            continue
        kept.append(hit)
    return kept


def _state(states: Sequence[str]) -> str:
    """Return the state of a phrase: that of its words where one differs from the rest."""
    for state in (OPEN, DENIED, PAST):
        if state in states:
            return state
    return ASSERTED


def _levels(text: str, tokens: Sequence[Token], states: Sequence[str]) -> Iterator[Finding]:
    """Yield the vertebrae of the levels that a note names, and their regions."""
    starts = [token.start for token in tokens]
    for level in levels_in(text):
        first = bisect_left(starts, level.start)
        state = _state(states[first : bisect_left(starts, level.end, first)])
        words = text[level.start : level.end]
        yield Finding("region", level.regions, state, words, level.start)
        yield Finding(LEVELS, level.vertebrae, state, words, level.start)
