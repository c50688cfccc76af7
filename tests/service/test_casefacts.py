"""Does what is known of a case come from its note, and does it agree with a record as a coder would say?"""

import pytest

from schemas.facts import FACTS, NONE, YES_OR_NO
from schemas.lexicon import FAMILY
from schemas.vocabulary import NOT_SPECIFIED
from schemas.written import ProcedureSchema
from service.casefacts import CONTRADICTS, FITS, NEEDS, NEUTRAL, Known, agreement, given, known, profile
from service.notes import Reader
from tests.examples import smallest_record
from tests.service.lexicons import small_lexicon

READER = Reader(small_lexicon())


def case(text):
    """Return what is known of a case by its note."""
    return known(READER.read(text).findings)


def record(**changes):
    """Return what a record says, the smallest one with changes."""
    return profile(ProcedureSchema().load(smallest_record(**changes)))


LAMINA = {"laminectomy": {"role": "required"}, "bone_removal": ["laminectomy"]}
REGIONS = {"anatomy": {"regions": ["lumbar", "sacral"], "compartment": "dura"}}

KNOWN = [
    ("laminectomy", "laminectomy", Known(values=frozenset({"true"}), words=("laminectomy",))),
    (
        "no laminectomy",
        "laminectomy",
        Known(values=frozenset({"false"}), words=("laminectomy",), denying=("laminectomy",)),
    ),
    ("unclear if laminectomy", "laminectomy", Known(open=True, words=("laminectomy",))),
    ("prior laminectomy", "laminectomy", Known()),
    ("laminectomy. Laminotomy", "laminectomy", Known(values=frozenset({"true"}), words=("laminectomy", "Laminotomy"))),
    ("a patch, no graft", "graft", Known(values=frozenset({"false"}), words=("patch", "no graft"))),
    ("no patch", "graft", Known(values=frozenset({"false"}), words=("patch",), denying=("patch",))),
    ("prior shunt", "device", Known(values=frozenset({"csf-shunt"}), words=("shunt",))),
    ("no facetectomy", "bone_removal", Known(denied=frozenset({"facetectomy"}), denying=("facetectomy",))),
    ("facet. No facet", "bone_removal", Known(values=frozenset({"facetectomy"}), words=("facet",), denying=("facet",))),
    (
        "unclear if laminectomy",
        "bone_removal",
        Known(maybe=frozenset({"laminectomy"}), open=True, words=("laminectomy",)),
    ),
    ("L4 and L5-S1", "region", Known(values=frozenset({"lumbar", "sacral"}), words=("L4", "L5-S1"))),
]
"""A note, a fact, and what is known of it."""


@pytest.mark.parametrize(("text", "fact", "expected"), KNOWN)
def test_findings_come_to_what_is_known(text, fact, expected):
    """Today counts, a denied yes is a no, doubt stays doubt, and only what was left behind is kept of the past."""
    assert case(text)[fact] == expected


def test_what_is_not_told_is_not_known():
    """A fact that no words speak of is left out, which is not the same as no."""
    assert case("a shunt").keys() == {"device", FAMILY}
    assert case("") == {}


