"""How much does a note say was done? Segments, and the size of a lesion, as units of counting."""

import re
from collections.abc import Iterator, Sequence

from service.notes import ASSERTED, LEVELS, Finding, Note
from service.phrases import lowered

_NUMBERS = {"single": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "multi": 3, "multiple": 3}
_COUNTED = re.compile(
    r"\b(single|one|two|three|four|five|six|multi|multiple|[1-9])[- ]?"
    r"(?:full )?(?:level|segment|lamina|vertebra)"
)
_SIZE = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,2})?) ?(cm|mm)\b")
_LARGE = 5.0

GROUPS = (
    frozenset({"1-2-segments", "2-or-more-segments", "3-or-more-segments"}),
    frozenset({"session", "session-series"}),
    frozenset({"injection", "catheter"}),
    frozenset({"lesion-up-to-5-cm", "lesion-over-5-cm"}),
    frozenset({"segment", "additional-segment"}),
    frozenset({"interspace", "additional-interspace", "additional-interspaces"}),
    frozenset({"lesion", "additional-lesion"}),
)
"""Units of which a case has one or another; those of different groups are counts of different things."""


def counted(text: str, note: Note) -> Iterator[Finding]:
    """Yield what a note says of how much was done, as findings of the unit."""
    number, places = _segments(lowered(text), note.findings)
    for start, end in places:
        yield Finding(fact="unit", values=_units(number), state=ASSERTED, words=text[start:end], start=start)
    if size := _SIZE.search(lowered(text)):
        centimetres = float(size[1]) / (10 if size[2] == "mm" else 1)
        unit = "lesion-over-5-cm" if centimetres > _LARGE else "lesion-up-to-5-cm"
        yield Finding(
            fact="unit", values=(unit,), state=ASSERTED, words=text[size.start() : size.end()], start=size.start()
        )


def _units(segments: int) -> tuple[str, ...]:
    if segments > 2:
        return ("3-or-more-segments", "2-or-more-segments")
    return ("1-2-segments", "2-or-more-segments") if segments == 2 else ("1-2-segments",)


def _segments(text: str, findings: Sequence[Finding]) -> tuple[int, list[tuple[int, int]]]:
    """Return how many segments were done, and where the words that say so begin and end: nowhere if none do."""
    if match := _COUNTED.search(text):
        return _NUMBERS.get(match[1]) or int(match[1]), [match.span()]
    today = [finding for finding in findings if finding.fact == LEVELS and finding.state == ASSERTED]
    vertebrae = {vertebra for finding in today for vertebra in finding.values}
    return len(vertebrae), [(finding.start, finding.start + len(finding.words)) for finding in today]
