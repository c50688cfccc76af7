"""Are records listed a page at a time, and looked up one by one?"""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import service.catalogue
from service.catalogue import Catalogue
from service.completion import complete
from service.errors import CursorGone, InvalidParameters, MalformedCode, UnknownCode
from service.listing import find, look_up, page
from tests.examples import FAMILY, codes, smallest_record

ACTIVE = {"status": ["active"]}


@pytest.fixture(scope="module")
def catalogue(catalogue_of: Callable[..., Catalogue]) -> Catalogue:
    """Ten records, one of them retired, in two families."""
    several = [
        smallest_record(code=f"1000{digit}", family="even" if digit % 2 == 0 else "odd", title=f"Procedure {digit}")
        for digit in range(8)
    ]
    retired = smallest_record(code="20000", family="odd", status="retired", replaced_by=["10001"])
    return catalogue_of(*several, retired, smallest_record(code="0275T", family="odd"))


def listed(catalogue: Catalogue, filters: Any, **asked: Any) -> dict[str, Any]:
    """Return a page as the caller reads it."""
    body, _ = page(catalogue, filters, **{"limit": 50, **asked})
    assert body.endswith(b"}\n")
    told: dict[str, Any] = json.loads(body)
    return told


def looked_up(catalogue: Catalogue, queries: list[str]) -> bytes:
    """Return what a look-up answers in whole, having checked that it is as long as it says."""
    size, pieces = look_up(catalogue, queries)
    body = b"".join(pieces)
    assert len(body) == size
    return body


@pytest.mark.parametrize("given_code", ["0275T", "0275t"])
def test_a_code_is_found_in_either_case(catalogue: Catalogue, given_code: str) -> None:
    """The suffix may be written in lower case."""
    assert find(catalogue, given_code) == catalogue["0275T"]


@pytest.mark.parametrize(
    "text", ["", "1000", "100011", "1000x", "10001\n", "\uff11\uff10\uff10\uff10\uff11", "x" * 900]
)
def test_what_is_no_code_is_told_from_an_unknown_one(catalogue: Catalogue, text: str) -> None:
    """A text that is no code is malformed, and quoted only in its beginning."""
    with pytest.raises(MalformedCode) as refusal:
        find(catalogue, text)
    assert repr(text[:40]) in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_an_unknown_code_is_told_with_its_neighbours(catalogue: Catalogue) -> None:
    """What there is no record of is named, in upper case, with the nearest codes."""
    with pytest.raises(UnknownCode, match="there is no record of 10009") as refusal:
        find(catalogue, "10009")
    assert refusal.value.codes == ("10009",)
    assert refusal.value.did_you_mean == ("10007", "10006", "10005", "10004", "10003")
    with pytest.raises(UnknownCode, match="0270T") as other:
        find(catalogue, "0270t")
    assert other.value.did_you_mean == ("0275T",)


def test_a_page_holds_whole_records(catalogue: Catalogue) -> None:
    """Items are the records as they are served alone, in the order of their codes; the total counts all that fit."""
    told = listed(catalogue, ACTIVE)
    assert [item["code"] for item in told["items"]] == ["0275T", *(f"1000{digit}" for digit in range(8))]
    entry = catalogue["10001"]
    assert told["items"][2] == complete(entry.record, entry.edges)
    assert (told["total"], told["next"]) == (9, None)
    assert set(told) == {"items", "total", "next"}


@given(limit=st.integers(1, 12), picked=st.sampled_from([(), ("title",), ("code", "review")]))
def test_a_walk_from_page_to_page_meets_every_record_once(catalogue: Catalogue, limit: int, picked: Any) -> None:
    """Following `next` to its end gives all that fit, whatever the size of a page and whatever is picked."""
    walked: list[str] = []
    cursor: str | None = None
    for _ in range(20):
        told = listed(catalogue, {"family": ["odd"]}, limit=limit, after=cursor, fields=picked)
        assert told["total"] == 6
        assert len(told["items"]) <= limit
        walked += [item["code"] for item in told["items"]]
        cursor = told["next"]
        if cursor is None:
            break
    assert walked == ["0275T", "10001", "10003", "10005", "10007", "20000"]


def test_nothing_that_fits_is_an_empty_page(catalogue: Catalogue) -> None:
    """A question that no record fits is answered, with no items and no next page."""
    assert listed(catalogue, {"graft": ["required"]}) == {"items": [], "total": 0, "next": None}


def test_picked_fields_come_with_the_code(catalogue: Catalogue) -> None:
    """Each item carries its code and the fields picked, in the order of the record."""
    told = listed(catalogue, {"status": ["retired"]}, fields=["status", "title", "retired_on"])
    assert told["items"] == [{"code": "20000", "title": "A procedure", "status": "retired"}]
    assert list(told["items"][0]) == ["code", "title", "status"]


def test_facets_count_all_pages(catalogue: Catalogue) -> None:
    """Counts are of every record that fits, not of those on the page, and come only when asked for."""
    told = listed(catalogue, ACTIVE, limit=1, facets=True)
    assert told["facets"]["family"] == {"even": 4, "odd": 5}
    assert told["facets"]["status"] == {"active": 9}
    assert told["facets"]["laminectomy"] == {"false": 9}
    assert len(told["items"]) == 1