AGREES = [
    ("laminectomy", "laminectomy", LAMINA, FITS),
    ("no laminectomy", "laminectomy", LAMINA, CONTRADICTS),
    ("no laminectomy", "laminectomy", {}, FITS),
    ("unclear if laminectomy", "laminectomy", LAMINA, NEUTRAL),
    ("a shunt", "laminectomy", LAMINA, NEEDS),
    ("laminectomy", "laminectomy", {"laminectomy": {"role": NOT_SPECIFIED}}, NEUTRAL),
    (
        "laminectomy",
        "laminectomy",
        {"laminectomy": {"role": "one-of"}, "bone_removal": ["laminectomy", "laminotomy"]},
        FITS,
    ),
    (
        "laminotomy",
        "laminectomy",
        {"laminectomy": {"role": "one-of"}, "bone_removal": ["laminectomy", "laminotomy"]},
        NEUTRAL,
    ),
    ("L4", "region", REGIONS, FITS),
    ("T4", "region", REGIONS, CONTRADICTS),
    ("T4", "region", {}, NEUTRAL),
    ("not at L4", "region", REGIONS, NEEDS),
    ("not at L5-S1", "region", REGIONS, CONTRADICTS),
    ("no laminectomy", "bone_removal", {**LAMINA, "bone_removal": ["laminectomy", "facetectomy"]}, CONTRADICTS),
    ("facetectomy", "bone_removal", LAMINA, CONTRADICTS),
    ("percutaneous", "access", {"approach": {"access": "percutaneous-or-open", "route": "posterior"}}, FITS),
    ("percutaneous", "access", {}, CONTRADICTS),
    ("percutaneous", "access", {"approach": {"access": NOT_SPECIFIED, "route": "posterior"}}, NEUTRAL),
]
"""A note, a fact, what a record says, and whether they agree."""


@pytest.mark.parametrize(("text", "fact", "changes", "verdict"), AGREES)
def test_a_case_agrees_with_a_record_or_not(text, fact, changes, verdict):
    """A record that leaves a fact open contradicts nothing, and what the case does not say is needed, not denied."""
    assert agreement(case(text), record(**changes), fact) == verdict


def test_counts_of_different_things_do_not_contradict():
    """A number of segments says nothing of a code that is counted by the device; a code for segments fits or not."""
    told = given({"unit": ["1-2-segments"]})
    expected = {"device": NEEDS, "1-2-segments": FITS, "3-or-more-segments": CONTRADICTS}
    for unit, verdict in expected.items():
        assert agreement(told, record(reporting={"unit": unit, "add_on": False}), "unit") == verdict


@pytest.mark.parametrize("name", YES_OR_NO)
def test_a_given_yes_or_no_is_told_in_any_of_its_words(name):
    """The words of involvement, where a fact has them, mean the same as true and false."""
    if "required" in FACTS[name].words:
        assert given({name: ["required"]}) == given({name: ["true"]})
        assert given({name: ["excluded"]}) == given({name: ["not-involved"]}) == given({name: ["false"]})
    assert given({name: ["true"]})[name].values == {"true"}


@pytest.mark.parametrize(("name", "word"), [("laminectomy", "unknown"), ("region", NOT_SPECIFIED), ("graft", "one-of")])
def test_unknown_given_outright_is_never_a_no(name, word):
    """The words for unknown say the same as null: the fact is unclear, and contradicts no record."""
    assert given({name: [word]}) == given({name: None}) == {name: Known(open=True)}
    for changes in (LAMINA, REGIONS, {"graft": "required"}, {}):
        assert agreement(given({name: [word]}), record(**changes), name) != CONTRADICTS


@pytest.mark.parametrize("name", FACTS)
def test_what_a_record_says_fits_the_record(shipped, name):
    """A case given what a record says of a fact, in the record's own words, never contradicts that record."""
    for entry in shipped.values():
        own = FACTS[name].read(entry)
        verdict = agreement(given({name: own}), profile(entry), name)
        open_ = name not in YES_OR_NO and own == (NOT_SPECIFIED,)
        assert verdict == (FITS if FACTS[name].settle(entry) and not open_ else NEUTRAL), entry.code


def test_a_profile_holds_every_fact_and_the_family():
    """What a record says of each fact is read once, and whether its bone steps are alternatives."""
    told = record()
    assert told.wanted == {
        **{name: fact.settle(told.record) for name, fact in FACTS.items()},
        FAMILY: {"examples"},
    }
    assert told.wanted["bone_removal"] == {NONE}
    assert not told.one_of
    assert record(laminectomy={"role": "one-of"}, bone_removal=["laminectomy", "laminotomy"]).one_of
