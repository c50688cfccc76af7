"""Can codes be told apart from a terminal?"""

import json
import subprocess

import pytest
from click.testing import CliRunner

from service.app import create_app
from service.catalogue import Catalogue
from service.cli import main
from service.loading import load
from service.settings import SETTINGS, Settings, variable
from tests.running import CODEBOOK, PATIENCE, RECORDS, environment


def call(*arguments, given=None):
    """Return what a command said of the records of the tests, `given` on its standard input."""
    settings = {**dict.fromkeys(map(variable, SETTINGS)), "CODEBOOK_FIXTURES": str(RECORDS)}
    return CliRunner().invoke(main, arguments, env=settings, prog_name="codebook", input=given)


@pytest.fixture(scope="module")
def answered():
    """Return what the service answers over HTTP."""
    client = create_app(Catalogue(load(RECORDS)), Settings()).test_client()

    def told(path, body=None):
        answer = client.get(path) if body is None else client.post(path, json=body)
        assert answer.status_code == 200
        return answer.json

    return told


def test_compare_prints_a_table_and_a_sentence():
    """`compare` lays the codes side by side, the deciding fact first, and ends with when to choose which."""
    told = call("compare", "63707", "63709")
    assert (told.exit_code, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert lines[0].split() == ["63707", "63709", "verdict"]
    assert lines[1].split() == ["laminectomy", "no", "yes", "differs"]
    assert lines[-1] == "Choose 63707 when no lamina is removed, 63709 when a lamina is removed."


def test_compare_takes_a_suffix_in_either_case():
    """A code may be written as the service takes it."""
    assert call("compare", "63707", "0275t").stdout.splitlines()[0].split() == ["63707", "0275T", "verdict"]


@pytest.mark.parametrize(
    "codes",
    [
        [],
        ["63707"],
        ["63707", "63707"],
        ["0275T", "0275t"],
        ["63707", "63709", "63710", "63740", "63741", "63744", "63746", "0275T", "62330"],
    ],
    ids=len,
)
def test_two_to_eight_codes_are_compared(codes):
    """One code, nine of them, or one that is named twice end with exit code 2 and a way to the help."""
    told = call("compare", *codes)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "Usage: codebook compare" in told.stderr


@pytest.mark.parametrize(("code", "words"), [("63708", "did you mean 63707"), ("x", "is not a procedure code")])
def test_compare_explains_a_code_it_does_not_have(code, words):
    """A code that there is no record of ends with exit code 1 and what is near it."""
    told = call("compare", "63709", code)
    assert (told.exit_code, told.stdout) == (1, "")
    assert code in told.stderr
    assert words in told.stderr


def test_suggest_prints_a_table_and_what_to_ask():
    """`suggest` lists the candidates, best first, and the question that separates them."""
    told = call("suggest", "CSF leak at L4-5. It is unclear if a laminectomy was done.", "--limit", "3")
    assert (told.exit_code, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert lines[0].split() == ["code", "score", "title", "for", "against"]
    assert {line.split()[0] for line in lines[1:4]} == {"63707", "63709", "63710"}
    assert lines[4] == ""
    assert lines[5].startswith("Ask next: Is a whole lamina removed? (true: ")
    assert len(lines) == 6


def test_suggest_reads_standard_input():
    """With - in the place of the text, the note is read from standard input, line breaks and all."""
    note = "CSF leak.\nNo laminectomy."
    assert call("suggest", "-", given=note).stdout == call("suggest", note).stdout


def test_json_is_what_the_service_answers(answered):
    """With --json, a command prints the very answer of the service, indented."""
    compared = call("compare", "63709", "0275t", "--json").stdout
    assert json.loads(compared) == answered("/v1/compare?codes=63709,0275T")
    suggested = call("suggest", "CSF leak, no laminectomy", "--json", "--limit", "4").stdout
    assert json.loads(suggested) == answered("/v1/candidates", {"text": "CSF leak, no laminectomy", "limit": 4})
    assert compared.startswith('{\n  "codes": [')
    assert suggested.startswith('{\n  "items": [')


@pytest.mark.parametrize(
    "arguments", [[], ["a", "b"], ["a", "--limit", "0"], ["a", "--limit", "51"], ["a", "--limit", "x"]]
)
def test_a_wrong_call_of_suggest_is_explained(arguments):
    """A text too few or too many, and a limit out of its range, end with exit code 2 and a way to the help."""
    told = call("suggest", *arguments)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "Usage: codebook suggest" in told.stderr


def test_faults_of_the_fixtures_are_told(tmp_path):
    """Nothing is compared or suggested from a folder with faults."""
    for arguments in (["compare", "63707", "63709"], ["suggest", "a leak"]):
        told = call(*arguments, "--fixtures", str(tmp_path))
        assert told.exit_code == 1
        assert "there is no such folder" in told.stdout


def test_the_program_reads_a_pipe():
    """The program itself suggests for a note that another program hands on."""
    ended = subprocess.run(
        [CODEBOOK, "suggest", "-", "--fixtures", RECORDS],
        input="CSF leak, no laminectomy",
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert ended.stdout.splitlines()[1].startswith("63707 ")
