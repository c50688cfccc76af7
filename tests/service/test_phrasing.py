"""Can every fact be said in words?"""

from itertools import combinations

import pytest

from schemas.facts import FACTS, NO, NONE, UNKNOWN, YES, YES_OR_NO
from schemas.vocabulary import NOT_SPECIFIED
from service.phrasing import phrase

SETTLED = [
    (name, word)
    for name, fact in FACTS.items()
    for word in ((YES, NO) if name in YES_OR_NO else fact.words)
    if word not in (NOT_SPECIFIED, UNKNOWN)
]
"""Every value that a record can settle, by its fact."""


@pytest.mark.parametrize(("name", "word"), SETTLED)
def test_every_value_can_be_put_after_when(name, word):
    """A value becomes a clause in plain words that fits behind "when"."""
    told = phrase(name, {word})
    assert told.split()[0] in {"a", "an", "the", "it", "no", "imaging"}
    assert len(told.split()) > 2
    assert told == told.strip()
    assert not told.endswith(".")


@pytest.mark.parametrize("name", FACTS)
def test_no_two_values_are_said_alike(name):
    """Clauses tell the values of a fact apart."""
    words = [word for fact, word in SETTLED if fact == name]
    told = {phrase(name, {word}) for word in words}
    assert len(told) == len(words) > 1


@pytest.mark.parametrize("name", sorted(FACTS.keys() - set(YES_OR_NO) - {"unit", "laterality"}))
def test_several_values_are_all_said(name):
    """Values stand in the order of their list, joined as they hold: together, or any of them."""
    words = [word for fact, word in SETTLED if fact == name and word != NONE]
    joint = " and " if FACTS[name].together else " or "
    for one, other in combinations(words, 2):
        told = phrase(name, {other, one})
        assert told.endswith(f"{one.replace('-', ' ')}{joint}{other.replace('-', ' ')}")


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("laminectomy", {"true"}, "a lamina is removed"),
        ("laminectomy", {"false"}, "no lamina is removed"),
        ("region", {"thoracic", "cervical"}, "the region is cervical or thoracic"),
        ("region", {"sacral", "thoracic", "cervical"}, "the region is cervical, thoracic or sacral"),
        ("bone_removal", {"none"}, "no bone is removed"),
        ("bone_removal", {"facetectomy", "laminectomy"}, "the bone work is laminectomy and facetectomy"),
        ("device", {"none"}, "no device is part of it"),
        ("device", {"csf-shunt"}, "the device is csf shunt"),
        ("unit", {"segment"}, "it is counted for each single vertebral segment"),
        ("unit", {"procedure"}, "it is counted once for the procedure, whatever its extent"),
        ("unit", {"lesion-over-5-cm"}, "it is a lesion over 5 cm across"),
        ("laterality", {"bilateral"}, "it is done on both sides"),
    ],
)
def test_a_fact_is_said_as_a_person_would(name, values, expected):
    """A clause names what the fact is about and what holds."""
    assert phrase(name, values) == expected
