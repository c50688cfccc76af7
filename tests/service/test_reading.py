"""Do the files of a folder become values that know where they stand, and nothing else get opened?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages import Pointer
from service import reading
from service.errors import Fault
from service.reading import LARGEST_FILE, Document, document, documents_of_records, spell
from service.strict_json import locate
from tests.examples import smallest_record


@pytest.mark.parametrize(
    ("pointer", "spelt"),
    [
        ((), ""),
        (("code",), "code"),
        (("related_codes", 0, "code"), "related_codes[0].code"),
        ((3,), "[3]"),
        ((3, "id"), "[3].id"),
        (("a", 0, 1, "b", "c"), "a[0][1].b.c"),
    ],
)
def test_a_pointer_is_spelt_as_a_person_would(pointer: Pointer, spelt: str) -> None:
    """Keys are joined by dots, positions stand in brackets."""
    assert spell(pointer) == spelt


def read(path: Path) -> Document:
    """Return the document of a file of its own folder, which must be readable."""
    found = document(path, path.parent)
    assert isinstance(found, Document)
    return found


def test_a_fault_stands_on_the_line_of_its_value(tmp_path: Path) -> None:
    """A fault names the file, the line of the value and the way to it."""
    path = tmp_path / "a.json"
    path.write_text('{\n "a": [\n  1,\n  2\n ]\n}\n')
    assert read(path).fault(("a", 1), "is two") == Fault(str(path), 4, "a[1]", "is two")


def test_a_fault_about_what_is_missing_stands_where_it_is_missed(tmp_path: Path) -> None:
    """The line of a value that is not there is that of the nearest value around it."""
    path = tmp_path / "a.json"
    path.write_text('{\n "a": [\n  {}\n ]\n}\n')
    assert read(path).fault(("a", 0, "b", "c"), "is missing") == Fault(str(path), 3, "a[0].b.c", "is missing")
    assert read(path).fault(("b",), "is missing").line == 1


@given(digits=st.integers(1, 399), sign=st.sampled_from(["", "-"]))
def test_a_fault_is_found_beside_any_number(digits: int, sign: str) -> None:
    """Whatever number a file may hold, faults in the file have a line."""
    text = f'[{sign}{"9" * digits},\n"x"]'
    held = Document(file="a.json", source=memoryview(text.encode()), start=1)
    assert held.fault((1,), "is wrong").line == 2


def read_all(path: Path) -> list[Document | Fault]:
    """Return what the records of a folder are read as."""
    return [entry if isinstance(entry, Fault) else entry.read() for entry in documents_of_records(path)]


def test_lines_of_a_file_of_many_are_counted_from_its_beginning(folder: Callable[..., Path]) -> None:
    """Each line of a .jsonl file is a document; blank lines count and are passed over, and so is a last line feed."""
    path = folder(files={"codes/many.jsonl": b'{"a": 1}\n\n  \r\n{"a":\r\n{"a": "\xe2\x80\xa8"}\n\n'})
    one, broken, last = read_all(path)
    assert isinstance(one, Document)
    assert (one.value, one.start) == ({"a": 1}, 1)
    assert isinstance(broken, Fault)
    assert broken.line == 4
    assert isinstance(last, Document)
    assert (last.value, last.start) == ({"a": "\u2028"}, 5)
    assert last.fault(("a",), "is wrong").line == 5


def test_files_are_read_in_the_order_of_their_names(folder: Callable[..., Path]) -> None:
    """The order is that of the names, whatever order the disk gives."""
    names = [f"codes/{number}.json" for number in (30000, 10000, 20000)]
    found = list(documents_of_records(folder(files={name: {} for name in names})))
    assert [Path(entry.file).stem for entry in found] == ["10000", "20000", "30000"]


def test_hidden_files_are_no_records(folder: Callable[..., Path]) -> None:
    """What begins with a dot is left alone: editors and systems put such files anywhere."""
    path = folder(smallest_record(), files={"codes/.DS_Store": b"\xff", "codes/.10001.json.swp": b"x"})
    assert [Path(entry.file).name for entry in documents_of_records(path)] == ["10001.json"]


def test_a_link_inside_the_folder_is_followed(folder: Callable[..., Path]) -> None:
    """A record may stand elsewhere in the folder, and the folder itself may be reached by a link."""
    path = folder(
        files={"other/a.json": smallest_record(), "codes/10001.json": lambda at: at.symlink_to("../other/a.json")}
    )
    linked = folder() / "linked"
    linked.symlink_to(path)
    for root in (path, linked):
        (found,) = read_all(root)
        assert isinstance(found, Document)
        assert found.value == smallest_record()
        assert found.file == str(root / "codes" / "10001.json")


def test_a_file_as_large_as_is_said_is_read_and_no_larger(tmp_path: Path) -> None:
    """A file over 64 MiB is not even opened."""
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert document(path, tmp_path) == Fault(str(path), 1, "", "is larger than 64 MiB")


@given(raw=st.binary(max_size=60))
def test_any_bytes_become_a_document_or_a_fault(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Whatever a file holds, it is a value or a fault with a line that the file has."""
    path = tmp_path_factory.getbasetemp() / "bytes.json"
    path.write_bytes(raw)
    found = document(path, path.parent)
    assert isinstance(found, Document) or 1 <= found.line <= raw.count(b"\n") + 1


@given(raw=st.binary(max_size=60))
def test_any_bytes_become_lines_or_faults(folder: Callable[..., Path], raw: bytes) -> None:
    """Whatever a .jsonl file holds, each of its lines is a value or a fault on that line."""
    found = read_all(folder(files={"codes/a.jsonl": raw}))
    assert found
    lines = [entry.start if isinstance(entry, Document) else entry.line for entry in found]
    assert lines == sorted(set(lines))
    assert lines[-1] <= raw.count(b"\n") + 1


def test_the_lines_of_a_text_are_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many faults a document has, its text is read once for their lines: many faults take no more than few."""
    read: list[str] = []
    monkeypatch.setattr(reading, "locate", lambda text: read.append(text) or locate(text))
    path = tmp_path / "a.json"
    path.write_text("[\n0,\n1\n]", encoding="utf-8")
    found = document(path, tmp_path)
    assert isinstance(found, Document)
    assert [found.fault((place,), "is odd").line for place in (0, 1, 0, 1)] == [2, 3, 2, 3]
    assert len(read) == 1
