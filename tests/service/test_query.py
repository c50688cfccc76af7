"""Is a line of text understood as its writer meant it?"""

import pytest

from schemas.written import ProcedureSchema
from service.fulltext import Fulltext, index_of
from service.query import LEVEL, UNKNOWN, WORD, Query, understand
from tests.examples import smallest_record

CODES = ("0275T", "10001", "63001", "63003", "63707", "63709")

TEXTS = [
    "csf leak",
    "laminectomy",
    "laminectomies",
    "laminotomy",
    "pseudomeningocele",
    "lumbar number",
    "disc herniation",
    "without graft of the dura",
    "hematoma",
]


@pytest.fixture(scope="module")
def index() -> Fulltext:
    return Fulltext(index_of([ProcedureSchema().load(smallest_record(synonyms=TEXTS, diagnoses=["G96.02", "G96.09"]))]))


@pytest.fixture(scope="module")
def read(index):
    def told(text: str) -> Query:
        return understand(text, CODES, index)

    return told


@pytest.mark.parametrize(
    ("text", "codes", "prefixes"),
    [
        ("63709", ("63709",), ()),
        ("63709 63707", ("63707", "63709"), ()),
        ("is it 63707, or 63709?", ("63707", "63709"), ()),
        ("0275t", ("0275T",), ()),
        ("63708", (), ()),
        ("6", (), ("6",)),
        ("63", (), ("63",)),
        ("637", (), ("637",)),
        ("0275", (), ("0275",)),
        ("637 laminectomy", (), ("637",)),
        ("63 laminectomy", (), ()),
        ("9", (), ()),
        ("٦٣٧", (), ()),
        ("63707x", (), ()),
    ],
)
def test_codes_and_their_beginnings_are_known(read, text, codes, prefixes):
    """A code of the set is known in any case; a number is the beginning of codes if it is alone or has three digits."""
    query = read(text)
    assert (query.codes, query.prefixes) == (codes, prefixes)


def test_a_word_is_read_in_its_forms(read):
    """A word of the set is read as all its forms and nothing else."""
    [term] = read("Laminectomies").terms
    assert (term.given, term.kind, term.words) == ("Laminectomies", WORD, ("laminectomies", "laminectomy"))
    assert read("laminectomy").read_as == {}


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("laminectmy", ["laminectomy"]),
        ("laminetcomy", ["laminectomy"]),
        ("psuedomeningocele", ["pseudomeningocele"]),
        ("lumber", ["lumbar"]),
        ("haematoma", ["hematoma"]),
        ("disk", ["disc"]),
        ("herni", ["herniation"]),
        ("lamin", ["laminectomies", "laminectomy", "laminotomy"]),
        ("kaminectomy", ["laminectomy"]),
    ],
)
def test_an_unknown_word_is_read_as_a_similar_one(read, word, words):
    """A word that the set does not have is read as those it begins, else as those spelt most like it."""
    query = read(word)
    assert [term.kind for term in query.terms] == [UNKNOWN]
    assert query.read_as == {word: words}


@pytest.mark.parametrize("word", ["dis", "csv", "xylophone", "63708", "g96x", "\u8133\u90e8", "\U0001f600", "9999999"])
def test_a_short_or_strange_word_is_read_as_nothing_else(read, word):
    """Words of three letters, numbers, and words like no other are not guessed at."""
    query = read(word)
    assert query.read_as == {}
    assert query.expressions == {}


def test_a_level_is_read_as_its_regions(read):
    """A level looks for the regions it lies in, and is no word."""
    query = read("laminectomy L5-S1")
    assert [(term.given, term.kind) for term in query.terms] == [("L5-S1", LEVEL), ("laminectomy", WORD)]
    assert query.read_as == {"L5-S1": ["lumbar", "sacral"]}
    assert query.terms[0].fields == ("region",)


def test_the_name_of_a_region_counts_where_regions_are_named(read):
    """A region is looked for in titles, synonyms and the fact itself, and not in prose that mentions a lumbar drain."""
    assert read("lumbar").terms[0].fields == ("title", "synonyms", "region")
    assert read("number").terms[0].fields == ()


def test_a_diagnosis_keeps_its_dot(read):
    """A diagnosis is one word, and its category is another."""
    assert [term.words for term in read("g96.02").terms] == [("g96.02",)]
    assert [term.words for term in read("G96").terms] == [("g96",)]
    assert [term.words for term in read("g96.01").terms] == [()]


def test_small_words_are_passed_over_but_no_and_without_are_not(read):
    """Articles and the like are not looked for, unless there is nothing else."""
    assert [term.given for term in read("a graft of the dura without leak").terms] == [
        "graft", "dura", "without", "leak",
    ]  # fmt: skip
    assert [term.given for term in read("of the").terms] == ["of", "the"]


def test_a_word_given_twice_counts_once(read):
    """Repetition adds nothing."""
    assert [term.given for term in read("Leak leak LEAK csf l4-5 L4-5").terms] == ["l4-5", "Leak", "csf"]


def test_only_ten_words_are_guessed_at(read):
    """However many unknown words a text holds, the work stays bounded."""
    query = read(" ".join(f"laminect{letter}my" for letter in "abcdefghijkl"))
    assert [bool(term.words) for term in query.terms] == [True] * 10 + [False] * 2


@pytest.mark.parametrize(
    "text",
    ['"', '""""', "*", "leak*", '"leak', "NEAR(csf leak, 2)", "title:leak", "{title} : leak", "-leak", "^leak", "(((",
     "leak AND", "AND OR NOT", "csf + leak", "\\", "';--", "%", "leak OR 1=1", "\u200b", "a\u0301", "\u202e"],
)  # fmt: skip
def test_no_text_is_an_expression(read, index, text):
    """Whatever stands in a text, the expressions made of it can be asked; its signs mean nothing."""
    query = read(text)
    for expression in query.expressions.values():
        index.matching(expression)
        index.ranked(expression, 5)


def test_the_words_of_an_operator_are_words(read):
    """AND, OR and NEAR in a text are words like others."""
    assert [term.given for term in read("leak NEAR csf").terms] == ["leak", "NEAR", "csf"]
