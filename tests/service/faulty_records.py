"""Which records are faulty? Those that are not valid, and those that do not agree with each other.

Each entry says what is wrong, holds the files, and every fault as it is printed, without the folder. A fault that ends
in an ellipsis is only a beginning.
"""

from tests.examples import Record, relation, smallest_record
from tests.service.faulty_files import TEXT, A, B, Case, Files, line, one, raw


def two(first: Record, second: Record) -> Files:
    """Return a folder of the records 10001 and 10002 with changes."""
    return {**one(**first), "codes/10002.json": smallest_record(**{"code": "10002", **second})}


def related(*edges: Record) -> Record:
    """Return edges as the fields of a record."""
    return {"related_codes": list(edges)}


def retired(*successors: str) -> Record:
    """Return the fields of a record that these codes replaced."""
    return {"status": "retired", "replaced_by": list(successors)}


ONCE = "an edge is written once, and 10001 has it"
CYCLE = "replaces itself by way of the codes that replaced it"
NO_CODE = "is not a procedure code (five characters, such as 63709 or 0275T)"
NO_SLUG = "is not a name in lower-case words joined by hyphens"
REPEATED = "already has a record: {folder}"
UNKNOWN = "is not a field of this object"

RECORDS: list[Case] = [
    # records that are not valid
    ("no object", raw("[]"), [f"{A}:1: must be an object"]),
    ("null", raw("\nnull"), [f"{A}:2: must be an object"]),
    ("no code", raw(TEXT.replace(' "code": "10001",\n', "")), [f"{A}:1: code: is missing"]),
    ("a code that is a number", one(code=10001), [f"{A}:2: code: must be a string"]),
    ("a code that is none", {"codes/x.json": smallest_record(code="x")}, [f"codes/x.json:2: code: {NO_CODE}"]),
    (
        "a file that is not named by its code",
        {"codes/10002.json": smallest_record()},
        [f"{B}:2: code: 10001 stands in a file that is not named 10001.json"],
    ),
    (
        "a file named by its code in lower case",
        {"codes/0275t.json": smallest_record(code="0275T")},
        ["codes/0275t.json:2: code: 0275T stands in a file that is not named 0275T.json"],
    ),
    (
        "two files of one code",
        {**one(), "codes/copy.json": smallest_record()},
        [f"codes/copy.json:2: code: 10001 {REPEATED}/{A}"],
    ),
    (
        "a code in a file and in lines",
        {**one(), "codes/a.jsonl": line(code="10002") + line()},
        [f"codes/a.jsonl:2: code: 10001 {REPEATED}/{A}"],
    ),
    (
        "a code twice in lines",
        {"codes/a.jsonl": line() + line()},
        [f"codes/a.jsonl:2: code: 10001 {REPEATED}/codes/a.jsonl"],
    ),
    (
        "a second record with a fault of its own",
        {"codes/a.jsonl": line() + line(title=5)},
        ["codes/a.jsonl:2: code: 10001 already has a record: …", "codes/a.jsonl:2: title: must be a string"],
    ),
    (
        "a second record where the first has faults",
        {"codes/a.jsonl": line(title=5) + line()},
        ["codes/a.jsonl:1: title: must be a string", "codes/a.jsonl:2: code: 10001 already has a record: …"],
    ),
    ("a wrong type", one(title=["A title"]), [f"{A}:3: title: must be a string"]),
    ("a number where a list should be", one(pathology=1e5), [f"{A}:19: pathology: must be an array"]),
    ("an integer beyond any float", one(title=10**350), [f"{A}:3: title: must be a string"]),
    ("an object where a text should be", one(summary={"a": 1}), [f"{A}:4: summary: must be a string"]),
    ("a text where an object should be", one(review="sourced"), [f"{A}:24: review: must be an object"]),
    ("null where a value is needed", one(family=None), [f"{A}:5: family: …"]),
    ("a missing field", raw(TEXT.replace(' "title": "A procedure",\n', "")), [f"{A}:1: title: is missing"]),
    ("a missing field further in", one(review={"basis": "sourced"}), [f"{A}:24: review.reviewed_on: is missing"]),
    ("an unknown field", one(colour="red"), [f"{A}:28: colour: {UNKNOWN}"]),
    (
        "an unknown field further in",
        one(laminectomy={"role": "excluded", "side": "left"}),
        [f"{A}:9: laminectomy.side: {UNKNOWN}"],
    ),
    (
        "a derived field",
        one(laminectomy={"role": "excluded", "involved": False}),
        [f"{A}:9: laminectomy.involved: {UNKNOWN}"],
    ),
    ("an unknown word", one(status="deleted"), [f"{A}:6: status: 'deleted' is not one of: active, retired"]),
    (
        "an unknown word in a list",
        one(anatomy={"regions": ["lumbar", "knee"], "compartment": "dura"}),
        [f"{A}:18: anatomy.regions[1]: 'knee' is not one of: cranial, cervical, thoracic, lumbar, sacral"],
    ),
    ("a word of another list", one(device="posterior"), [f"{A}:28: device: 'posterior' is not one of: …"]),
    (
        "a relationship that is derived",
        one(**related(relation("10002", "replaces"))),
        [f"{A}:31: related_codes[0].relationship: 'replaces' is not one of: …"],
    ),
    ("a word twice", one(pathology=["tumor", "tumor"]), [f"{A}:19: pathology: 'tumor' stands in the list twice"]),
    ("a list that is too long", one(indications=["When."] * 13), [f"{A}:28: indications: must hold at most 12 items"]),
    (
        "a text that is too long",
        one(title="x" * 121),
        [f"{A}:3: title: must be at most 120 characters long; it has 121"],
    ),
    ("an empty text", one(title=""), [f"{A}:3: title: must not be empty"]),
    (
        "a text with a line break",
        one(title="One.\nTwo."),
        [f"{A}:3: title: must not hold control characters, line breaks or half surrogates"],
    ),
    ("a text with a space at its end", one(title="One. "), [f"{A}:3: title: must not begin or end with white space"]),
    (
        "a day that is none",
        one(review={"basis": "sourced", "reviewed_on": "2026-02-30"}),
        [f"{A}:26: review.reviewed_on: must be a day of the calendar, written YYYY-MM-DD"],
    ),
    ("a family that is no name", one(family="Dural repair"), [f"{A}:5: family: {NO_SLUG}"]),
    (
        "a diagnosis without its dot",
        one(diagnoses=["G9602"]),
        [f"{A}:29: diagnoses[0]: is not an ICD-10-CM code with its dot, such as G96.02"],
    ),
    (
        "fields that contradict each other",
        one(laminectomy={"role": "required"}),
        [f"{A}:10: bone_removal: must name laminectomy, since laminectomy.role is required"],
    ),
    (
        "an add-on without primaries",
        one(reporting={"unit": "procedure", "add_on": True}),
        [f"{A}:20: reporting.primary_codes: an add-on names its primary codes, …"],
    ),
    (
        "a retired code that says not what replaced it",
        one(status="retired"),
        [f"{A}:1: replaced_by: a retired code says what replaced it, …"],
    ),
    (
        "a code related to itself",
        one(**related(relation("10001"))),
        [f"{A}:30: related_codes[0].code: names 10001, the record's own code"],
    ),
    # records that do not agree
    (
        "a related code that is not there",
        one(**related(relation("10009"))),
        [f"{A}:30: related_codes[0].code: 10009 has no record in this set; mark it outside if that is meant"],
    ),
    (
        "outside, though there is a record",
        two(related(relation("10002", outside=True)), {}),
        [f"{A}:30: related_codes[0].code: 10002 is marked outside, but this set has a record of it"],
    ),
    (
        "outside, though there is a faulty record",
        two(related(relation("10002", outside=True)), {"title": 5}),
        [f"{A}:30: related_codes[0].code: 10002 is marked outside, …", f"{B}:3: title: must be a string"],
    ),
    (
        "an edge at both ends",
        two(related(relation("10002")), related(relation("10001"))),
        [f"{B}:29: related_codes[0]: alternative to 10001: {ONCE}"],
    ),
    (
        "both ends less invasive",
        two(
            related(relation("10002", "less-invasive-alternative")),
            related(relation("10001", "less-invasive-alternative")),
        ),
        [f"{B}:29: related_codes[0]: less-invasive-alternative to 10001: {ONCE}"],
    ),
    (
        "both ends the level before",
        two(related(relation("10002", "additional-level-of")), related(relation("10001", "additional-level-of"))),
        [f"{B}:29: related_codes[0]: additional-level-of to 10001: {ONCE}"],
    ),
    (
        "both ends a part of the other",
        two(related(relation("10002", "part-of")), related(relation("10001", "part-of"))),
        [f"{B}:29: related_codes[0]: part-of to 10001: {ONCE}"],
    ),
    (
        "an alternative that is less invasive too",
        two(related(relation("10002"), relation("10002", "less-invasive-alternative")), {}),
        [f"{A}:34: related_codes[1]: less-invasive-alternative to 10002: {ONCE}"],
    ),
    (
        "an alternative elsewhere and here",
        two(related(relation("10002")), related(relation("10001", "same-procedure-other-region"))),
        [f"{B}:29: related_codes[0]: same-procedure-other-region to 10001: {ONCE}"],
    ),
    (
        "a successor that is not there",
        one(**retired("10009")),
        [f"{A}:29: replaced_by[0]: 10009 has no record in this set"],
    ),
    (
        "codes that replace each other",
        two(retired("10002"), retired("10001")),
        [f"{A}:28: replaced_by: 10001 {CYCLE}", f"{B}:28: replaced_by: 10002 {CYCLE}"],
    ),
    (
        "a code that replaces itself",
        one(**retired("10001")),
        [f"{A}:28: replaced_by: names 10001, the record's own code"],
    ),
]
