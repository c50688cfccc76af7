"""Do shared words count by how rare they are and where they stand?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.written import ProcedureSchema
from service.likeness import Likeness
from service.phrases import tokenize
from tests.examples import record_sets, smallest_record

RECORDS = [
    smallest_record(code="10001", title="Laminectomy for tumor", summary="A common word."),
    smallest_record(
        code="10002", title="Shunt", summary="A common word. 10001 is for a meningioma.", synonyms=["LP shunt"]
    ),
    smallest_record(
        code="10003", title="Biopsy", summary="A common word of a laminectomy.", synonyms=["core", "core biopsy"]
    ),
]


def likeness(records=RECORDS):
    """Return the words of records."""
    return Likeness([ProcedureSchema().load(record) for record in records])


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["laminectomy"], [0, 2]),
        (["biopsy"], [2]),
        (["common", "shunt"], [1]),
        (["shunt", "common", "biopsy", "tumor", "biopsy"], [0, 1, 2]),
    ],
)
def test_shared_words_weigh_by_field_and_rarity(words, order):
    """A word of a title weighs more than one of a summary, and a rare one more than one that all records have."""
    shares = likeness().shares(words)
    if order == [0, 1, 2]:
        assert shares[0] == shares[1] == shares[2]
    else:
        best = sorted(range(3), key=lambda place: -shares[place])
        assert best[: len(order)] == order
        assert shares[best[0]] > shares[best[1]]


def test_a_share_is_of_the_words_that_any_record_has():
    """Words that no record has do not count against any, and a note without known words shares nothing."""
    words = likeness()
    assert (
        words.shares(["shunt", "zebra"]).tolist() == words.shares(["shunt"]).tolist() == pytest.approx([0.0, 1.0, 0.0])
    )
    assert words.shares(["zebra"]).tolist() == words.shares([]).tolist() == [0.0, 0.0, 0.0]


def test_a_sentence_about_another_code_is_not_of_the_record():
    """What a summary says of another code makes the record no more like it."""
    assert likeness().shares(["meningioma"]).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an LP shunt", [0, 2, 0]),
        ("a core biopsy", [0, 0, 2]),
        ("a core, and then a biopsy", [0, 0, 1]),
        ("a shunt", [0, 0, 0]),
        ("", [0, 0, 0]),
    ],
)
def test_a_note_names_a_record_by_its_synonyms(text, expected):
    """The longest synonym that stands in a note counts, by its words."""
    assert likeness().named(tokenize(text)).tolist() == expected


def test_a_synonym_without_words_names_nothing():
    """A synonym in letters that are not read is passed over."""
    words = likeness([smallest_record(synonyms=["\u0448\u0443\u043d\u0442", "shunt"])])
    assert words.named(tokenize("\u0448\u0443\u043d\u0442 shunt")).tolist() == [1]


def test_a_synonym_may_skip_words_as_a_phrase_does():
    """A synonym with a star or three dots stands wherever such a phrase of the lexicon would."""
    words = likeness(
        [smallest_record(synonyms=["biops* ... core"]), smallest_record(code="10002", synonyms=["\u212aore"])]
    )
    assert words.named(tokenize("biopsies of the core")).tolist() == [4, 0]
    assert words.named(tokenize("a core kore")).tolist() == [0, 1]


@given(drawn=record_sets(), text=st.text(max_size=80))
def test_any_note_shares_between_nothing_and_all(drawn, text):
    """Whatever the records and the note, each share lies between 0 and 1, and word order does not matter."""
    words = likeness(drawn)
    told = [token.word for token in tokenize(text)]
    shares = words.shares(told)
    assert len(shares) == len(drawn)
    assert all(0 <= share <= 1 + 1e-9 for share in shares)
    assert words.shares(reversed(told)).tolist() == shares.tolist()
