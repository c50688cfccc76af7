"""Do files become records, and is every fault in them named?"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import service.beside
import service.loading
from schemas.lexicon import Lexicon
from schemas.procedure import Procedure
from schemas.registers import FamilySchema, SourceSchema
from schemas.written import ProcedureSchema
from service.errors import BadFixtures
from service.loading import Examination, examine, load
from tests.examples import FAMILY, SOURCE, Record, json_values, record_sets, records, relation, smallest_record
from tests.service.faulty_files import FILES, Files, lexicon, line
from tests.service.faulty_records import RECORDS

FAULTS = [*FILES, *RECORDS]


def printed(path: Path) -> list[str]:
    """Return the faults of a folder as they are printed, each without the folder it begins with."""
    return [str(fault).removeprefix(f"{path}/") for fault in examine(path).faults]


@pytest.mark.parametrize(("files", "faults"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_fault_is_named_with_file_line_and_field(
    folder: Callable[..., Path], files: Files, faults: list[str]
) -> None:
    """Each kind of fault is told on its line, with its field and in its words, and as the only one."""
    path = folder(files=files)
    expected = [fault.replace("{folder}", str(path)) for fault in faults]
    found = printed(path)
    beginnings = [
        f"{told[: len(fault) - 1]}…" if fault.endswith("…") else told
        for told, fault in zip(found, expected, strict=False)
    ]
    assert beginnings + found[len(expected) :] == expected


@pytest.mark.parametrize("share", [0, 0.5])
@pytest.mark.parametrize("files", [case[1] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_what_is_read_beside_has_the_same_faults(
    folder: Callable[..., Path], files: Files, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a part of the records, or all, are read by another process, nothing else is found."""
    path = folder(files=files)
    expected = examine(path)
    monkeypatch.setattr(service.beside, "MANY", 0)
    monkeypatch.setattr(service.loading, "SHARE", share)
    found = examine(path)
    assert found.faults == expected.faults
    assert found.records == expected.records


