"""Which records are valid? The smallest there can be, and strategies that draw any."""

from itertools import combinations
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from schemas.vocabulary import VOCABULARIES, WRITTEN_RELATIONSHIPS
from schemas.written import CITABLE, DIAGNOSIS_PATTERN, ICD10PCS_PATTERN

Record = dict[str, Any]


def smallest_record(**changes: Any) -> Record:
    """Return the smallest valid record as JSON values, with `changes` in place of its own fields or beside them."""
    return {
        "code": "10001",
        "title": "A procedure",
        "summary": "What is done.",
        "family": "examples",
        "status": "active",
        "laminectomy": {"role": "not-involved"},
        "bone_removal": [],
        "approach": {"access": "open", "route": "posterior"},
        "anatomy": {"regions": [], "compartment": "dura"},
        "pathology": [],
        "reporting": {"unit": "procedure", "add_on": False},
        "review": {"basis": "sourced", "reviewed_on": "2026-01-31"},
        **changes,
    }


def relation(code: str, relationship: str = "alternative", **changes: Any) -> Record:
    """Return an edge to `code` as a file holds it."""
    return {"code": code, "relationship": relationship, "reason": f"Another than {code}.", **changes}


SOURCE: Record = {"id": "a-source", "title": "A source", "publisher": "Its publisher", "licence": "public domain"}
FAMILY: Record = {"id": "examples", "title": "Examples", "in_common": "All are made up.", "question": "Which one?"}

codes = st.builds("{:04}{}".format, st.integers(0, 9999), st.sampled_from("0123456789AFMTU"))
slugs = st.lists(st.text("abz019", min_size=1, max_size=5), min_size=1, max_size=3).map("-".join)
days = st.dates().map(lambda day: day.isoformat())
texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30).map(str.strip)
texts = texts.filter(bool)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**390), 10**390)
    | st.floats(allow_nan=False, allow_infinity=False)
    # A half surrogate can be written in JSON, but it is not Unicode.
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
"""Any value that JSON can hold."""


def words(vocabulary: str, *without: str) -> st.SearchStrategy[str]:
    """Draw a word of a vocabulary."""
    return st.sampled_from([word for word in VOCABULARIES[vocabulary] if word not in without])


def several(item: st.SearchStrategy[Any], most: int = 4, least: int = 0) -> st.SearchStrategy[list[Any]]:
    """Draw a list in which nothing stands twice."""
    return st.lists(item, unique=True, min_size=least, max_size=most)


def _objects(needed: dict[str, Any], optional: dict[str, Any] | None = None) -> st.SearchStrategy[Record]:
    return st.fixed_dictionaries(needed, optional=optional)


_STEPS = several(words("bone_removal", "laminectomy"))
_LAMINAE = st.one_of(
    _objects(
        {"laminectomy": _objects({"role": words("laminectomy.role", "required", "one-of")}), "bone_removal": _STEPS}
    ),
    _STEPS.map(lambda steps: {"laminectomy": {"role": "required"}, "bone_removal": ["laminectomy", *steps]}),
    _STEPS.filter(bool).map(lambda steps: {"laminectomy": {"role": "one-of"}, "bone_removal": [*steps, "laminectomy"]}),
)
"""Roles of laminectomy with bone steps that agree with them."""

_ADDITIONAL = [unit for unit in VOCABULARIES["unit"] if unit.startswith("additional-")]
_COUNTED = {"laterality": words("laterality"), "not_reported_with": several(codes)}
_REPORTING = st.one_of(
    _objects({"unit": words("unit", *_ADDITIONAL), "add_on": st.just(value=False)}, _COUNTED),
    _objects(
        {"unit": words("unit"), "add_on": st.just(value=True), "primary_codes": several(codes, least=1)}, _COUNTED
    ),
    _objects({"unit": words("unit"), "add_on": st.just(value=True), "no_primaries_because": texts}, _COUNTED),
)
"""Ways of counting, of codes that are add-ons and of those that are not."""

_STATES = st.just({"status": "active"}) | _objects(
    {"status": st.just("retired"), "replaced_by": several(codes)}, {"retired_on": days | st.none()}
)
_RELATIONS = st.lists(
    _objects(
        {"code": codes, "relationship": st.sampled_from(WRITTEN_RELATIONSHIPS), "reason": texts},
        {"outside": st.booleans()},
    ),
    unique_by=lambda edge: (edge["code"], edge["relationship"]),
    max_size=3,
)
_RECORDS = _objects(
    {
        "code": codes,
        "title": texts,
        "summary": texts,
        "family": slugs,
        "approach": _objects(
            {"access": words("access"), "route": words("route")}, {"steps": st.lists(texts, max_size=3)}
        ),
        "anatomy": _objects({"regions": several(words("region")), "compartment": words("compartment")}),
        "pathology": several(words("pathology")),
        "reporting": _REPORTING,
        "review": _objects({"basis": words("review.basis"), "reviewed_on": days}),
    },
    {
        "$schema": st.just("../procedure.schema.json"),
        "root_operation": several(words("root_operation")),
        "reoperation": words("reoperation"),
        "imaging_guidance": words("imaging_guidance"),
        "graft": words("graft"),
        "device": st.none() | words("device"),
        "indications": st.lists(texts, max_size=3),
        "related_codes": _RELATIONS,
        "synonyms": several(texts),
        "diagnoses": several(st.from_regex(DIAGNOSIS_PATTERN, fullmatch=True)),
        "icd10pcs": several(st.from_regex(ICD10PCS_PATTERN, fullmatch=True)),
        "sources": st.lists(
            _objects({"id": slugs, "supports": several(st.sampled_from(CITABLE), least=1)}), max_size=2
        ),
    },
)


@st.composite
def records(draw: st.DrawFn, own: str | None = None) -> Record:
    """Draw a valid record as JSON values, of the code `own` if it is given."""
    record = {**draw(_RECORDS), **draw(_STATES), **draw(_LAMINAE)}
    record["code"] = own or record["code"]
    assume(record["code"] not in codes_named_by(record))
    return record


def codes_named_by(record: Record) -> set[str]:
    """Return every other code that a record names."""
    reporting = record["reporting"]
    lists = record.get("replaced_by", []), reporting.get("primary_codes", []), reporting.get("not_reported_with", [])
    return {code for named in lists for code in named} | {edge["code"] for edge in record.get("related_codes", [])}


@st.composite
def record_sets(draw: st.DrawFn, *, least: int = 0, most: int = 4) -> list[Record]:
    """Draw valid records of which each two have at most one edge between them, written at either end."""
    own = draw(several(codes, most, least))
    drawn = [draw(records(code)) for code in own]
    for record in drawn:
        record["family"] = draw(st.sampled_from(["one", "two"]))
        edges = [edge for edge in record.get("related_codes", []) if edge["code"] not in own]
        record["related_codes"] = [{**edge, "outside": True} for edge in edges]
        if record["status"] == "retired":
            others = [code for code in own if code != record["code"]]
            record["replaced_by"] = draw(several(st.sampled_from(others))) if others else []
    for one, other in combinations(drawn, 2):
        relationship = draw(st.none() | st.sampled_from(WRITTEN_RELATIONSHIPS))
        first, second = (one, other) if draw(st.booleans()) else (other, one)
        if relationship is not None:
            first["related_codes"].append(relation(second["code"], relationship))
    return drawn
