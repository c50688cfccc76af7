"""Are phrases found where they stand, and nowhere else?"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.phrases import LONGEST_GAP, Phrasebook, singular, tokenize


def found(phrase, text):
    """Return the words of `text` that a phrase is found in."""
    tokens = tokenize(text)
    return [text[tokens[hit.first].start : tokens[hit.last].end] for hit in Phrasebook([(phrase, 0)]).find(tokens)]


MATCHES = [
    ("lamina", "the lamina went", ["lamina"]),
    ("lamina", "The LAMINA went", ["LAMINA"]),
    ("lamina", "laminar", []),
    ("lamina", "two laminas", ["laminas"]),
    ("laminas", "one lamina", ["lamina"]),
    ("biopsy", "two biopsies", ["biopsies"]),
    ("laminectom*", "a laminectomy, two laminectomies", ["laminectomy", "laminectomies"]),
    ("laminectom*", "hemilaminectomy", []),
    ("graft*", "graft", ["graft"]),
    ("csf leak", "a CSF  leak", ["CSF  leak"]),
    ("csf leak", "a csf-leak", ["csf-leak"]),
    ("csf leak", "csf, leak", ["csf, leak"]),
    ("csf leak", "csf. leak", []),
    ("csf leak", "csf.leak", ["csf.leak"]),
    ("csf leak", "csf\nleak", []),
    ("csf leak", "csf; leak", []),
    ("csf leak", "csf? leak", []),
    ("csf leak", "csf big leak", []),
    ("csf leak", "leak csf", []),
    ("lamina ... removed", "lamina removed", ["lamina removed"]),
    ("lamina ... removed", "lamina was then quickly fully removed", ["lamina was then quickly fully removed"]),
    ("lamina ... removed", "lamina was then quickly and fully removed", []),
    ("lamina ... removed", "lamina. Disc removed", []),
    ("lamina ... removed", "lamina removed and removed", ["lamina removed"]),
    ("lamina* ... remov*", "laminae were not removed", ["laminae were not removed"]),
    ("a ... b ... c", "a x b x x c", ["a x b x x c"]),
    ("a a", "a a a", ["a a", "a a"]),
    ("w/o graft", "W/O graft", ["W/O graft"]),
    ("lamina", "", []),
    ("lamina", "\u043b\u0430\u043c\u0438\u043d\u0430", []),
]
"""A phrase, a text, and the words that it is found in."""


@pytest.mark.parametrize(("phrase", "text", "expected"), MATCHES)
def test_a_phrase_is_found_in_its_words(phrase, text, expected):
    """Words fit whole and in either number, a star lets a word go on, three dots skip a few; never across sentences."""
    assert found(phrase, text) == expected


@pytest.mark.parametrize("gap", range(LONGEST_GAP + 3))
def test_a_gap_is_bounded(gap):
    """Three dots stand for no more words than a reader keeps in mind."""
    assert bool(found("lamina ... removed", f"lamina {'then ' * gap}removed")) == (gap <= LONGEST_GAP)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("discs", "disc"),
        ("biopsies", "biopsy"),
        ("process", "process"),
        ("thrombus", "thrombus"),
        ("stenosis", "stenosis"),
        ("gas", "gas"),
        ("lamina", "lamina"),
        ("", ""),
    ],
)
def test_a_plural_is_read_as_its_singular(word, expected):
    """The ending of a plural falls away, and what only looks like one stays."""
    assert singular(word) == expected


def test_marks_end_clauses_and_stops_end_sentences():
    """Commas, colons, brackets and dashes end a clause; stops, semicolons and line breaks end a sentence with it."""
    tokens = tokenize("a, b: c (d) e - f. g! h? i; j\nk v1.5 l-m")
    assert [(token.word, token.clause, token.sentence) for token in tokens] == [
        *(("a", 0, 0), ("b", 1, 0), ("c", 2, 0), ("d", 3, 0), ("e", 4, 0), ("f", 5, 0)),
        *(("g", 6, 1), ("h", 7, 2), ("i", 8, 3), ("j", 9, 4)),
        *(("k", 10, 5), ("v1", 10, 5), ("5", 10, 5), ("l", 10, 5), ("m", 10, 5)),
    ]


def test_each_phrase_is_found_with_its_number():
    """Hits come in the order of their first words, phrases that share a beginning among them."""
    book = Phrasebook([("no graft", 1), ("no", 2), ("graft*", 3), ("no patch", 4)])
    hits = book.find(tokenize("a patch, no grafts"))
    assert [(hit.number, hit.first, hit.last) for hit in hits] == [(1, 2, 3), (2, 2, 2), (3, 3, 3)]


def test_letters_that_grow_in_lower_case_do_not_shift_the_words():
    """A capital that turns into two characters leaves every word in its place."""
    assert found("lamina", "\u0130\u0130\u0130 LAMINA removed") == ["LAMINA"]


@given(st.text(max_size=200) | st.text("aA .,;-\n\u0130\u212a1", max_size=200))
def test_any_text_has_words(text):
    """Whatever a text holds, its words lie in it in order, and clauses and sentences only count up."""
    tokens = tokenize(text)
    assert all(singular(text[token.start : token.end].lower()) == token.word for token in tokens)
    for one, other in pairwise(tokens):
        assert one.end <= other.start
        assert one.clause <= other.clause
        assert one.sentence <= other.sentence


@given(
    st.lists(st.sampled_from(["ab", "ab*", "b", "... b", "... b*"]), min_size=1, max_size=4),
    st.lists(st.sampled_from(["ab", "abc", "b", "bc", "x", "x."]), max_size=30),
)
def test_what_is_found_reads_as_the_phrase(parts, words):
    """Every hit lies in one sentence, begins and ends with words of the phrase, and is no longer than it may be."""
    phrase = " ".join(parts).removeprefix("... ")
    tokens = tokenize(" ".join(words))
    written = [part for part in phrase.split() if part != "..."]
    longest = len(written) + LONGEST_GAP * phrase.count("...")
    for hit in Phrasebook([(phrase, 0)]).find(tokens):
        ends = [(tokens[hit.first].word, written[0]), (tokens[hit.last].word, written[-1])]
        assert all(word.startswith(part[:-1]) if part.endswith("*") else word == part for word, part in ends)
        assert tokens[hit.first].sentence == tokens[hit.last].sentence
        assert hit.last - hit.first < longest


@given(st.lists(st.sampled_from(["ab", "abc", "b", "bc", "x", "x."]), max_size=40))
def test_a_phrase_is_found_wherever_it_stands(words):
    """No place where the words of a phrase follow each other in a sentence is passed over."""
    tokens = tokenize(" ".join(words))
    expected = [
        place
        for place, (one, other) in enumerate(pairwise(tokens))
        if one.word.startswith("ab") and other.word.startswith("b") and one.sentence == other.sentence
    ]
    assert [hit.first for hit in Phrasebook([("ab* b*", 0)]).find(tokens)] == expected
