"""Are answers made once, and do tag and digest follow what they hold?"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.catalogue import Catalogue, dumps, tag
from service.completion import complete
from tests.examples import FAMILY, SOURCE, Record, record_sets, relation, smallest_record
from tests.service.faulty_files import lexicon


@given(drawn=record_sets(least=1))
def test_an_answer_is_the_completed_record(catalogue_of: Callable[..., Catalogue], drawn: list[Record]) -> None:
    """The body is the completed record as UTF-8 JSON that ends with a newline, and spans mark each of its fields."""
    for entry in catalogue_of(*drawn).values():
        served = complete(entry.record, entry.edges)
        assert entry.body == dumps(served)
        assert json.loads(entry.body) == served
        assert list(entry.spans) == list(served)
        for name, (start, end) in entry.spans.items():
            assert json.loads(b"{" + entry.body[start:end] + b"}") == {name: served[name]}


@given(
    drawn=record_sets(least=1, most=1), fields=st.sets(st.sampled_from([*smallest_record(), "retired_on", "nothing"]))
)
def test_fields_can_be_picked(catalogue_of: Callable[..., Catalogue], drawn: list[Record], fields: set[str]) -> None:
    """Picking leaves the fields asked for that the record has, in its own order, as JSON that ends with a newline."""
    (entry,) = catalogue_of(*drawn).values()
    served = complete(entry.record, entry.edges)
    assert entry.pick(fields) == dumps({name: value for name, value in served.items() if name in fields})


def test_text_is_served_as_it_is(catalogue_of: Callable[..., Catalogue]) -> None:
    """Letters of any script stand in the answer themselves, compactly."""
    body = catalogue_of(smallest_record(title="Größe 汉 😀"))["10001"].body
    assert '"title":"Größe 汉 😀",'.encode() in body
    assert body.endswith(b"}\n")
    with pytest.raises(ValueError, match="JSON compliant"):
        dumps(float("nan"))


def test_a_tag_follows_the_body(catalogue_of: Callable[..., Catalogue]) -> None:
    """The same answer has the same tag, another one another, and a changed neighbour changes what an edge says."""
    one, other = smallest_record(related_codes=[relation("10002")], graft="required"), smallest_record(code="10002")
    before, again = catalogue_of(one, other), catalogue_of(other, one)
    assert [entry.etag for entry in before.values()] == [entry.etag for entry in again.values()]
    assert re.fullmatch("[0-9a-f]{32}", before["10001"].etag)
    assert before["10001"].etag == tag(before["10001"].body) != tag(before["10001"].body[:-1])
    after = catalogue_of(one, {**other, "graft": "excluded"})
    assert after["10001"].etag != before["10001"].etag
    assert after["10002"].etag != before["10002"].etag


CHANGES: list[Record] = [
    {"code": "10009"},
    {"title": "Another"},
    {"summary": "Another."},
    {"family": "others"},
    {"status": "retired", "replaced_by": []},
    {"laminectomy": {"role": "excluded"}},
    {"laminectomy": {"role": "not-specified"}},
    {"bone_removal": ["facetectomy"]},
    {"approach": {"access": "open", "route": "posterior", "steps": ["One."]}},
    {"anatomy": {"regions": ["lumbar"], "compartment": "dura"}},
    {"pathology": ["tumor"]},
    {"root_operation": ["repair"]},
    {"device": None},
    {"graft": "required"},
    {"indications": ["When."]},
    {"reporting": {"unit": "segment", "add_on": False}},
    {"reporting": {"unit": "procedure", "add_on": False, "not_reported_with": ["10002"]}},
    {"related_codes": [relation("10002")]},
    {"synonyms": ["its other name"]},
    {"diagnoses": ["I10"]},
    {"icd10pcs": ["00QT0ZZ"]},
    {"sources": [{"id": "a-source", "supports": ["title"]}]},
    {"review": {"basis": "general-knowledge", "reviewed_on": "2026-01-31"}},
    {"review": {"basis": "sourced", "reviewed_on": "2026-02-01"}},
]


def test_the_digest_changes_with_any_change(catalogue_of: Callable[..., Catalogue]) -> None:
    """Each change of a record, of sources, of families or of the lexicon gives another digest, and no two the same."""
    records = [smallest_record(**change) for change in ({}, *CHANGES)]
    other = smallest_record(code="10002")
    digests = [catalogue_of(record, other).digest for record in records]
    digests += [
        catalogue_of(smallest_record()).digest,
        catalogue_of(smallest_record(), other, sources=[SOURCE]).digest,
        catalogue_of(smallest_record(), other, sources=[{**SOURCE, "title": "Another"}]).digest,
        catalogue_of(smallest_record(), other, families=[FAMILY]).digest,
        catalogue_of(smallest_record(), other, families=[{**FAMILY, "question": "Another?"}]).digest,
        catalogue_of(smallest_record(), other, lexicon=lexicon({"region": ["lumbar"]})).digest,
        catalogue_of(smallest_record(), other, lexicon=lexicon({"region": ["sacral"]})).digest,
    ]
    assert len(set(digests)) == len(digests)


@given(drawn=record_sets(least=2), order=st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(
    catalogue_of: Callable[..., Catalogue], drawn: list[Record], order: Any
) -> None:
    """Digest, version and answers are the same in whatever order records and sources were read."""
    before = catalogue_of(*drawn, sources=[SOURCE, {**SOURCE, "id": "b"}])
    order.shuffle(drawn)
    after = catalogue_of(*drawn, sources=[{**SOURCE, "id": "b"}, SOURCE])
    assert before.digest == after.digest
    assert before.version == after.version == after.digest[:12]
    assert [entry.body for entry in before.values()] == [entry.body for entry in after.values()]
