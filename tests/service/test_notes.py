"""Is a note read as a coder reads it: what is denied, past or unclear told from what was done?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.loading import load
from service.notes import ASSERTED, DENIED, LEVELS, OPEN, PAST, Reader
from service.settings import shipped_fixtures
from tests.service.lexicons import small_lexicon

SMALL = Reader(small_lexicon())
SHIPPED = Reader(load(shipped_fixtures()).lexicon)

READ = [
    # asserted
    ("a laminectomy was done", "laminectomy", ["laminectomy: asserted"]),
    ("LAMINECTOMIES at two levels", "laminectomy", ["LAMINECTOMIES: asserted"]),
    ("the lamina was removed", "laminectomy", ["lamina was removed: asserted"]),
    ("the lamina. It was removed", "laminectomy", []),
    ("a shunt", "family", ["shunt: asserted"]),
    ("nothing of the kind", "laminectomy", []),
    # denied before
    ("no laminectomy", "laminectomy", ["laminectomy: denied"]),
    ("without any laminectomy", "laminectomy", ["laminectomy: denied"]),
    ("the lamina was not removed", "laminectomy", ["lamina was not removed: denied"]),
    ("No laminectomy. A shunt", "device", ["shunt: asserted"]),
    ("no laminectomy, a shunt", "device", ["shunt: asserted"]),
    # denied after
    ("laminectomy was avoided", "laminectomy", ["laminectomy: denied"]),
    ("laminectomy not needed", "laminectomy", ["laminectomy: denied"]),
    ("laminectomy. Fluoroscopy was avoided", "laminectomy", ["laminectomy: asserted"]),
    # denied in a list
    ("no facetectomy or foraminotomy", "bone_removal", ["facetectomy: denied", "foraminotomy: denied"]),
    ("no facetectomy, or foraminotomy", "bone_removal", ["facetectomy: denied", "foraminotomy: denied"]),
    ("facets, foramina untouched", "bone_removal", ["facets: denied", "foramina: denied"]),
    ("no facetectomy, foraminotomy at both sides", "bone_removal", ["facetectomy: denied", "foraminotomy: asserted"]),
    # past
    ("prior laminectomy", "laminectomy", ["laminectomy: past"]),
    ("status post laminectomy", "laminectomy", ["laminectomy: past"]),
    ("laminectomy years ago", "laminectomy", ["laminectomy: past"]),
    ("PMH: shunt, graft. Laminectomy", "device", ["shunt: past"]),
    ("PMH: shunt, graft. Laminectomy", "graft", ["graft: past"]),
    ("PMH: shunt, graft. Laminectomy", "laminectomy", ["Laminectomy: asserted"]),
    ("prior shunt, laminectomy", "laminectomy", ["laminectomy: asserted"]),
    # open
    ("unclear whether a laminectomy was done", "laminectomy", ["laminectomy: open"]),
    ("the graft is not recorded", "graft", ["graft: open"]),
    ("A graft, perhaps. Not in the report.", "graft", ["graft: open"]),
    ("A graft. Unclear if a shunt", "graft", ["graft: asserted"]),
    ("unclear if prior shunt", "device", ["shunt: open"]),
    # literal
    ("through the old laminotomy", "reoperation", ["old laminotomy: asserted"]),
    ("through the old laminotomy", "laminectomy", []),
    ("no graft", "graft", ["no graft: asserted"]),
    ("prior surgery, no graft", "graft", ["no graft: asserted"]),
    ("prior no graft", "graft", ["no graft: past"]),
    ("no graft, laminectomy", "laminectomy", ["laminectomy: asserted"]),
    ("no shunt through the old laminotomy", "reoperation", ["old laminotomy: asserted"]),
    # turns
    ("no shunt but a graft", "graft", ["graft: asserted"]),
    ("no shunt but a graft", "device", ["shunt: denied"]),
    ("prior laminectomy now shunt", "device", ["shunt: asserted"]),
    # levels
    ("laminectomy at L4-5", "region", ["L4-5: asserted"]),
    ("prior laminectomy L3", "region", ["L3: past"]),
    ("prior laminectomy L3, now L4", LEVELS, ["L3: past", "L4: asserted"]),
    ("not at T10", LEVELS, ["T10: denied"]),
]
"""A note, a fact, and what the note says of it: words and state, in order."""


def said(reader, text, fact):
    """Return what a note says of a fact."""
    return [f"{finding.words}: {finding.state}" for finding in reader.read(text).findings if finding.fact == fact]


@pytest.mark.parametrize(("text", "fact", "expected"), READ)
def test_a_note_says_what_a_coder_reads(text, fact, expected):
    """Each finding has the words that it was read from and the state that the words around them put it in."""
    assert said(SMALL, text, fact) == expected


@pytest.mark.parametrize(
    ("text", "fact", "expected"),
    [
        ("no laminectomy was needed", "laminectomy", ["laminectomy: denied"]),
        ("prior laminectomy L3", "laminectomy", ["laminectomy: past"]),
        ("a percutaneous lead was placed", "access", ["percutaneous: asserted"]),
        ("It is unclear whether a laminectomy was done.", "laminectomy", ["laminectomy: open"]),
        ("the dura was closed; no graft", "graft", ["no graft: asserted"]),
    ],
)
def test_the_shipped_lexicon_reads_as_well(text, fact, expected):
    """Negation, history, access and doubt are read with the words that are shipped."""
    assert said(SHIPPED, text, fact) == expected


def test_a_finding_holds_what_its_phrase_says():
    """Each fact that a phrase says is a finding of its own, with its values and its place."""
    told = SMALL.read("By fluoroscopy a CSF leak is seen.").findings
    assert [(finding.fact, finding.values, finding.start) for finding in told] == [
        ("imaging_guidance", ("required",), 3),
        ("pathology", ("csf-leak", "dural-tear"), 17),
        ("family", ("dural-repair",), 17),
    ]


def test_a_level_is_a_region_and_its_vertebrae():
    """A level is found as where it lies and as what it spans."""
    told = {finding.fact: finding.values for finding in SMALL.read("L5-S1").findings}
    assert told == {"region": ("lumbar", "sacral"), LEVELS: ("L5", "S1")}


def test_only_what_is_asserted_speaks_of_today():
    """Words that are denied, past or unclear are left out of what the note is about."""
    assert SMALL.read("Shunt placed, no graft patch. PMH: fluoroscopy").current() == (
        *("shunt", "placed", "no", "graft", "patch", "pmh"),
    )
    assert SMALL.read("Shunt placed without patch").current() == ("shunt", "placed", "without")


def test_without_a_lexicon_a_note_says_only_its_levels():
    """An empty lexicon finds no phrase."""
    told = Reader(type(small_lexicon())()).read("no laminectomy at L4").findings
    assert [(finding.fact, finding.state) for finding in told] == [("region", ASSERTED), (LEVELS, ASSERTED)]


@pytest.mark.parametrize("reader", [SMALL, SHIPPED], ids=["small", "shipped"])
@given(
    text=st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                "no",
                "prior",
                "laminectomy",
                "L4-5",
                "but",
                "unclear",
                ",",
                ".",
                "graft",
                "untouched",
                "\u0130",
                "pmh",
                "or",
            ]
        )
    ).map(" ".join)
)
def test_any_note_can_be_read(reader, text):
    """Whatever a note holds, its findings are in order, in words of the note, and in one of the states."""
    note = reader.read(text)
    assert len(note.states) == len(note.tokens)
    starts = [finding.start for finding in note.findings]
    assert starts == sorted(starts)
    for finding in note.findings:
        assert finding.words == text[finding.start : finding.start + len(finding.words)] != ""
        assert finding.state in (ASSERTED, DENIED, PAST, OPEN)
