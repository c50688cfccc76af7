"""Does a comparison say what sets codes apart, the deciding facts first?"""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import FACTS
from schemas.written import ProcedureSchema
from service.compare import DIFFERS, ONE_SIDED, SAME, compare, rank
from tests.examples import record_sets, smallest_record

CERVICAL, LUMBAR = ({"regions": [region], "compartment": "dura"} for region in ("cervical", "lumbar"))
LAMINA = {"laminectomy": {"role": "required"}, "bone_removal": ["laminectomy"]}
OPEN = {"laminectomy": {"role": "not-specified"}}


def record(code="10001", **changes):
    """Return a record, the smallest one with changes."""
    return ProcedureSchema().load(smallest_record(code=code, **changes))


def told(answer, field):
    """Return what a comparison says of one field."""
    [entry] = [entry for entry in answer["fields"] if entry["field"] == field]
    return entry


@pytest.mark.parametrize(
    ("field", "one", "other", "verdict", "decides", "values"),
    [
        ("region", {"anatomy": CERVICAL}, {"anatomy": LUMBAR}, DIFFERS, 2, [["cervical"], ["lumbar"]]),
        ("region", {"anatomy": LUMBAR}, {"anatomy": LUMBAR}, SAME, 0, [["lumbar"], ["lumbar"]]),
        ("region", {"anatomy": LUMBAR}, {}, ONE_SIDED, 0, [["lumbar"], ["not-specified"]]),
        ("region", {}, {}, SAME, 0, [["not-specified"], ["not-specified"]]),
        ("laminectomy", LAMINA, {}, DIFFERS, 2, [True, False]),
        ("laminectomy", LAMINA, OPEN, ONE_SIDED, 0, [True, None]),
        ("laminectomy", OPEN, OPEN, SAME, 0, [None, None]),
        ("graft", {"graft": "required"}, {}, ONE_SIDED, 0, ["required", "not-specified"]),
        ("graft", {"graft": "excluded"}, {"graft": "not-involved"}, SAME, 0, ["excluded", "not-involved"]),
        ("pathology", {"pathology": ["tumor"]}, {"pathology": ["tumor", "abscess"]}, DIFFERS, 0, None),
        ("device", {"device": "csf-shunt"}, {"device": None}, DIFFERS, 2, ["csf-shunt", "none"]),
    ],
)
def test_each_fact_has_a_verdict(field, one, other, verdict, decides, values):
    """What both sides know differs or is the same; what one side leaves open is one-sided, and decides nothing."""
    answer = compare([record("10001", **one), record("10002", **other)])
    entry = told(answer, field)
    assert (entry["verdict"], len(entry["decides"])) == (verdict, decides)
    assert values is None or [entry["values"][code] for code in answer["codes"]] == values


def test_every_fact_is_compared():
    """No structured fact is left out, and values are told for every code."""
    answer = compare([record(f"1000{digit}") for digit in range(8)])
    assert {entry["field"] for entry in answer["fields"]} == FACTS.keys()
    assert all(list(entry["values"]) == answer["codes"] for entry in answer["fields"])


def test_what_decides_comes_first():
    """What tells each code from all others comes first, then what tells one, some, and none of them for certain."""
    one = record("10001", anatomy=CERVICAL, graft="required", device="csf-shunt", pathology=["tumor"], **LAMINA)
    two = record(
        "10002",
        anatomy=LUMBAR,
        graft="excluded",
        imaging_guidance="required",
        device=None,
        pathology=["tumor", "abscess"],
    )
    three = record("10003", anatomy={"regions": ["sacral"], "compartment": "dura"}, device=None, pathology=["abscess"])
    ranked = [(entry.fact.name, entry.verdict, len(entry.decides), entry.pairs) for entry in rank([one, two, three])]
    assert ranked[:7] == [
        ("region", DIFFERS, 3, 3),
        ("laminectomy", DIFFERS, 1, 2),
        ("bone_removal", DIFFERS, 1, 2),
        ("device", DIFFERS, 1, 2),
        ("pathology", DIFFERS, 0, 1),
        ("graft", DIFFERS, 0, 1),
        ("imaging_guidance", ONE_SIDED, 0, 0),
    ]
    assert {verdict for _, verdict, *_ in ranked[7:]} == {SAME}