def test_a_family_that_is_not_there_is_named(catalogue: Catalogue, catalogue_of: Callable[..., Catalogue]) -> None:
    """A misspelt family is refused with those that are known, rather than answered with an empty page."""
    with pytest.raises(InvalidParameters) as refusal:
        page(catalogue, {"family": ["odd", "oddd", "evn"]}, limit=5)
    (fault,) = refusal.value.faults
    assert (fault.location, fault.pointer) == ("query", "family")
    assert fault.detail == "'oddd', 'evn': there is no such family; known are: even, odd"
    registered = catalogue_of(smallest_record(), families=[FAMILY, {**FAMILY, "id": "empty"}])
    assert listed(registered, {"family": ["empty"]})["total"] == 0


def test_a_cursor_of_other_data_has_gone(catalogue: Catalogue, catalogue_of: Callable[..., Catalogue]) -> None:
    """A cursor of before a change is not read as one of after it."""
    cursor = listed(catalogue, ACTIVE, limit=1)["next"]
    with pytest.raises(CursorGone):
        page(catalogue_of(smallest_record()), ACTIVE, limit=1, after=cursor)


def test_a_cursor_of_another_question_is_refused(catalogue: Catalogue) -> None:
    """A cursor goes with the filters it was given out for; the size of a page and the fields may change."""
    cursor = listed(catalogue, ACTIVE, limit=1)["next"]
    with pytest.raises(InvalidParameters):
        page(catalogue, {"status": ["retired"]}, limit=1, after=cursor)
    with pytest.raises(InvalidParameters):
        page(catalogue, ACTIVE, limit=1, after="")
    assert listed(catalogue, ACTIVE, limit=2, after=cursor, fields=["title"])["items"][0]["code"] == "10000"


def test_a_look_up_answers_each_query_in_its_place(catalogue: Catalogue) -> None:
    """One item a query: found, unknown or malformed, in the order asked, repetitions kept."""
    queries = ["10001", "10009", "nonsense", "0275t", "10001", "", 'é"\\\n']
    told = json.loads(looked_up(catalogue, queries))
    assert [item["query"] for item in told["items"]] == queries
    outcomes = ["found", "unknown", "malformed", "found", "found", "malformed", "malformed"]
    assert [item["outcome"] for item in told["items"]] == outcomes
    assert [item["record"] and item["record"]["code"] for item in told["items"]] == [
        *("10001", None, None, "0275T", "10001", None, None)
    ]
    assert told["items"][0]["record"] == json.loads(catalogue["10001"].body)


def test_looking_nothing_up_finds_nothing(catalogue: Catalogue) -> None:
    """No query, no item."""
    assert looked_up(catalogue, []) == b'{"items":[]}\n'


@given(st.lists(codes | st.text(st.characters(exclude_categories=["Cs"])), max_size=8))
def test_any_query_has_an_item(catalogue: Catalogue, queries: list[str]) -> None:
    """Whatever is looked up, there is one item for it, with a record exactly where it was found."""
    items = json.loads(looked_up(catalogue, queries))["items"]
    assert [item["query"] for item in items] == queries
    assert all((item["outcome"] == "found") == (item["record"] is not None) for item in items)


def test_a_look_up_is_not_put_together(catalogue: Catalogue) -> None:
    """Records come from where they lie, a piece each, however many; together they are what a short one says."""
    queries = [*catalogue, "1", "99999"] * 80
    _, pieces = look_up(catalogue, queries)
    assert len(pieces) == len(queries) + 2
    assert sum(isinstance(piece, memoryview) for piece in pieces) == len(catalogue) * 80
    items = json.loads(b"".join(pieces))["items"]
    assert items == json.loads(looked_up(catalogue, queries[: len(catalogue) + 2]))["items"] * 80


def test_what_was_looked_up_lately_is_the_same_again(
    catalogue_of: Callable[..., Catalogue], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much was asked for, and more than is kept: each code has its own record, and little is kept."""
    monkeypatch.setattr(service.catalogue, "MOST_KEPT", 3)
    asked = catalogue_of(*(smallest_record(code=f"{number}") for number in range(10000, 10008)))
    chance = random.Random(7)
    for _ in range(300):
        queries = chance.choices([*asked, "1000x", "20000"], k=chance.randrange(8))
        items = json.loads(looked_up(asked, queries))["items"]
        assert [item["record"] and item["record"]["code"] for item in items] == [
            query if query in asked else None for query in queries
        ]
        assert len(asked._lately) < 3 + len(asked)


def test_a_page_has_the_tag_of_what_stands_on_it(catalogue: Catalogue, catalogue_of: Callable[..., Catalogue]) -> None:
    """Two pages that have one tag are the same to the last byte."""
    other = catalogue_of(
        *(smallest_record(code=f"1000{digit}", title=f"Procedure {digit} again") for digit in range(8)),
        smallest_record(code="0275T", family="odd"),
    )
    seen: dict[str, bytes] = {}
    for records in (catalogue, other):
        for filters in (ACTIVE, {}, {"status": ["retired"]}, {"laminectomy": ["true"]}, {"laminectomy": ["false"]}):
            for fields in ((), ("code",), ("title",), ("title", "code"), ("code", "title", "summary")):
                for limit in (1, 2, 50):
                    for facets in (False, True):
                        body, tag = page(records, filters, limit=limit, fields=fields, facets=facets)
                        assert seen.setdefault(tag, body) == body
    assert len(seen) > 100
