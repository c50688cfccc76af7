"""Which names stand in a note? Names of one word or more, found all at once by a tree that is held in arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """The steps from the nodes of one level of the tree to those of the next.

    A step is one number made of node and word; `steps` holds all in order, and the nth leads to node `first` + n.
    `ends` holds in order the nodes at which names end, one as often as it has bearers, and `bearers` who these are.
    """

    steps: Numbers
    first: int
    ends: Numbers
    bearers: NDArray[np.int32]


class Names:
    """Names as runs of numbered words, each with a bearer; a bearer may have several, and a name several bearers.

    Names that begin with the same words share nodes of a tree, and all places of a note walk down it at once, so that
    a note takes as many searches of sorted arrays as the longest name has words, whatever it holds.

    Args:
        held: the numbers of words, runs of which are the names.
        starts: where in `held` each name begins.
        lengths: how many words each name has; one without words stands nowhere.
        bearers: the number of who bears each name.
        words: how many words are numbered.
        size: how many bearers there are.
    """

    def __init__(
        self, held: Numbers, starts: Numbers, lengths: Numbers, bearers: Numbers, *, words: int, size: int
    ) -> None:
        self._words, self._size = words, size
        self._levels: list[_Level] = []
        who = bearers.astype(np.int32)
        nodes, first = np.zeros(len(lengths), dtype=np.int64), 1
        for level in range(int(lengths.max(initial=0))):
            longer = np.flatnonzero(lengths > level)
            steps, reached = np.unique(nodes[longer] * words + held[starts[longer] + level], return_inverse=True)
            nodes[longer] = first + reached
            ending = np.flatnonzero(lengths == level + 1)
            ending = ending[np.argsort(nodes[ending], kind="stable")]
            self._levels.append(_Level(steps=steps, first=first, ends=nodes[ending], bearers=who[ending]))
            first += len(steps)

    def longest(self, words: Numbers, sentences: Numbers) -> NDArray[np.int64]:
        """Return, bearer by bearer, the words of the longest of its names that stands in a note; 0 where none does.

        Args:
            words: the numbers of the words of a note, -1 for one that has none.
            sentences: the number of the sentence that each stands in; a name stays in its sentence.
        """
        found = np.zeros(self._size, dtype=np.int64)
        places, nodes = np.arange(len(words)), np.zeros(len(words), dtype=np.int64)
        for length, level in enumerate(self._levels, start=1):
            lasts = places + length - 1
            going = lasts < len(words)
            places, nodes, lasts = places[going], nodes[going], lasts[going]
            going = (words[lasts] >= 0) & (sentences[lasts] == sentences[places])
            places, steps = places[going], nodes[going] * self._words + words[lasts[going]]
            at = np.searchsorted(level.steps, steps)
            going = at < len(level.steps)
            going[going] = level.steps[at[going]] == steps[going]
            places, nodes = places[going], level.first + at[going]
            if not len(places):
                break
            ended = np.unique(nodes)
            begins, ends = (np.searchsorted(level.ends, ended, side) for side in ("left", "right"))
            found[level.bearers[spread(begins, ends - begins)]] = length
        return found


def spread(starts: Numbers, counts: Numbers) -> Numbers:
    """Return the numbers from each start on, as many as it counts, one run after the other."""
    return np.repeat(starts - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
