"""Does every message keep to the value it is about?"""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from schemas.messages import leaves, nested

pointers = st.lists(st.sampled_from(["code", "reason", "related_codes"]) | st.integers(0, 9), min_size=1, max_size=4)


def test_a_message_is_found_with_its_way() -> None:
    """Objects, arrays and messages about a whole object each give the pointer to their value."""
    messages = {"code": ["is missing"], "related_codes": {0: {"code": ["a", "b"]}, 3: {"_schema": ["c"]}}}
    assert list(leaves(messages)) == [
        (("code",), "is missing"),
        (("related_codes", 0, "code"), "a"),
        (("related_codes", 0, "code"), "b"),
        (("related_codes", 3), "c"),
    ]


def test_a_bare_message_is_about_the_whole() -> None:
    """A message that stands in no object has the empty pointer."""
    assert list(leaves(["must be an object"])) == [((), "must be an object")]


@given(st.lists(st.tuples(st.tuples(*[st.sampled_from("abc")] * 3), st.text()), max_size=8))
def test_nesting_and_reading_lose_nothing(found: list[tuple[tuple[str, ...], str]]) -> None:
    """Messages put into the shape of a ValidationError come out as they went in."""
    assert Counter(leaves(nested(found))) == Counter(found)


@given(st.lists(pointers, min_size=1, max_size=1))
def test_a_pointer_of_any_length_survives(found: list[list[str | int]]) -> None:
    """Keys and positions come out as what they were."""
    pointer = tuple(found[0])
    assert list(leaves(nested([(pointer, "wrong")]))) == [(pointer, "wrong")]
