"""Does every refusal say what is wrong in words fit for whoever asked?"""

import pytest

from service.errors import (
    BadFixtures,
    BadSettings,
    CodebookError,
    CursorGone,
    Fault,
    InvalidParameter,
    InvalidParameters,
    MalformedCode,
    UnknownCode,
    UnknownFamily,
)

FAULT = Fault("codes/10001.json", 3, "title", "is missing")


def test_a_fault_is_printed_so_that_an_editor_can_jump_to_it() -> None:
    """File, line, field and reason stand in one line; a fault of the whole file has no field."""
    assert str(FAULT) == "codes/10001.json:3: title: is missing"
    assert str(Fault("codes/10001.json", 1, "", "is empty")) == "codes/10001.json:1: is empty"


def test_faults_are_sorted_by_file_line_and_field() -> None:
    """Line nine comes before line ten."""
    later = [Fault("a", 10, "b", "x"), Fault("a", 10, "c", "x"), Fault("b", 1, "a", "x")]
    assert sorted([*later[::-1], Fault("a", 9, "z", "x")]) == [Fault("a", 9, "z", "x"), *later]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BadFixtures([FAULT]), "1 fault in the fixtures"),
        (BadFixtures([FAULT, FAULT]), "2 faults in the fixtures"),
        (BadSettings({"CODEBOOK_A": "is wrong", "CODEBOOK_B": "too"}), "CODEBOOK_A: is wrong; CODEBOOK_B: too"),
        (
            MalformedCode("x" * 99),
            f"'{'x' * 40}' is not a procedure code: a code is four digits followed by a digit, A, F, M, T or U",
        ),
        (UnknownCode(["10001", "10002"], []), "there is no record of 10001, 10002"),
        (UnknownFamily("x" * 99, []), f"there is no family '{'x' * 80}'"),
        (InvalidParameters([InvalidParameter("query", "a", "b")]), "1 parameter is not allowed"),
        (InvalidParameters([InvalidParameter("query", "a", "b")] * 2), "2 parameters are not allowed"),
        (CursorGone(), "the data has changed since this cursor was given out; start again without a cursor"),
    ],
)
def test_a_refusal_says_what_is_wrong(error: CodebookError, words: str) -> None:
    """Each refusal is one of ours and has its words, quoting no more than a beginning."""
    assert isinstance(error, CodebookError)
    assert str(error) == words
