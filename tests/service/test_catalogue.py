"""Are the records found, counted, paged and served as a walk over all of them would?"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import FACTS
from schemas.vocabulary import COVERS, VOCABULARIES
from service.catalogue import Catalogue
from tests.examples import Record, codes, record_sets, smallest_record

FILTERS = (*FACTS, "laminectomy_role", "family", "status")
SERVED: dict[str, Callable[[Any], list[Any]]] = {
    "laminectomy": lambda record: [record["laminectomy"]["involved"]],
    "laminectomy_role": lambda record: [record["laminectomy"]["role"]],
    "access": lambda record: [record["approach"]["access"]],
    "route": lambda record: [record["approach"]["route"]],
    "bone_removal": lambda record: (
        record["bone_removal"] or ["not-specified" if record["laminectomy"]["role"] == "not-specified" else "none"]
    ),
    "region": lambda record: record["anatomy"]["regions"] or ["not-specified"],
    "compartment": lambda record: [record["anatomy"]["compartment"]],
    "pathology": lambda record: record["pathology"] or ["not-specified"],
    "root_operation": lambda record: record["root_operation"] or ["not-specified"],
    "device": lambda record: [record["device"] or "none"],
    "unit": lambda record: [record["reporting"]["unit"]],
    "add_on": lambda record: [record["reporting"]["add_on"]],
    "laterality": lambda record: [record["reporting"]["laterality"]],
    **{
        name: lambda record, name=name: [record[name]]  # type: ignore[misc]
        for name in ("reoperation", "imaging_guidance", "graft", "family", "status")
    },
}
"""How a caller would read the values of a filter off a served record."""


def found_by(entry_body: bytes, name: str) -> set[str]:
    """Return the values that find a record, read off its answer."""
    own = SERVED[name](json.loads(entry_body))
    told = [{True: "true", False: "false", None: "unknown"}.get(word, word) for word in own]
    return {*told, *(narrow for word in told for narrow in COVERS.get(name, {}).get(word, ()))}


def filters() -> st.SearchStrategy[dict[str, list[str]]]:
    """Draw filters: some names, each with values it may have, among them some that no record has."""
    values = {name: st.sampled_from([*fact.words]) for name, fact in FACTS.items()}
    values["laminectomy_role"] = st.sampled_from([*VOCABULARIES["laminectomy.role"]])
    values["family"] = st.sampled_from(["one", "two", "three"])
    values["status"] = st.sampled_from(["active", "retired"])
    several = {name: st.lists(value, max_size=6) for name, value in values.items()}
    names = st.lists(st.sampled_from(FILTERS), max_size=3, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: several[name] for name in chosen}))


def chosen_codes(catalogue: Catalogue, chosen: int) -> list[str]:
    """Return the codes that a set of bits stands for."""
    return [code for place, code in enumerate(catalogue) if chosen >> place & 1]


def test_a_catalogue_is_a_mapping_in_the_order_of_codes(catalogue_of: Callable[..., Catalogue]) -> None:
    """Codes lead to entries, sorted whatever the order of files; an unknown code is a KeyError."""
    catalogue = catalogue_of(*(smallest_record(code=code) for code in ("22000", "0275T", "10001")))
    assert list(catalogue) == ["0275T", "10001", "22000"]
    assert len(catalogue) == 3
    assert "10001" in catalogue
    assert "10002" not in catalogue
    assert catalogue.get("10002") is None
    assert catalogue["10001"].record.code == "10001"
    assert [entry.record.code for entry in catalogue.values()] == list(catalogue)
    with pytest.raises(KeyError):
        catalogue["10002"]


def test_a_catalogue_may_be_empty(catalogue_of: Callable[..., Catalogue]) -> None:
    """No records is no failure: nothing is found, and nothing is near."""
    catalogue = catalogue_of()
    assert not catalogue
    assert catalogue.page(catalogue.select({}), "", 10) == ([], None)
    assert catalogue.facets(catalogue.select({})) == {name: {} for name in FILTERS}
    assert catalogue.nearest("10001") == ()
    assert re.fullmatch("[0-9a-f]{64}", catalogue.digest)


@given(drawn=record_sets(), asked=filters())
def test_a_filter_finds_what_a_walk_over_all_answers_finds(
    catalogue_of: Callable[..., Catalogue], drawn: list[Record], asked: dict[str, list[str]]
) -> None:
    """A record fits when each filter holds one of its values; every filter together, any value of each."""
    catalogue = catalogue_of(*drawn)
    fitting = [
        code
        for code, entry in catalogue.items()
        if all(found_by(entry.body, name) & set(words) for name, words in asked.items())
    ]
    chosen = catalogue.select(asked)
    assert chosen_codes(catalogue, chosen) == catalogue.codes(chosen) == fitting
    assert chosen.bit_count() == len(fitting)


@given(drawn=record_sets(), asked=filters())
def test_facets_count_what_each_value_would_leave(
    catalogue_of: Callable[..., Catalogue], drawn: list[Record], asked: dict[str, list[str]]
) -> None:
    """The count of a value is the number of records left when it is asked for too; values without any are left out."""
    catalogue = catalogue_of(*drawn)
    chosen = catalogue.select(asked)
    counts = catalogue.facets(chosen)
    assert tuple(counts) == FILTERS
    for name, counted in counts.items():
        words = {word for code in chosen_codes(catalogue, chosen) for word in found_by(catalogue[code].body, name)}
        assert set(counted) == words
        assert set(counted) <= set(catalogue.words(name))
        assert all(count == (chosen & catalogue.select({name: [word]})).bit_count() for word, count in counted.items())


def test_the_words_of_a_filter_are_those_that_find_something(catalogue_of: Callable[..., Catalogue]) -> None:
    """A value that no record has is not among the words in use, and one that a wider word covers is."""
    reached = {"approach": {"access": "percutaneous-or-open", "route": "posterior"}}
    catalogue = catalogue_of(smallest_record(**reached), smallest_record(code="10002", family="others"))
    assert set(catalogue.words("access")) == {"percutaneous-or-open", "percutaneous", "open"}
    assert catalogue.words("family") == ("examples", "others")
    assert catalogue.words("status") == ("active",)


def test_no_value_at_all_finds_nothing(catalogue_of: Callable[..., Catalogue]) -> None:
    """A filter whose values no record has finds no record, and so does one without values."""
    catalogue = catalogue_of(smallest_record())
    assert catalogue.select({"family": ["elsewhere"]}) == catalogue.select({"family": []}) == 0


@given(
    drawn=st.lists(codes, unique=True, max_size=12),
    bits=st.integers(0, 2**12 - 1),
    limit=st.integers(1, 13),
    start=codes | st.text(max_size=6),
)
def test_pages_hold_every_chosen_record_once(
    catalogue_of: Callable[..., Catalogue], drawn: list[str], bits: int, limit: int, start: str
) -> None:
    """Whatever the size of a page and wherever the walk begins, each chosen record after it comes once, in order."""
    catalogue = catalogue_of(*(smallest_record(code=code) for code in drawn))
    chosen = bits & (1 << len(drawn)) - 1
    walked: list[str] = []
    after: str | None = start
    while after is not None:
        entries, after = catalogue.page(chosen, after, limit)
        assert len(entries) == limit or after is None
        assert after is None or after == entries[-1].record.code
        walked += [entry.record.code for entry in entries]
    assert walked == [code for code in chosen_codes(catalogue, chosen) if code > start]


@given(drawn=st.lists(codes, unique=True, max_size=30), unknown=codes)
def test_the_nearest_codes_are_those_of_the_nearest_numbers(
    catalogue_of: Callable[..., Catalogue], drawn: list[str], unknown: str
) -> None:
    """At most five codes of the same kind are suggested, nearest number first, the lower of two as near."""
    catalogue = catalogue_of(*(smallest_record(code=code) for code in drawn if code != unknown))
    digits = 5 if unknown.isdigit() else 4
    alike = [code for code in catalogue if code[digits:] == unknown[digits:] and code[:digits].isdigit()]
    ranked = sorted(alike, key=lambda code: (abs(int(code[:digits]) - int(unknown[:digits])), code))
    assert catalogue.nearest(unknown) == tuple(ranked[:5])


def test_of_two_codes_as_near_the_lower_comes_first(catalogue_of: Callable[..., Catalogue]) -> None:
    """Suggestions have one order, and codes of another kind are none."""
    catalogue = catalogue_of(*(smallest_record(code=code) for code in ("10003", "10001", "1000T", "1000F", "10004")))
    assert catalogue.nearest("10002") == ("10001", "10003", "10004")
    assert catalogue.nearest("0999T") == ("1000T",)
    assert catalogue.nearest("1000U") == ()
