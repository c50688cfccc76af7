"""Do the same rooms open from a terminal?"""

import gc
import json
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from service import __version__
from service.app import create_app
from service.catalogue import Catalogue
from service.cli import main
from service.loading import load
from service.settings import SETTINGS, Settings, variable
from tests.running import RECORDS, environment, run

COMMANDS = ("compare", "lint", "openapi", "schema", "search", "serve", "show", "suggest")

LOADED = """
import sys
from service.cli import main

main(["lint", sys.argv[1]], standalone_mode=False)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
"""A program that lints and then says which packages it has imported."""


def call(*arguments: str, **environ: str) -> Result:
    """Return what a command said and left with, with no setting but those given."""
    cleared = dict.fromkeys(map(variable, SETTINGS))
    return CliRunner().invoke(main, arguments, env={**cleared, **environ}, prog_name="codebook")


def call_here(*arguments: str) -> Result:
    """Return what a command said of the records of the tests."""
    return call(*arguments, CODEBOOK_FIXTURES=str(RECORDS))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the records, to be spoilt."""
    return shutil.copytree(RECORDS, tmp_path / "records")


def spoil(folder: Path, code: str, **fields: object) -> Path:
    """Change fields of a record and return its file."""
    file = folder / "codes" / f"{code}.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**record, **fields}, indent=2), encoding="utf-8")
    return file


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command(option):
    """`--help` says what the program is for and what it can do."""
    told = call(option)
    assert told.exit_code == 0
    assert "Tell what a procedure code is" in told.stdout
    assert [line.split()[0] for line in told.stdout.partition("Commands:")[2].strip().splitlines()] == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    """The help of a command says what it does and how it is called."""
    told = call(command, "--help")
    assert told.exit_code == 0
    assert f"Usage: codebook {command}" in told.stdout
    assert len(told.stdout.splitlines()) > 5


def test_the_version_is_told():
    """`--version` tells the version of the service."""
    assert call("--version").stdout == f"codebook, version {__version__}\n"


def test_lint_counts_what_it_found_no_fault_in():
    """A folder without faults is told with the number of its records, and exit code 0."""
    for told in (call("lint", str(RECORDS)), call_here("lint")):
        assert (told.exit_code, told.stdout, told.stderr) == (0, "11 records, no faults\n", "")


def test_lint_names_every_fault_with_its_place(folder):
    """Every fault of a folder is a line with file, line and field, and the exit code is 1."""
    first = spoil(folder, "63707", status="old", laminectomy={"role": "maybe"})
    second = spoil(folder, "63709", related_codes=[])
    second.write_text(second.read_text(encoding="utf-8").replace('"graft"', '"grafts"'), encoding="utf-8")
    told = call("lint", str(folder))
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    assert len(lines) == 3
    assert told.stderr == "Error: 3 faults in the fixtures\n"
    for line, file, field in zip(lines, (first, first, second), ("status", "laminectomy.role", "grafts"), strict=True):
        number = next(
            place
            for place, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
            if f'"{field.rpartition(".")[2]}"' in text
        )
        assert line.startswith(f"{file}:{number}: {field}: ")


def test_one_fault_is_not_told_as_many(folder):
    """The words agree with the number."""
    spoil(folder, "63709", family="No Slug")
    assert call("lint", str(folder)).stderr == "Error: 1 fault in the fixtures\n"