def test_the_order_of_the_codes_is_kept():
    """Codes come as they were asked for, and the sentence names them in that order."""
    answer = compare([record("10002", **LAMINA), record("10001")])
    assert answer["codes"] == ["10002", "10001"]
    assert answer["sentence"] == "Choose 10002 when a lamina is removed, 10001 when no lamina is removed."


def test_what_no_fact_tells_apart_is_said_to_be():
    """Two records that say the same are sent to their summaries."""
    answer = compare([record("10001"), record("10002")])
    assert answer["sentence"] == "No recorded fact tells 10001 and 10002 apart; read their summaries."


def test_a_record_without_a_fact_of_its_own_is_named_beside_the_others():
    """A record that only leaves open what the other says is not chosen by anything."""
    answer = compare([record("10001", anatomy=LUMBAR), record("10002")])
    assert answer["sentence"].startswith("Choose 10001 when the region is lumbar.")
    assert "10002" in answer["sentence"]


def test_a_sentence_is_as_short_as_it_can_be():
    """One fact is enough where it tells a code from all others; several are joined where none does alone."""
    corners = [
        record(f"1000{place}", anatomy=anatomy, **lamina)
        for place, (anatomy, lamina) in enumerate([(CERVICAL, LAMINA), (CERVICAL, {}), (LUMBAR, LAMINA), (LUMBAR, {})])
    ]
    sentence = compare(corners)["sentence"]
    assert sentence.count(" and ") == 4
    assert sentence.startswith("Choose 10000 when a lamina is removed and the region is cervical, 10001 when")
    assert " and " not in compare(corners[:2])["sentence"]


def test_the_shipped_repairs_are_told_apart_by_the_lamina(shipped):
    """63709 is for a lamina that is removed, 63707 for none, and a comparison says so first and in words."""
    answer = compare([shipped["63707"], shipped["63709"]])
    assert answer["fields"][0] == {
        "field": "laminectomy",
        "verdict": DIFFERS,
        "decides": ["63707", "63709"],
        "values": {"63707": False, "63709": True},
    }
    assert answer["sentence"] == "Choose 63707 when no lamina is removed, 63709 when a lamina is removed."


def check(answer):
    """Check what holds of every comparison."""
    verdicts = [entry["verdict"] for entry in answer["fields"]]
    assert verdicts == sorted(verdicts, key=[DIFFERS, ONE_SIDED, SAME].index)
    differing = [len(entry["decides"]) for entry in answer["fields"] if entry["verdict"] == DIFFERS]
    assert differing == sorted(differing, reverse=True)
    assert not any(entry["decides"] for entry in answer["fields"] if entry["verdict"] != DIFFERS)
    named = re.findall(r"\b[0-9]{4}[0-9A-Z]\b", answer["sentence"])
    assert sorted(named) == sorted(answer["codes"])
    assert answer["sentence"].endswith(".")
    assert answer["sentence"].startswith(("Choose ", "No recorded fact "))


def test_shipped_codes_of_a_family_can_be_compared(shipped):
    """Any two shipped codes of a family have a sentence that names both of them once."""
    for one, other in combinations(shipped.values(), 2):
        if one.family == other.family:
            check(compare([one, other]))


@given(drawn=record_sets(least=2, most=8), data=st.data())
def test_any_records_can_be_compared(drawn, data):
    """Whatever the records say, a comparison is whole, in order, and says the same of codes in another order."""
    records = [ProcedureSchema().load(one) for one in drawn]
    answer = compare(records)
    check(answer)
    turned = compare(data.draw(st.permutations(records)))
    for entry in answer["fields"]:
        other = told(turned, entry["field"])
        assert (entry["verdict"], set(entry["decides"])) == (other["verdict"], set(other["decides"]))
        assert entry["values"] == other["values"]
