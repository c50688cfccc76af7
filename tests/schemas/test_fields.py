"""Does a field take exactly what it says, guessing and converting nothing?"""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from marshmallow.fields import Field

from schemas.fields import Choice, Code, Day, Items, Pattern, Slug, Text, Truth, Word, read_code
from schemas.vocabulary import VOCABULARIES
from tests.examples import codes, json_values, texts

TEXT, CODE, SLUG, DAY, TRUTH = Text(longest=10), Code(), Slug(), Day(), Truth()
CHOICE, WORD, SOME = Choice(("one", "two")), Word("status"), Word("relationship", among=("alternative",))
PAIR = Items(Text(longest=10), least=1, most=2, unique=True)

TAKEN: list[tuple[Field[Any], Any, Any]] = [
    (TEXT, "ten chars!", "ten chars!"),
    (TEXT, "é ß 汉 😀", "é ß 汉 😀"),
    (CODE, "63709", "63709"),
    (CODE, "0275T", "0275T"),
    (SLUG, "a1-b2", "a1-b2"),
    (CHOICE, "two", "two"),
    (WORD, "retired", "retired"),
    (SOME, "alternative", "alternative"),
    (TRUTH, True, True),
    (TRUTH, False, False),
    (DAY, "2024-02-29", datetime.date(2024, 2, 29)),
    (PAIR, ["a", "b"], ("a", "b")),
    (Items(TEXT, most=1), [], ()),
]

REFUSED: list[tuple[Field[Any], Any, str]] = [
    *[(TEXT, value, "must be a string") for value in (5, True, ["a"], {"a": 1}, b"a")],
    *[(TEXT, value, "must not be empty") for value in ("", " ", "\n", "\u3000")],
    *[(TEXT, value, "must not begin or end with white space") for value in (" a", "a ", "a\u00a0", "\u3000a")],
    *[
        (TEXT, value, "must not hold control characters, line breaks or half surrogates")
        for value in ("a\nb", "a\x00b", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b", "a\ud800b", "a\udfffb", "a\n")
    ],
    (TEXT, "eleven char", "must be at most 10 characters long; it has 11"),
    *[(CODE, value, "must be a string") for value in (63709, 63709.0, True, ["63709"])],
    *[
        (CODE, value, "is not a procedure code (five characters, such as 63709 or 0275T)")
        for value in (
            *("6370", "637090", "0275t", "0275Z", "A2750", " 63709", "63709 ", "63709\n", ""),
            *("\uff16\uff13\uff17\uff10\uff19", "\u0666\u0663\u0667\u0660\u0669", "6370\u096f", "63709\u200b"),
        )
    ],
    *[
        (SLUG, value, "is not a name in lower-case words joined by hyphens")
        for value in ("", "-", "a-", "-a", "a--b", "A", "a_b", "a b", "é", "a\n")
    ],
    (CHOICE, "three", "'three' is not one of: one, two"),
    (CHOICE, "One", "'One' is not one of: one, two"),
    (CHOICE, 1, "must be a string"),
    (CHOICE, ["one"], "must be a string"),
    (CHOICE, "x" * 500, f"{'x' * 80!r} is not one of: one, two"),
    (WORD, "deleted", "'deleted' is not one of: active, retired"),
    (SOME, "replaces", "'replaces' is not one of: alternative"),
    *[(TRUTH, value, "must be true or false") for value in ("true", "yes", "on", 1, 0, 1.0, "", [])],
    *[
        (DAY, value, "must be a day of the calendar, written YYYY-MM-DD")
        for value in (
            *("2023-02-29", "2024-13-01", "0000-01-01", "2024-1-1", "20240101", "2024-W01-1", "2024-01-01T00:00:00"),
            *("2024-01-01\n", "\uff12\uff10\uff12\uff14-01-01", "01.02.2024", "", 20240101, 0, True),
        )
    ],
    *[(PAIR, value, "must be an array") for value in ("ab", {"0": "a"}, 5, True, ("a",))],
    (PAIR, [], "must hold 1 to 2 items"),
    (PAIR, ["a", "b", "c"], "must hold 1 to 2 items"),
    (Items(TEXT, most=1), ["a", "b"], "must hold at most 1 items"),
    (PAIR, ["a", "a"], "'a' stands in the list twice"),
]


@pytest.mark.parametrize(("field", "value", "read"), TAKEN)
def test_what_fits_is_taken_as_it_is(field: Field[Any], value: Any, read: Any) -> None:
    """A value that fits is read without being altered, an array as a tuple."""
    assert field.deserialize(value) == read
    assert type(field.deserialize(value)) is type(read)


@pytest.mark.parametrize(("field", "value", "reason"), REFUSED)
def test_what_does_not_fit_is_refused_with_its_reason(field: Field[Any], value: Any, reason: str) -> None:
    """A value that does not fit is refused, and the message says why."""
    with pytest.raises(ValidationError) as refusal:
        field.deserialize(value)
    assert refusal.value.messages == [reason]


@pytest.mark.parametrize("field", [TEXT, CODE, SLUG, CHOICE, WORD, TRUTH, DAY, PAIR])
@given(value=json_values)
def test_a_field_takes_or_refuses_any_value(field: Field[Any], value: Any) -> None:
    """Whatever JSON holds is either read or refused as a fault, and what is read is written the same again."""
    try:
        read = field.deserialize(value)
    except ValidationError:
        return
    assert field.serialize("x", {"x": read}) == value


def test_each_faulty_item_is_named() -> None:
    """The faults of an array come with the positions of the items, all at once."""
    with pytest.raises(ValidationError) as refusal:
        Items(CODE, most=9).deserialize(["63709", 5, "x"])
    assert set(refusal.value.messages) == {1, 2}


def test_a_repetition_is_seen_among_values_that_cannot_be_hashed() -> None:
    """Repeated items are found whatever they are."""
    with pytest.raises(ValidationError, match="stands in the list twice"):
        Items(Items(TEXT, most=2), most=3, unique=True).deserialize([["a"], ["b"], ["a"]])


def test_a_pattern_says_what_it_wants() -> None:
    """A pattern must match the whole string, and is described with anchors for other programs."""
    field = Pattern("a+", meaning="a run of a")
    with pytest.raises(ValidationError, match="is not a run of a"):
        field.deserialize("aab")
    assert field.metadata["pattern"] == "^a+$"


def test_a_word_allows_the_whole_list_unless_told_otherwise() -> None:
    """Without a choice among them, every word of a vocabulary is allowed, in its order."""
    assert Word("route").words == tuple(VOCABULARIES["route"])
    assert SOME.words == ("alternative",)


@given(codes)
def test_a_code_is_read_in_either_case(code: str) -> None:
    """A caller may write the suffix in lower case; it is read in upper case."""
    assert read_code(code) == read_code(code.lower()) == code


@pytest.mark.parametrize(
    "text", ["6370", "637099", "63709\n", "\uff16\uff13\uff17\uff10\uff19", "0275\uff54", "0275Z", "", "0275\u017f"]
)
def test_what_is_no_code_is_not_mended(text: str) -> None:
    """Nothing but the case of the suffix is mended."""
    assert read_code(text) is None


@given(st.text())
def test_any_text_is_a_code_or_none(text: str) -> None:
    """Any text gives a code in its one spelling, or None."""
    code = read_code(text)
    assert code is None or (code == CODE.deserialize(code) and code.lower() == text.lower())


@given(texts)
def test_a_trimmed_printable_line_is_a_text(text: str) -> None:
    """Any printable line that is not too long is prose."""
    assert Text(longest=30).deserialize(text) == text
