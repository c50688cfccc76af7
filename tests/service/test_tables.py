"""Are answers laid out so that a person can read them?"""

import pytest

from service.tables import candidates, comparison, indented

COMPARED = {
    "codes": ["10001", "10002"],
    "fields": [
        {"field": "laminectomy", "verdict": "differs", "decides": [], "values": {"10001": True, "10002": False}},
        {
            "field": "region",
            "verdict": "one-sided",
            "decides": [],
            "values": {"10001": ["lumbar", "sacral"], "10002": ["not-specified"]},
        },
        {"field": "graft", "verdict": "one-sided", "decides": [], "values": {"10001": "required", "10002": None}},
        {"field": "access", "verdict": "same", "decides": [], "values": {"10001": "open", "10002": "open"}},
    ],
    "sentence": "Choose one.",
}
SUGGESTED = {
    "items": [
        {
            "code": "10001",
            "score": 0.987,
            "title": "One",
            "for": [{"fact": "graft"}, {"fact": "region"}],
            "against": [],
        },
        {"code": "10002", "score": 0.5, "title": "Another", "for": [], "against": [{"fact": "access"}]},
    ],
    "ask_next": {
        "fact": "graft",
        "question": "Is a graft used?",
        "answers": [{"value": "true", "codes": ["10001", "10002"]}, {"value": "false", "codes": ["10002"]}],
    },
}


def test_a_comparison_is_a_table_and_a_sentence():
    """Facts stand below each other, codes side by side, and what all share is left out."""
    assert comparison(COMPARED).splitlines() == [
        "             10001           10002          verdict",
        "laminectomy  yes             no             differs",
        "region       lumbar, sacral  not-specified  one-sided",
        "graft        required        unknown        one-sided",
        "",
        "Choose one.",
    ]


def test_candidates_are_a_table_and_a_question():
    """Candidates stand below each other with what speaks for and against them, and then what to ask."""
    assert candidates(SUGGESTED).splitlines() == [
        "code   score  title    for            against",
        "10001  0.99   One      graft, region  -",
        "10002  0.50   Another  -              access",
        "",
        "Ask next: Is a graft used? (true: 10001, 10002; false: 10002)",
    ]


def test_without_a_question_there_is_only_the_table():
    """Where no answer would help, nothing is asked."""
    told = candidates({**SUGGESTED, "ask_next": None})
    assert told == candidates(SUGGESTED).partition("\n\n")[0]
    assert candidates({"items": [], "ask_next": None}) == "code  score  title  for  against"


@pytest.mark.parametrize("told", [comparison(COMPARED), candidates(SUGGESTED)], ids=["comparison", "candidates"])
def test_no_line_ends_in_blanks(told):
    """A table can be pasted anywhere."""
    assert [line for line in told.splitlines() if line != line.rstrip()] == []


def test_json_is_indented_and_keeps_letters():
    """An answer as JSON is readable, letters beyond ASCII among it."""
    assert indented({"a": ["\u00e9", None]}) == '{\n  "a": [\n    "\u00e9",\n    null\n  ]\n}'
