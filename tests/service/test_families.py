"""Do families lay their codes side by side? The register, and the table of facts that the codes do not share."""

from collections.abc import Mapping

import pytest

from schemas.facts import FACTS
from schemas.procedure import Procedure
from service.catalogue import Catalogue, dumps
from service.errors import UnknownFamily
from service.families import every, every_body, table, table_body
from service.loading import load
from service.settings import shipped_fixtures
from tests.examples import FAMILY, smallest_record


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    """Return the catalogue that is served by default."""
    return Catalogue(load(shipped_fixtures()))


def test_every_code_stands_in_the_family_it_names(shipped: Catalogue) -> None:
    """The families together hold every code once, each under the name that its record gives."""
    told = {code: family["id"] for family in every(shipped)["items"] for code in family["codes"]}
    assert told == {code: entry.record.family for code, entry in shipped.items()}


def test_the_dural_repairs_are_told_apart(shipped: Catalogue) -> None:
    """The table of the dural repairs answers which of the three it is: lamina, and graft."""
    rows = {row["code"]: row["facts"] for row in table(shipped, "dural-repair")["items"]}
    assert {code: facts["laminectomy"] for code, facts in rows.items()} == {
        "63707": False,
        "63709": True,
        "63710": None,
    }
    assert {code: facts["graft"] for code, facts in rows.items()} == {
        "63707": "not-specified",
        "63709": "not-specified",
        "63710": "required",
    }


def test_the_columns_are_the_facts_that_codes_do_not_share(shipped: Catalogue) -> None:
    """A fact is a column just where two codes of the family say different things of it, or one says nothing."""
    for family in every(shipped)["items"]:
        told = table(shipped, family["id"])
        records: Mapping[str, Procedure] = {code: shipped[code].record for code in told["codes"]}
        columns = [name for name, fact in FACTS.items() if len({fact.read(r) for r in records.values()}) > 1]
        for row in told["items"]:
            assert set(row["facts"]) <= set(columns)
        assert set(told["separating"]) <= set(columns)


def test_a_set_without_a_register_still_has_families(catalogue_of) -> None:
    """Where no register names the families, they are told by what records say, without a title or a question."""
    (family,) = every(catalogue_of(smallest_record()))["items"]
    assert family == {"id": "examples", "title": None, "in_common": None, "question": None, "codes": ["10001"]}


def test_a_register_names_what_the_family_is(catalogue_of) -> None:
    """Where a register names the family, its title, what it has in common and its question are told."""
    (family,) = every(catalogue_of(smallest_record(), families=[FAMILY]))["items"]
    assert {name: family[name] for name in FAMILY} == FAMILY


def test_an_unknown_family_is_told_with_those_spelt_alike(shipped: Catalogue) -> None:
    """A family that no record belongs to is refused, with the names that it may have been meant for."""
    with pytest.raises(UnknownFamily) as refused:
        table(shipped, "dural-repairs")
    assert refused.value.did_you_mean[0] == "dural-repair"


def test_answers_are_made_once(shipped: Catalogue) -> None:
    """What is told of families is kept as it was first made; a family that is not known leaves nothing behind."""
    assert every_body(shipped) == dumps(every(shipped))
    assert every_body(shipped) is every_body(shipped)
    for family in shipped.words("family"):
        assert table_body(shipped, family) == dumps(table(shipped, family))
        assert table_body(shipped, family) is table_body(shipped, family)
    for _ in range(2):
        with pytest.raises(UnknownFamily):
            table_body(shipped, "dural-repairs")


def test_another_set_has_families_of_its_own(catalogue_of) -> None:
    """What is kept of one set is not told of another."""
    one, other = catalogue_of(smallest_record()), catalogue_of(smallest_record(code="10002"))
    assert b"10001" in table_body(one, "examples")
    assert b"10001" not in table_body(other, "examples") + every_body(other)
