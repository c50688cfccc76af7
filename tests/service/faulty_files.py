"""Which folders of fixtures cannot be read? Files that are no files, text that is not JSON, registers that are faulty.

Each entry says what is wrong, holds the files (JSON values, text, bytes, or a function that makes the path), and every
fault as it is printed, without the folder. A fault that ends in an ellipsis is only a beginning.
"""

import json
import os
from pathlib import Path
from typing import Any

from tests.examples import FAMILY, SOURCE, smallest_record

Files = dict[str, Any]
Case = tuple[str, Files, list[str]]


def one(**changes: Any) -> Files:
    """Return a folder of one record, 10001, with changes."""
    return {"codes/10001.json": smallest_record(**changes)}


def raw(content: str | bytes) -> Files:
    """Return a folder of one record file with this content."""
    return {"codes/10001.json": content}


def beside(**files: Any) -> Files:
    """Return a folder of one sound record and registers, named without their ending."""
    return {**one(), **{f"{name}.json": content for name, content in files.items()}}


def line(**changes: Any) -> str:
    """Return a record on one line."""
    return json.dumps(smallest_record(**changes)) + "\n"


def lexicon(says: Any = None, **changes: Any) -> Any:
    """Return a lexicon of one phrase that says this, or a region, with changes."""
    kinds = ("not_before", "not_after", "past_before", "past_sentence", "past_after", "open", "turn")
    saying = {"phrases": ["at the back"], "says": {"region": ["lumbar"]} if says is None else says}
    return {"sayings": [saying], "cues": {kind: ["no"] for kind in kinds}, **changes}


def link(target: str) -> Any:
    """Return a function that makes a path a link."""
    return lambda path: path.symlink_to(target)


def too_large(path: Path) -> None:
    """Make a file of one byte more than a file may have; the disk keeps no room for it."""
    path.touch()
    os.truncate(path, 64 * 1024 * 1024 + 1)


TEXT = json.dumps(smallest_record(), indent=1)
CITED = {"sources": [{"id": "a-source", "supports": ["title"]}]}
A = "codes/10001.json"
B = "codes/10002.json"
NO_FOLDER = "there is no such folder; records stand in it, one JSON file each"
NO_RECORD = "is no record: expected a file that ends in .json or .jsonl"
OUT = "is a link that leads out of the folder"