@settings(max_examples=20)
@given(drawn=record_sets(least=1), share=st.floats(0, 1))
def test_what_is_read_beside_is_the_same(folder: Callable[..., Path], drawn: list[Record], share: float) -> None:
    """Wherever many records are parted, they are the same, in the same order, and so is where each was read."""
    path = folder(*drawn)
    expected = examine(path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(service.beside, "MANY", 0)
        patched.setattr(service.loading, "SHARE", share)
        found = examine(path)
    assert found == expected
    assert list(found.records) == list(expected.records)
    assert list(found.documents) == list(expected.documents)


def test_a_pipe_does_not_keep_the_examination_waiting(folder: Callable[..., Path]) -> None:
    """A process that examines a folder with pipes in it names them and comes to its end."""
    names = ["codes/10001.json", "codes/many.jsonl", "families.json", "lexicon.json", "sources.json"]
    path = folder(files=dict.fromkeys(names, os.mkfifo))
    program = (
        "import sys, pathlib, service.loading as it; print(*it.examine(pathlib.Path(sys.argv[1])).faults, sep='|')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, timeout=60, check=True, text=True
    )
    assert ended.stdout == "|".join(f"{path}/{name}:1: is not a regular file" for name in names) + "\n"


def test_all_faults_of_all_files_come_in_one_run(folder: Callable[..., Path]) -> None:
    """Nothing hides behind the first fault: files, registers and records tell theirs together, in order."""
    path = folder(
        smallest_record(code="10001", title=5, status="deleted", related_codes=[relation("10003"), relation("10009")]),
        smallest_record(code="10002", related_codes=[relation("10009")], laminectomy={"role": "required"}),
        smallest_record(code="10003", related_codes=[relation("10009")], family="unheard-of"),
        sources=[{**SOURCE, "title": ""}, 5],
        families=[FAMILY, FAMILY],
        files={"codes/10004.json": "{", "codes/many.jsonl": line(code="10005") + "[\n" + line(code="10006", graft="x")},
    )
    assert [fault.split(": ")[0] for fault in printed(path)] == [
        *(
            "codes/10001.json:3",
            "codes/10001.json:6",
            "codes/10002.json:10",
            "codes/10003.json:5",
            "codes/10003.json:30",
        ),
        *("codes/10004.json:1", "codes/many.jsonl:2", "codes/many.jsonl:3"),
        *("families.json:9", "sources.json:4", "sources.json:8"),
    ]
    assert list(examine(path).faults) == sorted(examine(path).faults)


def test_what_is_sound_is_kept_beside_what_is_not(folder: Callable[..., Path]) -> None:
    """An examination holds the records without faults, and where every code was read."""
    found = examine(folder(smallest_record(), smallest_record(code="10002", title=5)))
    assert list(found.records) == ["10001"]
    assert set(found.documents) == {"10001", "10002"}
    assert len(found.faults) == 1


def test_a_sound_folder_is_read_whole(folder: Callable[..., Path]) -> None:
    """Records, sources and families are read, records in the order of their codes, from files and lines alike."""
    others = line(code="0275T") + line(code="10003", sources=[{"id": "a-source", "supports": ["title"]}])
    path = folder(
        smallest_record(code="10002", related_codes=[relation("10003"), relation("99999", outside=True)]),
        smallest_record(),
        sources=[SOURCE],
        families=[FAMILY],
        files={"codes/more.jsonl": others.encode().replace(b"\n", b"\r\n"), "readme.txt": "not a record"},
    )
    found = load(path)
    assert found.faults == ()
    assert list(found.records) == ["0275T", "10001", "10002", "10003"]
    assert found.records["10001"] == ProcedureSchema().load(smallest_record())
    assert found.sources == {"a-source": SourceSchema().load(SOURCE)}
    assert found.families == {"examples": FamilySchema().load(FAMILY)}


def test_without_a_register_families_are_open(folder: Callable[..., Path]) -> None:
    """A folder without families.json takes any family, and one without sources.json any record that cites none."""
    found = load(folder(smallest_record(family="any-name")))
    assert found.families is None
    assert found.sources == {}


def test_a_lexicon_is_read(folder: Callable[..., Path]) -> None:
    """Phrases and cues are read where there are any; without a lexicon, a note says nothing."""
    says = {"region": ["lumbar"], "family": ["examples"]}
    found = load(folder(smallest_record(), files={"lexicon.json": lexicon(says)})).lexicon
    assert found.sayings[0].phrases == ("at the back",)
    assert dict(found.sayings[0].says) == {"region": ("lumbar",), "family": ("examples",)}
    assert found.cues.turn == ("no",)
    assert load(folder(smallest_record())).lexicon == Lexicon()


def test_a_link_inside_the_folder_is_no_fault(folder: Callable[..., Path]) -> None:
    """A record may be a link to another place of the folder."""
    path = folder(
        files={"kept/a.json": smallest_record(), "codes/10001.json": lambda at: at.symlink_to("../kept/a.json")}
    )
    assert list(load(path).records) == ["10001"]


def test_faults_keep_a_folder_from_being_loaded(folder: Callable[..., Path]) -> None:
    """Loading raises with every fault that the examination finds, and says how many there are."""
    path = folder(smallest_record(title=5, status="x"))
    with pytest.raises(BadFixtures, match="2 faults in the fixtures") as refusal:
        load(path)
    assert refusal.value.faults == examine(path).faults
    with pytest.raises(BadFixtures, match="1 fault in the fixtures"):
        load(folder())


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """A path that leads nowhere is named."""
    assert printed(tmp_path / "nowhere") == [
        "codes:1: there is no such folder; records stand in it, one JSON file each"
    ]


def test_a_chain_of_successors_is_no_cycle(folder: Callable[..., Path]) -> None:
    """Codes may be replaced one after the other, and several by the same one."""
    retired = {"status": "retired"}
    path = folder(
        smallest_record(code="10001", **retired, replaced_by=["10002", "10003"]),
        smallest_record(code="10002", **retired, replaced_by=["10003"]),
        smallest_record(code="10003"),
    )
    assert printed(path) == []


def named_or_read(path: Path) -> Examination:
    """Return what a folder holds, which is either a record or a fault in a line of a file."""
    found = examine(path)
    assert found.faults or all(isinstance(record, Procedure) for record in found.records.values())
    assert bool(found.faults) or bool(found.records)
    for fault in found.faults:
        assert fault.reason
        file = Path(fault.file)
        assert 1 <= fault.line <= (file.read_bytes().count(b"\n") + 1 if file.is_file() else 1)
    return found


@given(raw=st.binary(max_size=200))
def test_any_bytes_are_a_record_or_a_fault(folder: Callable[..., Path], raw: bytes) -> None:
    """Whatever a file holds, it is read or named as faulty."""
    named_or_read(folder(files={"codes/10001.json": raw}))


@given(value=json_values, name=st.sampled_from(["codes/10001.json", "sources.json", "families.json", "lexicon.json"]))
def test_any_json_is_a_record_or_a_fault(folder: Callable[..., Path], value: Any, name: str) -> None:
    """Whatever JSON stands in a file of the folder, it is read or named as faulty."""
    named_or_read(folder(smallest_record(), files={name: value}))


@given(
    record=records("10001"),
    field=st.text(max_size=8) | st.sampled_from(sorted(ProcedureSchema().fields)),
    value=json_values,
)
def test_any_field_is_read_or_named(folder: Callable[..., Path], record: Record, field: str, value: Any) -> None:
    """Whatever is put into any field of a record, the record is read or the field is named."""
    named_or_read(folder(files={"codes/10001.json": {**record, field: value}}))


@given(record=records("10001"))
def test_a_valid_record_has_no_faults_but_what_it_points_to(folder: Callable[..., Path], record: Record) -> None:
    """A valid record is read as it is; all that can be wrong is that other records and sources are not there."""
    found = named_or_read(folder(record))
    assert found.records == {"10001": ProcedureSchema().load(record)}
    assert {fault.field.split("[")[0] for fault in found.faults} <= {"related_codes", "replaced_by", "sources"}