def test_lint_reads_without_the_web():
    """Linting imports nothing of the server: neither Flask, nor gunicorn, nor the metrics, nor what reads HTTP."""
    told = subprocess.run(
        [sys.executable, "-c", LOADED, str(RECORDS)],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    first, second = told.stdout.splitlines()
    assert first == "11 records, no faults"
    assert "marshmallow" in second.split()
    assert not {"flask", "werkzeug", "flask_smorest", "gunicorn", "prometheus_client"} & set(second.split())


def test_words_of_others_are_faults(tmp_path):
    """With a list of descriptors at hand, a record that shares a run of words with one is named, and no other."""
    summary = json.loads((RECORDS / "codes" / "62331.json").read_text(encoding="utf-8"))["summary"]
    (tmp_path / "list.txt").write_text(f"12345 {' '.join(summary.split()[3:11])}\n", encoding="utf-8")
    told = call("lint", str(RECORDS), "--descriptors", str(tmp_path))
    assert told.exit_code == 1
    [line] = told.stdout.splitlines()
    assert "62331.json" in line
    assert "summary" in line
    assert "12345" in line


def test_a_list_without_descriptors_is_a_mistake(tmp_path):
    """A folder that holds no descriptor is named as such, and is not taken for a clean result."""
    told = call("lint", str(RECORDS), "--descriptors", str(tmp_path))
    assert told.exit_code == 2
    assert "holds no line" in told.stderr


def test_no_garbage_is_looked_for_until_a_server_is_made(monkeypatch):
    """From the first record to the last part of the server the collector rests; while it answers, it does not."""
    looked = {}

    class Told:
        def __init__(self, *_: object) -> None:
            looked["made"] = gc.isenabled()

        def run(self) -> None:
            looked["run"] = gc.isenabled()

    monkeypatch.setattr("service.serving.Server", Told)
    monkeypatch.setattr("service.cli.shared_metrics", nullcontext)  # which is for the rest of a process
    assert call_here("serve").exit_code == 0
    assert looked == {"made": False, "run": True}


@pytest.mark.parametrize(
    "command", [["lint", "{}"], ["serve", "--fixtures", "{}"], ["show", "63709", "--fixtures", "{}"]]
)
def test_a_folder_that_is_not_there_is_a_mistake(tmp_path, command):
    """A path that is no folder ends a command with exit code 2 and the path."""
    file = tmp_path / "file"
    file.touch()
    for path in (tmp_path / "nowhere", file):
        told = call(*(part.format(path) for part in command))
        assert told.exit_code == 2
        assert told.stdout == ""
        assert path.name in told.stderr


@pytest.mark.parametrize("code", ["63709", "0275T", "0275t"])
def test_show_prints_what_the_service_answers(code):
    """`show` prints the served record, indented, its suffix in either case."""
    told = call_here("show", code)
    served = create_app(Catalogue(load(RECORDS)), Settings()).test_client().get(f"/v1/codes/{code}").json
    assert told.exit_code == 0
    assert json.loads(told.stdout) == served
    assert told.stdout == json.dumps(served, indent=2, ensure_ascii=False) + "\n"


def test_show_names_the_neighbours_of_an_unknown_code():
    """An unknown code ends `show` with exit code 1 and the codes whose number is nearest."""
    told = call_here("show", "63708")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == ("Error: there is no record of 63708; did you mean 63707, 63709, 63710, 63740, 63741?\n")
    assert call_here("show", "0275F").stderr == "Error: there is no record of 0275F\n"


def test_show_refuses_what_is_no_code():
    """What is no code ends `show` with exit code 1, and is said to be none."""
    told = call_here("show", "6370")
    assert told.exit_code == 1
    assert "'6370' is not a procedure code" in told.stderr


def test_show_prints_the_faults_of_its_folder(folder):
    """`show` answers nothing from a folder with faults, and prints what `lint` prints."""
    spoil(folder, "63709", status="old")
    shown, linted = call("show", "63709", "--fixtures", str(folder)), call("lint", str(folder))
    assert (shown.exit_code, shown.stdout, shown.stderr) == (1, linted.stdout, linted.stderr)


def test_openapi_prints_the_document_that_is_served():
    """`openapi` prints the very bytes of /openapi.json, whichever records are served."""
    served = create_app(Catalogue(load(RECORDS)), Settings()).test_client().get("/openapi.json")
    assert call("openapi").stdout_bytes == served.data


def test_schema_prints_what_an_editor_checks_with(written_record):
    """`schema` prints a JSON Schema that takes a record as it is and refuses it with a wrong word."""
    told = call("schema")
    assert told.exit_code == 0
    schema = json.loads(told.stdout)
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    assert check.is_valid(written_record)
    assert not check.is_valid({**written_record, "status": "old"})
    assert not check.is_valid({**written_record, "more": 1})


@pytest.fixture
def written_record() -> dict[str, object]:
    """A record as its file holds it."""
    return json.loads((RECORDS / "codes" / "63709.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"CODEBOOK_PORT": "many"}, "CODEBOOK_PORT: must be a whole number"),
        ({"CODEBOOK_WORKERS": "0"}, "CODEBOOK_WORKERS: must be from 1 to 64"),
        ({"CODEBOOK_LOG_LEVEL": "loud"}, "CODEBOOK_LOG_LEVEL: must be one of: debug, info, warning, error"),
        ({"CODEBOOK_COLOUR": "red"}, "CODEBOOK_COLOUR: is not a setting"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(environ, words):
    """A bad variable of the environment ends a command with exit code 2, its name and what is wrong with it."""
    for command in (["lint"], ["serve"], ["show", "63709"]):
        told = call(*command, **environ)
        assert told.exit_code == 2
        assert words in told.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--port", "65536"],
        ["serve", "--port", "-1"],
        ["serve", "--port", "x"],
        ["serve", "--workers", "0"],
        ["serve", "--workers", "65"],
        ["serve", "--color"],
        ["show"],
        ["show", "63709", "63707"],
        ["fly"],
    ],
)
def test_a_call_that_is_not_understood_is_explained(arguments):
    """A wrong option, argument or command ends with exit code 2 and a way to the help."""
    told = call(*arguments)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "Usage: codebook" in told.stderr
    assert "--help" in told.stderr


def test_the_program_is_installed():
    """The program itself does what the commands do, exit codes included."""
    assert run("--version").stdout == f"codebook, version {__version__}\n"
    assert run("lint", str(RECORDS)).returncode == 0
    assert run("show", "6370", CODEBOOK_FIXTURES=str(RECORDS)).returncode == 1
    assert run("fly").returncode == 2