FILES: list[Case] = [
    # files that cannot be read
    ("no codes folder", {"other.txt": ""}, [f"codes:1: {NO_FOLDER}"]),
    ("codes is a file", {"codes": "x"}, [f"codes:1: {NO_FOLDER}"]),
    ("codes is a link to nowhere", {"codes": link("nowhere")}, [f"codes:1: {NO_FOLDER}"]),
    ("an empty folder", {"codes": Path.mkdir}, ["codes:1: holds no record"]),
    ("nothing but hidden files", {"codes/.keep": ""}, ["codes:1: holds no record"]),
    ("an empty file", raw(""), [f"{A}:1: is empty"]),
    ("a blank file", raw(" \n\t\n"), [f"{A}:1: is empty"]),
    ("an empty file of lines", {"codes/a.jsonl": "\n\n"}, ["codes/a.jsonl:1: is empty"]),
    ("an unknown ending", {**one(), "codes/10002.yaml": "x"}, [f"codes/10002.yaml:1: {NO_RECORD}"]),
    ("an ending in upper case", {**one(), "codes/10002.JSON": "{}"}, [f"codes/10002.JSON:1: {NO_RECORD}"]),
    ("no ending", {**one(), "codes/10002": "x"}, [f"codes/10002:1: {NO_RECORD}"]),
    ("a folder among the records", {**one(), "codes/more/x.json": smallest_record()}, [f"codes/more:1: {NO_RECORD}"]),
    ("a folder named as a record", {**one(), "codes/10002.json": Path.mkdir}, [f"{B}:1: is not a regular file"]),
    ("a folder named as lines", {**one(), "codes/a.jsonl": Path.mkdir}, ["codes/a.jsonl:1: is not a regular file"]),
    ("a device", {"codes/10001.json": link("/dev/zero")}, [f"{A}:1: {OUT}"]),
    ("a link out of the folder", {"codes/10001.json": link("/etc/passwd")}, [f"{A}:1: {OUT}"]),
    ("a link above the folder", {"codes/10001.json": link("../..")}, [f"{A}:1: {OUT}"]),
    ("a link to the folder itself", {"codes/10001.json": link("..")}, [f"{A}:1: is not a regular file"]),
    (
        "a link to nowhere",
        {**one(), "codes/10002.json": link("nowhere.json")},
        [f"{B}:1: cannot be read: No such file or directory"],
    ),
    ("a link to itself", {**one(), "codes/10002.json": link("10002.json")}, [f"{B}:1: cannot be read: …"]),
    (
        "a register that leads to nowhere",
        beside(sources=link("nowhere"), families=link("nowhere")),
        [
            f"{A}:5: family: examples is not in families.json",
            "families.json:1: cannot be read: …",
            "sources.json:1: cannot be read: …",
        ],
    ),
    ("a register that leads out", beside(sources=link("/etc/passwd")), [f"sources.json:1: {OUT}"]),
    ("a file that is too large", {**one(), "codes/a.jsonl": too_large}, ["codes/a.jsonl:1: is larger than 64 MiB"]),
    # text that is not JSON
    ("not JSON", raw('{\n "code" "10001"}'), [f"{A}:2: code: expected a colon after 'code'"]),
    ("a comma too many", raw(TEXT.replace("\n}", ",\n}")), [f"{A}:28: expected a key in double quotes"]),
    ("two records in a file", raw(TEXT + "\n" + TEXT), [f"{A}:29: has something after its end"]),
    ("a key twice", raw(TEXT.replace('"family"', '"title"')), [f"{A}:5: title: has the key 'title' twice"]),
    (
        "a key twice further in",
        raw(TEXT.replace('"route"', '"access"')),
        [f"{A}:13: approach.access: has the key 'access' twice"],
    ),
    ("NaN", raw('{\n "code":\n NaN}'), [f"{A}:3: code: has NaN, which JSON does not know"]),
    ("an infinity", raw('{"a": {"b": [1, -Infinity]}}'), [f"{A}:1: a.b[1]: has -Infinity, which JSON does not know"]),
    ("half a surrogate pair", raw('{"code":\n"\\ud800"}'), [f"{A}:2: code: has half a surrogate pair in a string"]),
    ("not UTF-8", raw(b'{\n"code": "\xe9"}'), [f"{A}:2: is not UTF-8 (byte 12)"]),
    ("UTF-16", raw(TEXT.encode("utf-16")), [f"{A}:1: is not UTF-8 (byte 1)"]),
    ("a byte order mark", raw("\ufeff" + TEXT), [f"{A}:1: expected a value, not '\\ufeff'"]),
    ("too many brackets", raw("[" * 30_000), [f"{A}:1: {'[0]' * 64}: has brackets more than 64 deep"]),
    ("too long a number", raw('{"code": ' + "1" * 20_000 + "}"), [f"{A}:1: code: has a number that is too large"]),
    (
        "a fault on the third line of many",
        {"codes/a.jsonl": line() + "\n" + "{'x'}\n" + line(code="10002")},
        ["codes/a.jsonl:3: expected a key in double quotes"],
    ),
    # registers
    ("a source that is not there", one(**CITED), [f"{A}:30: sources[0].id: a-source is not in sources.json"]),
    (
        "a source that is not in the register",
        {**one(**CITED), "sources.json": [{**SOURCE, "id": "b"}]},
        [f"{A}:30: sources[0].id: a-source is not in sources.json"],
    ),
    (
        "a family that is not in the register",
        beside(families=[{**FAMILY, "id": "others"}]),
        [f"{A}:5: family: examples is not in families.json"],
    ),
    ("an empty register of families", beside(families=[]), [f"{A}:5: family: examples is not in families.json"]),
    ("a register that is no array", beside(sources={"a-source": SOURCE}), ["sources.json:1: must be an array"]),
    ("a register that is empty", beside(sources=""), ["sources.json:1: is empty"]),
    (
        "a register that is not JSON",
        beside(sources="[\n{'id': 1}]"),
        ["sources.json:2: [0]: expected a key in double quotes"],
    ),
    (
        "a register with an id twice",
        beside(sources=[SOURCE, SOURCE]),
        ["sources.json:9: [1].id: a-source stands in the register twice"],
    ),
    (
        "a register with a family twice",
        beside(families=[FAMILY, FAMILY]),
        ["families.json:9: [1].id: examples stands in the register twice"],
    ),
    ("a register of something else", beside(sources=["a-source"]), ["sources.json:2: [0]: must be an object"]),
    (
        "a source without its licence",
        beside(sources=[{**SOURCE, "licence": ""}]),
        ["sources.json:6: [0].licence: must not be empty"],
    ),
    (
        "a family with an unknown field",
        beside(families=[FAMILY, {**FAMILY, "id": "b", "more": 1}]),
        ["families.json:13: [1].more: is not a field of this object"],
    ),
    # the lexicon
    ("a lexicon that is no object", beside(lexicon=[]), ["lexicon.json:1: must be an object"]),
    ("a lexicon that leads out", beside(lexicon=link("/etc/passwd")), [f"lexicon.json:1: {OUT}"]),
    ("a lexicon that leads to nowhere", beside(lexicon=link("nowhere")), ["lexicon.json:1: cannot be read: …"]),
    (
        "a lexicon that is not JSON",
        beside(lexicon='{\n"cues"}'),
        ["lexicon.json:2: cues: expected a colon after 'cues'"],
    ),
    (
        "a saying without phrases",
        beside(lexicon=lexicon(sayings=[{"phrases": [], "says": {"region": ["lumbar"]}}])),
        ["lexicon.json:4: sayings[0].phrases: must hold 1 to 400 items"],
    ),
    (
        "a phrase that stands in a saying twice",
        beside(lexicon=lexicon(sayings=[{"phrases": ["at the back"] * 2, "says": {"region": ["lumbar"]}}])),
        ["lexicon.json:4: sayings[0].phrases: 'at the back' stands in the list twice"],
    ),
    (
        "an empty phrase",
        beside(lexicon=lexicon(sayings=[{"phrases": [""], "says": {"region": ["lumbar"]}}])),
        ["lexicon.json:5: sayings[0].phrases[0]: must not be empty"],
    ),
    ("a lexicon without cues", beside(lexicon=lexicon(cues=None)), ["lexicon.json:14: cues: …"]),
    (
        "a phrase that speaks of a family that is not there",
        beside(lexicon=lexicon({"family": ["examples", "others"]})),
        ["lexicon.json:10: sayings[0].says.family[1]: no record belongs to others"],
    ),
    (
        "a phrase that says a word that is none",
        beside(lexicon=lexicon({"region": ["lumbar", "knee"]})),
        ["lexicon.json:8: sayings[0].says.region: 'knee' is not a value of region"],
    ),
    (
        "a phrase that says what is no fact",
        beside(lexicon=lexicon({"colour": ["red"]})),
        ["lexicon.json:8: sayings[0].says.colour: is not a fact"],
    ),
    (
        "a phrase that says nothing",
        beside(lexicon=lexicon({})),
        ["lexicon.json:7: sayings[0].says: must be an object …"],
    ),
]
