"""Do the workers share one folder, that lives as long as the master does?"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from service.shared_metrics import VARIABLE, shared_metrics
from tests.running import environment

FORKED = f"""
import os
from pathlib import Path
from service.shared_metrics import shared_metrics

with shared_metrics():
    folder = Path(os.environ["{VARIABLE}"])
    worker = os.fork()
    if worker:
        os.waitpid(worker, 0)
        print(folder.is_dir())
if worker:
    print(folder.exists())
"""
"""A master with a worker that leaves the block first."""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for temporary folders, and an environment that is put back as it was."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(VARIABLE, "")
    return tmp_path


def test_the_folder_is_named_and_there(temporary: Path) -> None:
    """Inside, the variable names a new folder that nobody else has."""
    with shared_metrics():
        folder = Path(os.environ[VARIABLE])
        assert folder.is_dir()
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o077 == 0


def test_the_folder_goes_with_what_is_in_it(temporary: Path) -> None:
    """Outside, nothing is left of it."""
    with shared_metrics():
        (Path(os.environ[VARIABLE]) / "counter_1.db").touch()
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("before", [None, "", "/nowhere"])
def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch, before: str | None) -> None:
    """Afterwards the variable is what it was: what is counted later in the process has no folder that is gone."""
    monkeypatch.delenv(VARIABLE) if before is None else monkeypatch.setenv(VARIABLE, before)
    with shared_metrics():
        assert os.environ[VARIABLE] != before
    assert os.environ.get(VARIABLE) == before


@pytest.mark.parametrize("leaving", [SystemExit(0), KeyboardInterrupt(), RuntimeError()])
def test_the_folder_goes_however_the_master_leaves(temporary: Path, leaving: BaseException) -> None:
    """An exit, an interruption and a failure take the folder along."""
    with pytest.raises(type(leaving)), shared_metrics():
        raise leaving
    assert not list(temporary.iterdir())


def test_every_master_has_a_folder_of_its_own() -> None:
    """Two at once do not share their counts."""
    with shared_metrics():
        first = os.environ[VARIABLE]
        with shared_metrics():
            assert os.environ[VARIABLE] != first


def test_a_worker_leaves_the_folder_alone() -> None:
    """A forked worker leaves the block as well, and only the process that made the folder removes it."""
    told = subprocess.run(
        [sys.executable, "-c", FORKED], env=environment(), capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.split() == ["True", "False"]
