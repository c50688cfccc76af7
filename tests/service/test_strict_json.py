"""Is exactly JSON read, and is the line of what is wrong the right one?"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages import Pointer
from service.strict_json import DEEPEST, NotJSON, locate, parse
from tests.examples import json_values

REFUSED: list[tuple[bytes, int, str]] = [
    # what is in it, the line, the reason
    (b"", 1, "expected a value, not the end"),
    (b" \n\t\r\n ", 3, "expected a value, not the end"),
    (b'{"a": 1,\n "a": 1}', 2, "has the key 'a' twice"),
    (b'{"a": 1,\n\n "\\u0061": 2}', 3, "has the key 'a' twice"),
    (b'[{"b": {"c": 1, "c": 1}}]', 1, "has the key 'c' twice"),
    (b"[1,\nNaN]", 2, "has NaN, which JSON does not know"),
    (b"Infinity", 1, "has Infinity, which JSON does not know"),
    (b"\n-Infinity", 2, "has -Infinity, which JSON does not know"),
    (b"-NaN", 1, "expected a value, not '-'"),
    (b'"\\ud800"', 1, "has half a surrogate pair in a string"),
    (b'[1,\n"\\udc00\\ud800"]', 2, "has half a surrogate pair in a string"),
    (b'{\n"\\ud83d": 1}', 2, "has half a surrogate pair in a string"),
    (b'"\xed\xa0\x80"', 1, "is not UTF-8 (byte 2)"),
    (b"\xef\xbb\xbf{}", 1, "expected a value, not '\\ufeff'"),
    ("{}".encode("utf-16"), 1, "is not UTF-8 (byte 1)"),
    ("{}".encode("utf-16-le"), 1, "expected a key in double quotes"),
    ("{}".encode("utf-32-be"), 1, "expected a value, not '\\x00'"),
    (b'\n\n"\xff"', 3, "is not UTF-8 (byte 4)"),
    (b'\n"\xff"\n\n', 2, "is not UTF-8 (byte 3)"),
    (b'"a\xc3"', 1, "is not UTF-8 (byte 3)"),
    (b'"\xc0\xaf"', 1, "is not UTF-8 (byte 2)"),
    (b"[" * 30_000, 1, "has brackets more than 64 deep"),
    (b"[" * 30_000 + b"]" * 30_000, 1, "has brackets more than 64 deep"),
    (b'{"a":\n' * 30_000, 65, "has brackets more than 64 deep"),
    (b"\n[" * 65 + b"]" * 65, 66, "has brackets more than 64 deep"),
    (b"1" * 20_000, 1, "has a number that is too large"),
    (b"[\n-" + b"1" * 401 + b"]", 2, "has a number that is too large"),
    (b"1" * 401, 1, "has a number that is too large"),
    (b"0." + b"1" * 20_000, 1, "has a number that is too large"),
    (b"[1,\n\n1e400]", 3, "has a number that is too large"),
    (b"-1e400", 1, "has a number that is too large"),
    (b"1e99999999999999999999", 1, "has a number that is too large"),
    (b"[1,\n]", 2, "expected a value, not ']'"),
    (b'{"a": 1,\n}', 2, "expected a key in double quotes"),
    (b"[,1]", 1, "expected a value, not ','"),
    (b"[1 2]", 1, "expected a comma or ]"),
    (b"[1,\n2", 2, "expected a comma or ], not the end"),
    (b'{"a": 1', 1, "expected a comma or }, not the end"),
    (b'{"a": 1 "b": 2}', 1, "expected a comma or }"),
    (b'{"a"\n1}', 2, "expected a colon after 'a'"),
    (b'{"a"', 1, "expected a colon after 'a'"),
    (b"{", 1, "expected a key in double quotes, not the end"),
    (b'{"a": 1,', 1, "expected a key in double quotes, not the end"),
    (b"{a: 1}", 1, "expected a key in double quotes"),
    (b"{1: 1}", 1, "expected a key in double quotes"),
    (b"['a']", 1, 'expected a value, not "\'"'),
    (b'{"a":}', 1, "expected a value, not '}'"),
    (b"{}\n{}", 2, "has something after its end"),
    (b"1 // a comment", 1, "has something after its end"),
    (b"/* a comment */ 1", 1, "expected a value, not '/'"),
    (b"01", 1, "has something after its end"),
    (b"1.", 1, "has something after its end"),
    (b".5", 1, "expected a value, not '.'"),
    (b"+1", 1, "expected a value, not '+'"),
    (b"-", 1, "expected a value, not '-'"),
    (b"1e", 1, "has something after its end"),
    (b"0x10", 1, "has something after its end"),
    (b"1_000", 1, "has something after its end"),
    (b"True", 1, "expected a value, not 'T'"),
    (b"nul", 1, "expected a value, not 'n'"),
    (b"truest", 1, "has something after its end"),
    ("\u0665".encode(), 1, "expected a value, not '\u0665'"),
    ("\uff15".encode(), 1, "expected a value, not '\uff15'"),
    ("[1\u0665]".encode(), 1, ""),
    ("1.\u0665".encode(), 1, ""),
    ("\u00a01".encode(), 1, "expected a value, not '\\xa0'"),
    ("1\u2028".encode(), 1, "has something after its end"),
    (b"1\x0c", 1, "has something after its end"),
    (b"\x0b1", 1, "expected a value, not '\\x0b'"),
    (b"1\x00", 1, "has something after its end"),
    (b'["a', 1, "has a faulty string: unterminated string starting"),
    (b'[1,\n"a\nb"]', 2, "has a faulty string: invalid control character"),
    (b'"\t"', 1, "has a faulty string: invalid control character"),
    (b'"\x00"', 1, "has a faulty string: invalid control character"),
    (b'"\\x41"', 1, "has a faulty string: invalid \\escape"),
    (b'"\\u12"', 1, "has a faulty string: invalid \\uxxxx escape"),
]

TAKEN: list[tuple[bytes, Any]] = [
    (b"null", None),
    (b" true ", True),
    (b"\r\n\tfalse", False),
    (b"-0", 0),
    (b"1" * 400, int("1" * 400)),
    (b"-" + b"1" * 399, -int("1" * 399)),
    (b"1e308", 1e308),
    (b"1E+2", 100.0),
    (b"1e-400", 0.0),
    (b'""', ""),
    (b'"\\u00e9\\n\\/\\ud83d\\ude00"', "é\n/😀"),
    ('"é\u2028\x7f"'.encode(), "é\u2028\x7f"),
    (b"[[], {}]", [[], {}]),
    (b'{"": {"": 1}}', {"": {"": 1}}),
    (b'{"a": {"a": 1}, "A": 1}', {"a": {"a": 1}, "A": 1}),
    (b"[1,1]", [1, 1]),
    (b'"' + b"[" * 100 + b'"', "[" * 100),
]


@pytest.mark.parametrize(("raw", "line", "reason"), REFUSED, ids=lambda value: repr(value)[:40])
def test_what_is_not_json_is_refused_on_its_line(raw: bytes, line: int, reason: str) -> None:
    """Each thing that is not JSON is named with the line on which it stands."""
    with pytest.raises(NotJSON) as refusal:
        parse(raw)
    assert refusal.value.line == line
    assert refusal.value.reason.startswith(reason)
    assert len(refusal.value.reason) < 100
    assert str(refusal.value) == f"line {line}: {refusal.value.reason}"


@pytest.mark.parametrize("rest", [b" 1}", b':1,"%s":1}'])
def test_a_reason_stays_short(rest: bytes) -> None:
    """A reason quotes no more than the beginning of a long key."""
    key = b"k" * 100_000
    with pytest.raises(NotJSON) as refusal:
        parse(b'{"' + key + b'"' + rest.replace(b"%s", key))
    assert len(refusal.value.reason) < 120


@pytest.mark.parametrize(("raw", "value"), TAKEN, ids=lambda value: repr(value)[:40])
def test_what_is_json_is_taken(raw: bytes, value: Any) -> None:
    """Each thing that JSON allows is read, with its type."""
    assert parse(raw) == value
    assert type(parse(raw)) is type(value)


def test_brackets_may_stand_as_deep_as_is_said() -> None:
    """Sixty-four brackets inside each other are read, one more is not, of whichever kind."""
    assert parse(b"[" * DEEPEST + b"]" * DEEPEST)
    assert parse(b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST)
    for deeper in (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1)):
        with pytest.raises(NotJSON):
            parse(deeper)


def test_breadth_is_no_depth() -> None:
    """Any number of brackets may stand beside each other."""
    assert parse(b"[" + b",".join([b"[]"] * 1000) + b"]") == [[]] * 1000


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (b'{"a": {"b": [1, NaN]}}', ("a", "b", 1)),
        (b'{"a": {"b": 1, "b": 2}}', ("a", "b")),
        (b'{"a": [1, 2 3]}', ("a",)),
        (b'{"a": "\\ud800"}', ("a",)),
        (b"[", (0,)),
    ],
)
def test_the_value_at_fault_is_named(raw: bytes, pointer: Pointer) -> None:
    """The way to what is wrong is told as far as it could be read."""
    with pytest.raises(NotJSON) as refusal:
        parse(raw)
    assert refusal.value.pointer == pointer


def test_every_value_has_its_line() -> None:
    """Lines count from one; every object, array and scalar is found by its way."""
    text = '\n{"a": [1,\n {"b": null}],\r\n"c"\n:\n"\\n"\n}\n'
    assert locate(text) == {(): 2, ("a",): 2, ("a", 0): 2, ("a", 1): 3, ("a", 1, "b"): 3, ("c",): 6}


def ways(value: Any, way: Pointer = ()) -> set[Pointer]:
    """Return the way to a value and to all inside it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {way}.union(*(ways(item, (*way, step)) for step, item in inner))


