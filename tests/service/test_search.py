"""Are the right records found, in the right order, each once?"""

from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from service.errors import CursorGone, InvalidParameters
from service.search import Search
from tests.examples import smallest_record

ACTIVE = {"status": ("active",)}
RETIRED = {"status": "retired", "replaced_by": []}

LUMBAR = {"regions": ["lumbar"], "compartment": "dura"}
CERVICAL = {"regions": ["cervical"], "compartment": "dura"}

RECORDS = [
    smallest_record(code="10010", title="Laminectomy for a leak", anatomy=LUMBAR),
    smallest_record(code="10020", title="Shunt", summary="A leak, but no laminectomy."),
    smallest_record(code="10030", title="Laminectomy", anatomy=CERVICAL),
    smallest_record(code="10031", title="Fusion", synonyms=["fusion of 10030"]),
    smallest_record(code="10040", title="Leak of long ago", **RETIRED),
    smallest_record(code="20000", title="Biopsy & <b>more</b>", summary="A needle in the disc."),
]


@pytest.fixture(scope="module")
def search(catalogue_of) -> Search:
    return Search(catalogue_of(*RECORDS))


@pytest.fixture(scope="module")
def found(search):
    """Return a function that tells the tier and code of everything that a text finds."""

    def told(text, filters=ACTIVE):
        answer = search.page(text, filters, limit=50)
        assert len(answer["items"]) == answer["total"]
        return [(item["tier"], item["code"]) for item in answer["items"]]

    return told


def test_a_code_comes_first_and_what_mentions_it_next(found):
    """A code leads, before records whose words mention it."""
    assert found("10030") == [("code", "10030"), ("all-words", "10031")]


def test_the_beginning_of_a_code_finds_all_codes_with_it(found):
    """Codes that begin with a number stand in their order."""
    assert found("100") == [("prefix", code) for code in ("10010", "10020", "10030", "10031")]
    assert found("2") == [("prefix", "20000")]
    assert found("30") == []


def test_all_words_come_before_any_word(found):
    """Records with every word lead those with some, and a title leads a summary."""
    assert found("leak laminectomy") == [("all-words", "10010"), ("all-words", "10020"), ("any-word", "10030")]


def test_an_unknown_word_is_read_as_a_similar_one(search, found):
    """A slip of the pen finds what was meant, and it is told which word was read as which."""
    assert found("laminectmy leak")[:2] == [("near-spelling", "10010"), ("near-spelling", "10020")]
    answer = search.page("laminectmy", ACTIVE, limit=1)
    assert answer["read_as"] == {"laminectmy": ["laminectomy"]}
    assert answer["items"][0]["matched_on"] == [{"field": "title", "words": {"laminectmy": "Laminectomy"}}]


def test_a_word_that_nobody_knows_leaves_the_others(found):
    """An unknown word that is like no other keeps a record from holding all words, and takes nothing away."""
    assert [tier for tier, _ in found("xylophone leak")] == ["any-word", "any-word"]


def test_a_level_lifts_its_region_and_hides_nothing(found):
    """Records of the region that a level lies in come first, the rest follows."""
    assert found("laminectomy L4-5")[0] == ("all-words", "10010")
    assert found("laminectomy C5/6")[0] == ("all-words", "10030")
    assert {code for _, code in found("laminectomy C5/6")} == {"10010", "10020", "10030"}


def test_every_way_to_find_comes_in_its_place(found):
    """A text with a code, a beginning and words finds by each of them, the better way first."""
    assert found("20000 1003 leak laminectomy") == [
        ("code", "20000"),
        ("prefix", "10030"),
        ("prefix", "10031"),
        ("any-word", "10010"),
        ("any-word", "10020"),
    ]


def test_filters_apply(found):
    """Only records that fit every filter are found, retired ones when they are asked for."""
    assert found("leak", {"status": ("retired",)}) == [("all-words", "10040")]
    assert found("10040") == []
    assert found("10040", {"status": ("active", "retired")})[0] == ("code", "10040")
    assert found("leak laminectomy", {**ACTIVE, "region": ("cervical",)}) == [("any-word", "10030")]


