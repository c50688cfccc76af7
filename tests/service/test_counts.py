"""Is it read how much was done?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import VOCABULARIES
from service.counts import GROUPS, counted
from service.notes import Reader
from tests.service.lexicons import small_lexicon

READER = Reader(small_lexicon())
ONE, TWO, MORE = (
    ["1-2-segments"],
    ["1-2-segments", "2-or-more-segments"],
    ["2-or-more-segments", "3-or-more-segments"],
)

READ = [
    ("single level", ONE, ["single level"]),
    ("Two-level laminectomy", TWO, ["Two-level"]),
    ("2 levels", TWO, ["2 level"]),
    ("three full laminae", [*MORE], ["three full lamina"]),
    ("multilevel", MORE, ["multilevel"]),
    ("six vertebrae", MORE, ["six vertebra"]),
    ("laminectomy at L4", ONE, ["L4"]),
    ("laminectomy at L4-5", TWO, ["L4-5"]),
    ("laminectomy at L3-4, L4-5", MORE, ["L3-4", "L4-5"]),
    ("L4 and again L4", ONE, ["L4"]),
    ("a single level at L3-5", ONE, ["single level"]),
    ("prior laminectomy L3, L4, now L5", TWO, ["L4", "L5"]),
    ("prior laminectomy L3-5", [], []),
    ("laminectomy", [], []),
    ("", [], []),
    ("a 4 cm sac", ["lesion-up-to-5-cm"], ["4 cm"]),
    ("a 5 CM sac", ["lesion-up-to-5-cm"], ["5 CM"]),
    ("a 5.5cm sac", ["lesion-over-5-cm"], ["5.5cm"]),
    ("a 51 mm sac", ["lesion-over-5-cm"], ["51 mm"]),
    ("a 120 mm sac", ["lesion-over-5-cm"], ["120 mm"]),
    ("a 1.25 cm sac", ["lesion-up-to-5-cm"], ["1.25 cm"]),
    ("a 45 mm sac", ["lesion-up-to-5-cm"], ["45 mm"]),
    ("9 cms", [], []),
    ("L4 with a 6 cm sac", [*ONE, "lesion-over-5-cm"], ["L4", "6 cm"]),
    ("\u0130\u0130 Two-level", TWO, ["Two-level"]),
]
"""A note, the units that it names, and the words that name them."""


@pytest.mark.parametrize(("text", "units", "words"), READ)
def test_segments_and_sizes_are_counted(text, units, words):
    """A number of levels comes before the levels named; sizes are told in centimetres or millimetres."""
    found = list(counted(text, READER.read(text)))
    assert sorted({unit for finding in found for unit in finding.values}) == sorted(units)
    assert list(dict.fromkeys(finding.words for finding in found)) == words
    assert all(text[finding.start :].startswith(finding.words) for finding in found)


def test_every_unit_that_is_compared_is_one():
    """The groups hold units of the vocabulary, and what a note can be read as is compared with something."""
    grouped = {unit for group in GROUPS for unit in group}
    assert grouped <= VOCABULARIES["unit"].keys()
    assert {unit for _, units, _ in READ for unit in units} <= grouped


@given(st.text(max_size=100) | st.text("0123456789.- cmlevTtwoL", max_size=60))
def test_any_note_can_be_counted(text):
    """Whatever a note holds, what is counted is a unit, in words of the note."""
    for finding in counted(text, READER.read(text)):
        assert set(finding.values) <= VOCABULARIES["unit"].keys()
        assert text[finding.start :].startswith(finding.words)
