"""Does what is shipped work? The wheel, in an empty environment, away from the checkout; and the lock of the image."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.running import serving

ROOT = Path(__file__).resolve().parent.parent


def test_the_image_installs_every_dependency_pinned_and_hashed() -> None:
    """The lock file pins every dependency of the project to one version with its hashes."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {
        name.lower().replace("_", "-")
        for name in re.findall(r"^([A-Za-z0-9._-]+)==\S+ \\\n +--hash=sha256:", lock, re.MULTILINE)
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in project["dependencies"]}
    assert wanted <= pinned


@pytest.mark.programs
def test_the_wheel_serves_from_an_empty_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel, installed with the lock into an empty environment and run from /, answers 63709."""
    wheels, home = tmp_path / "wheels", tmp_path / "home"
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", wheels, ROOT], check=True)
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    pip = home / "bin" / "pip"
    subprocess.run([pip, "install", "-q", "--require-hashes", "-r", ROOT / "requirements.lock"], check=True)
    subprocess.run([pip, "install", "-q", "--no-deps", *wheels.iterdir()], check=True)
    monkeypatch.chdir("/")
    with serving(fixtures=None, program=home / "bin" / "codebook") as server:
        record = server.ask("/v1/codes/63709").json
        assert record["laminectomy"] == {"role": "required", "involved": True}
        assert server.ask("/docs").status == 200