def test_facets_count_what_was_found(search):
    """The facets are those of all records found, whatever the page."""
    answer = search.page("leak laminectomy", ACTIVE, limit=1, facets=True)
    assert answer["facets"]["region"] == {"cervical": 1, "lumbar": 1, "not-specified": 1}
    assert "facets" not in search.page("leak", ACTIVE, limit=1)


def test_an_item_tells_why_it_was_found(search):
    """An item holds the code, title and status, how and where it was found, and an escaped passage."""
    [item] = search.page("20000 more", ACTIVE, limit=5)["items"]
    assert item == {
        "code": "20000",
        "title": "Biopsy & <b>more</b>",
        "status": "active",
        "tier": "code",
        "matched_on": [
            {"field": "code", "words": {"20000": "20000"}},
            {"field": "title", "words": {"more": "more"}},
        ],
        "snippet": "Biopsy &amp; &lt;b&gt;<mark>more</mark>&lt;/b&gt;",
    }


@pytest.mark.parametrize("text", ["10030 leak laminectmy", "100", "leak", "a procedure what is done"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_follow_each_other(search, text, limit):
    """Following `next` passes every record once, in the order of one long page."""
    pages, after = [], None
    while not pages or after is not None:
        pages.append(search.page(text, ACTIVE, limit=limit, after=after))
        after = pages[-1]["next"]
    assert [item for page in pages for item in page["items"]] == search.page(text, ACTIVE, limit=200)["items"]
    assert all(len(page["items"]) == limit for page, _ in pairwise(pages))


def test_a_cursor_holds_to_its_question_and_its_data(search, catalogue_of):
    """A cursor of another text, of other filters, of a list or of other data does not lead on."""
    after = search.page("leak", ACTIVE, limit=1)["next"]
    for text, filters in (("leaks", ACTIVE), ("leak", {"status": ("active", "retired")})):
        with pytest.raises(InvalidParameters):
            search.page(text, filters, limit=1, after=after)
    with pytest.raises(CursorGone):
        Search(catalogue_of(*RECORDS[:2])).page("leak", ACTIVE, limit=1, after=after)


def test_an_unknown_family_is_refused(search):
    """A family that the set does not have is an error and no empty page."""
    with pytest.raises(InvalidParameters):
        search.page("leak", {**ACTIVE, "family": ("exmaples",)}, limit=1)


def test_an_empty_set_is_searched(catalogue_of):
    """A set without records answers with nothing."""
    assert Search(catalogue_of()).page("leak 10001 L4", {}, limit=5)["items"] == []


def test_the_same_set_gives_the_same_answer(catalogue_of, search):
    """Another index of the same records answers the same, so that any worker can give the next page."""
    other = Search(catalogue_of(*reversed(RECORDS)))
    for text in ("leak laminectomy", "100", "procedure"):
        assert other.page(text, ACTIVE, limit=3) == search.page(text, ACTIVE, limit=3)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200), st.integers(1, 8))
def test_any_text_can_be_looked_for(search, text, limit):
    """Whatever is asked, every record comes at most once, with why it was found, and no more than exist."""
    answer = search.page(text, {}, limit=limit)
    codes = [item["code"] for item in answer["items"]]
    assert len(codes) == len(set(codes)) == min(limit, answer["total"])
    assert all(item["matched_on"] for item in answer["items"])


SIGNS = ['"', "*", "(", ")", "{", "}", "+", "-", ":", "^", "\\", "'", ";", "\u200b", "\U0001f600"]


@given(st.lists(st.sampled_from(["leak", "laminectmy", "AND", "NOT", "NEAR", "title", "L4-5", "100", *SIGNS])))
@example(["L4-5", "*", "L4-5"])
def test_signs_of_other_languages_mean_nothing(search, words):
    """Operators of the full-text engine change nothing, however they stand among words."""
    # A hyphen from level to level is of our own language: it makes one run of the two.
    assume(("L4-5", "-", "L4-5") not in zip(words, words[1:], words[2:], strict=False))
    plain = [word for word in words if word not in SIGNS]
    answers = [search.page(" ".join(text), {}, limit=50)["items"] for text in (words, plain)]
    assert answers[0] == answers[1]
