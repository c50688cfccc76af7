"""Does an answer come off the shelf as it was put there?"""

import json
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.shelf import NAMES, Entry, Shelf

ANSWERS = st.lists(
    st.sets(st.sampled_from(NAMES), min_size=1).map(
        lambda there: [f'"{name}":"é{len(name)}"'.encode() if name in there else b"" for name in NAMES]
    ),
    max_size=6,
)


def tag(body: bytes) -> str:
    """Return what stands for the entity tag of a body."""
    return f"{len(body):032x}"


@given(answers=ANSWERS)
def test_what_is_put_is_got(answers: list[list[bytes]]) -> None:
    """Body, tag and the place of every field are those of the answer, whatever fields it and its neighbours lack."""
    records: list[Any] = [SimpleNamespace(code=f"{place:05}") for place in range(len(answers))]
    shelf = Shelf(records, [[field and field + b"," for field in answer] for answer in answers], tag)
    bodies = [b"{" + b",".join(field for field in answer if field) + b"}\n" for answer in answers]
    for place, (record, answer, body) in enumerate(zip(records, answers, bodies, strict=True)):
        item = b'{"query":"%b","outcome":"found","record":%b},' % (record.code.encode(), body)
        assert shelf.items([place, None]) == [item, None]
        assert shelf.body(place) == body
        assert shelf.etag(place) == tag(body)
        told = {name: body[start:end] for name, (start, end) in shelf.spans(place).items()}
        assert told == {name: field for name, field in zip(NAMES, answer, strict=True) if field}
        assert {name: shelf.field(place, name) for name in NAMES} == dict(zip(NAMES, answer, strict=True))
        entry = Entry(shelf, place)
        assert (entry.record, entry.body, entry.etag) == (record, body, tag(body))
        assert {name: entry.told(name) for name in NAMES if entry.told(name)} == json.loads(body)
        assert list(told) == [name for name in NAMES if name in told]
