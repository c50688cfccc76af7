"""How much does a note say was done? Segments, and the size of a lesion, as units of counting."""

import re
from collections.abc import Iterator, Sequence

from service.notes import ASSERTED, LEVELS, Finding, Note

_NUMBERS = {"single": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "multi": 3, "multiple": 3}
_COUNTED = re.compile(
    r"\b(single|one|two|three|four|five|six|multi|multiple|[1-9])[- ]?"
    r"(?:full )?(?:level|segment|lamina|vertebra)"
)
_SIZE = re.compile(r"\b(\d{1,2}(?:\.\d)?) ?(cm|mm)\b")
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
    segments = _segments(text.lower(), note.findings)
    if segments:
        number, words, start = segments
        yield Finding(fact="unit", values=_units(number), state=ASSERTED, words=words, start=start)
    if size := _SIZE.search(text.lower()):
        centimetres = float(size[1]) / (10 if size[2] == "mm" else 1)
        unit = "lesion-over-5-cm" if centimetres > _LARGE else "lesion-up-to-5-cm"
        yield Finding(fact="unit", values=(unit,), state=ASSERTED, words=size[0], start=size.start())


def _units(segments: int) -> tuple[str, ...]:
    if segments > 2:
        return ("3-or-more-segments", "2-or-more-segments")
    return ("1-2-segments", "2-or-more-segments") if segments == 2 else ("1-2-segments",)


def _segments(text: str, findings: Sequence[Finding]) -> tuple[int, str, int] | None:
    """Return how many segments were done, with the words that say so and where they stand, or None if none do."""
    if match := _COUNTED.search(text):
        return _NUMBERS.get(match[1]) or int(match[1]), match[0], match.start()
    today = [finding for finding in findings if finding.fact == LEVELS and finding.state == ASSERTED]
    vertebrae = {vertebra for finding in today for vertebra in finding.values}
    return (len(vertebrae), ", ".join(f.words for f in today), today[0].start) if vertebrae else None
