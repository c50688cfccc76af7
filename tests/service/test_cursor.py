"""Does a cursor hold to one question and one version of the data?"""

import base64
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import FACTS
from schemas.questions import FILTERS, LONGEST_CURSOR, MOST_WORDS
from service.cursor import seal, unseal
from service.errors import CursorGone, InvalidParameter, InvalidParameters
from tests.examples import codes, json_values

VERSION = "0123456789ab"
FILTER = {"region": ["lumbar", "sacral"], "status": ["active"]}

filters = st.dictionaries(st.sampled_from(sorted(FILTERS)), st.lists(st.text(max_size=5), max_size=3), max_size=3)


def refusal(cursor: str) -> str:
    """Return the detail with which a cursor is refused."""
    with pytest.raises(InvalidParameters) as refused:
        unseal(cursor, VERSION, FILTER)
    (fault,) = refused.value.faults
    assert fault == InvalidParameter("query", "cursor", fault.detail)
    return fault.detail


def encoded(value: object) -> str:
    """Return a JSON value in the clothes of a cursor."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(after=codes, asked=filters)
def test_a_cursor_leads_on_from_where_it_was_given_out(after: str, asked: dict[str, list[str]]) -> None:
    """What was sealed is unsealed for the same data and question, and fits into a URL as it is."""
    cursor = seal(after, VERSION, asked)
    assert unseal(cursor, VERSION, asked) == after
    assert set(cursor) <= {*string.ascii_letters, *string.digits, "-", "_"}


def test_a_cursor_is_never_too_long() -> None:
    """However much is asked, the cursor fits into its parameter."""
    everything = {name: list(fact.words) * MOST_WORDS for name, fact in FACTS.items()}
    assert len(seal("99999", VERSION, everything)) <= LONGEST_CURSOR


def test_the_order_of_a_question_plays_no_part() -> None:
    """The same filters in another order, and values in another order, are the same question."""
    cursor = seal("10001", VERSION, FILTER)
    assert unseal(cursor, VERSION, {"status": ("active",), "region": ("sacral", "lumbar")}) == "10001"


def test_a_cursor_for_other_data_has_gone() -> None:
    """When the data has changed, the walk has to begin again."""
    with pytest.raises(CursorGone, match="start again without a cursor"):
        unseal(seal("10001", "ba9876543210", FILTER), VERSION, FILTER)


@pytest.mark.parametrize(
    "asked",
    [{}, {"region": ["lumbar"], "status": ["active"]}, {**FILTER, "graft": ["required"]}, {**FILTER, "status": []}],
)
def test_a_cursor_for_another_question_is_refused(asked: dict[str, list[str]]) -> None:
    """A filter that was added, dropped or changed makes it another question."""
    assert refusal(seal("10001", VERSION, asked)) == "was given out for another question; keep every filter as it was"


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "abc", "!!!!", "é", "=", "====", "a b=", "10001", "null", "[]", "A" * 400),
        *(
            encoded(value)
            for value in (None, [], {}, "abc", [1, 2, 3], ["a", "b"], ["a", "b", 3], ["a"] * 4, [["a"] * 3])
        ),
        encoded({"a": 1, "b": 2, "c": 3}),
        *(base64.urlsafe_b64encode(b"[" * depth).decode() for depth in (200, 100_000)),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"9" * 5000).decode(),
    ],
    ids=lambda cursor: cursor[:30],
)
def test_what_was_not_given_out_here_is_refused(cursor: str) -> None:
    """A made-up cursor is told from one that has gone."""
    assert refusal(cursor) == "was not given out here"


@given(cursor=st.text(max_size=60) | st.text("AZaz09-_=+/", max_size=60) | json_values.map(encoded))
def test_any_text_is_a_cursor_or_not(cursor: str) -> None:
    """Whatever stands in the parameter, it is refused as one of three things."""
    with pytest.raises((InvalidParameters, CursorGone)):
        unseal(cursor, VERSION, FILTER)


@given(place=st.integers(0, 200), letter=st.sampled_from(string.ascii_letters))
def test_a_damaged_cursor_leads_nowhere_new(place: int, letter: str) -> None:
    """A cursor with one letter exchanged is refused, has gone, or leads to some place of the same walk."""
    cursor = seal("10001", VERSION, FILTER)
    place %= len(cursor)
    damaged = cursor[:place] + letter + cursor[place + 1 :]
    try:
        assert isinstance(unseal(damaged, VERSION, FILTER), str)
    except (InvalidParameters, CursorGone):
        assert damaged != cursor
