"""What does a note say of a case? Its facts, asserted or denied, each with the words that it was read from.

A note is read as a coder reads it: what is denied is no finding, what lies in the patient's past is none of today's,
and what the note itself calls unclear stays open.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.lexicon import Lexicon
from service.cues import Reach
from service.levels import levels_in
from service.phrases import Hit, Phrasebook, Token, tokenize

ASSERTED, DENIED, PAST, OPEN = "asserted", "denied", "past", "open"

LEVELS = "levels"
"""What a finding says besides facts and families: the vertebrae that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
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
        self._book = Phrasebook(
            (written, number) for number, saying in enumerate(lexicon.sayings) for written in saying.phrases
        )
        self._cues = {name: Phrasebook((written, 0) for written in getattr(lexicon.cues, name)) for name in _CUES}

    def read(self, text: str) -> Note:
        """Return what `text` says; any text can be read, and one that says nothing has no findings."""
        tokens = tokenize(text)
        hits = self._hits(tokens)
        literal = {place for hit in hits if self._sayings[hit.number].literal for place in _places(hit)}
        states = self._states(tokens, literal)
        findings = [*self._said(text, tokens, states, hits), *_levels(text, tokens, states)]
        return Note(
            tokens=tuple(tokens),
            states=tuple(states),
            findings=tuple(sorted(findings, key=lambda finding: finding.start)),
        )

    def _hits(self, tokens: Sequence[Token]) -> list[Hit]:
        """Return the phrases found, without those that a longer one or a literal one takes the words of."""
        hits = _longest(list(self._book.find(tokens)))
        taken = [_places(hit) for hit in hits if self._sayings[hit.number].literal]
        return [
            hit
            for hit in hits
            if self._sayings[hit.number].literal
            or not any(hit.first <= span[-1] and span[0] <= hit.last for span in taken)
        ]

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
                yield Finding(fact=fact, values=values, state=state, words=text[start:end], start=start)

    def _states(self, tokens: Sequence[Token], literal: set[int]) -> list[str]:
        """Return the state of every word: asserted, unless a cue within reach says otherwise."""
        states = [ASSERTED] * len(tokens)
        found = {
            name: [hit for hit in book.find(tokens) if hit.first not in literal] for name, book in self._cues.items()
        }
        reach = Reach(tokens, frozenset(hit.first for hit in found["turn"]))
        for name, state, reached in (
            ("past_after", PAST, reach.backward),
            ("past_before", PAST, reach.forward),
            ("past_sentence", PAST, reach.rest),
            ("not_after", DENIED, reach.list_backward),
            ("not_before", DENIED, reach.list_forward),
            ("open", OPEN, reach.sentence),
        ):
            for hit in found[name]:
                for place in reached(hit):
                    if states[place] != PAST or state == OPEN:
                        states[place] = state
        return states


_CUES = ("not_before", "not_after", "past_before", "past_sentence", "past_after", "open", "turn")


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
    return next((state for state in (OPEN, DENIED, PAST) if state in states), ASSERTED)


def _levels(text: str, tokens: Sequence[Token], states: Sequence[str]) -> Iterator[Finding]:
    """Yield the vertebrae of the levels that a note names, and their regions."""
    starts = [token.start for token in tokens]
    for level in levels_in(text):
        first = bisect_left(starts, level.start)
        held = states[first : bisect_left(starts, level.end, first)]
        for fact, values in (("region", level.regions), (LEVELS, level.vertebrae)):
            yield Finding(
                fact=fact,
                values=values,
                state=_state(held),
                words=text[level.start : level.end],
                start=level.start,
            )