def same(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON, 1 and 1.0 and true being three things."""
    return json.dumps(one) == json.dumps(other)


@given(value=json_values, indent=st.sampled_from([None, 0, 3]), ascii_only=st.booleans())
def test_whatever_is_written_as_json_is_read_as_it_was(value: Any, indent: int | None, ascii_only: bool) -> None:
    """Any JSON value survives being written and read, and all of its parts have a line in the text."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert same(parse(text.encode()), value)
    lines = locate(text)
    assert set(lines) == ways(value)
    assert set(lines.values()) <= set(range(1, text.count("\n") + 2))


PIECES = (
    *'{}[]:,"\\-+.eE0123456789truefalsn \n\t\r\x00/',
    *("\\u", "\\ud83d", "\\ude00", "\\u0061", "NaN", "Infinity", "1e400", '"a"', '"a":', "null", "true", "false"),
    *("\ufeff", "\u0665", "é", "1" * 350, "1" * 401, "[" * 40, "]" * 40),
)
pieces = st.sampled_from(PIECES)
nearly_json = st.lists(pieces, max_size=12).map(lambda parts: "".join(parts).encode())


def agrees(raw: bytes) -> None:
    """Assert that a text is either refused as no JSON, or read as the standard library reads it."""
    try:
        value = parse(raw)
    except NotJSON as refusal:
        line = refusal.line
    else:
        assert same(value, json.loads(raw.decode()))
        assert set(locate(raw.decode())) == ways(value)
        return
    assert 1 <= line <= raw.count(b"\n") + 1


PUZZLING = st.sampled_from(["a", "b", '":', '" :', "\\u0022:", '\\"', ":", '\\\\":', 'a":1,"a', "\u2028"])
"""What may stand in keys and strings and looks like the end of a key, as values and not as it is written."""


def puzzling_texts(depth: int = 3) -> st.SearchStrategy[tuple[str, bool]]:
    """Draw JSON texts of objects, each with whether every key stands once in its object."""
    leaf = st.builds(
        lambda text, ascii_only: (json.dumps(text, ensure_ascii=ascii_only), True), PUZZLING, st.booleans()
    )
    if not depth:
        return leaf
    pair = st.tuples(PUZZLING, st.sampled_from([":", ": ", " :", "\n:"]), leaf | puzzling_texts(depth - 1))
    return st.lists(pair, max_size=3).map(joined)


def joined(pairs: list[tuple[str, str, tuple[str, bool]]]) -> tuple[str, bool]:
    """Return the text of an object of these pairs, and whether every key in it stands once in its object."""
    text = ", ".join(json.dumps(key, ensure_ascii=False) + colon + value for key, colon, (value, _) in pairs)
    unique = len({key for key, _, _ in pairs}) == len(pairs)
    return "{" + text + "}", unique and all(once for _, _, (_, once) in pairs)


@given(puzzling_texts())
def test_no_key_stands_twice_however_it_is_written(drawn: tuple[str, bool]) -> None:
    """A text is refused for a key that stands twice, and for nothing that only looks like one."""
    text, once = drawn
    if once:
        agrees(text.encode())
        assert same(parse(text.encode()), json.loads(text))
    else:
        with pytest.raises(NotJSON, match="twice"):
            parse(text.encode())


@given(raw=st.binary(max_size=40))
def test_any_bytes_are_json_or_not(raw: bytes) -> None:
    """Whatever bytes come, they are read as the standard library reads them, or refused as no JSON."""
    agrees(raw)


@given(raw=nearly_json)
def test_what_is_nearly_json_is_json_or_not(raw: bytes) -> None:
    """Texts made of pieces of JSON are read as the standard library reads them, or refused as no JSON."""
    agrees(raw)


@given(value=json_values, place=st.integers(0, 10**4), piece=pieces)
def test_json_with_something_put_in_is_json_or_not(value: Any, place: int, piece: str) -> None:
    """A JSON text that was damaged at one place is read as the standard library reads it, or refused as no JSON."""
    text = json.dumps(value, ensure_ascii=False)
    place %= len(text) + 1
    agrees((text[:place] + piece + text[place:]).encode())
