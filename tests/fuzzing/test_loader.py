"""Does the loader bear five minutes of a fuzzer?"""

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

_LOG = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]

MINUTES = 5


@pytest.mark.soak
def test_the_loader_bears_a_fuzzer() -> None:
    """In five minutes nothing but named faults comes of what the fuzzer writes into a file, and nothing takes 1 s."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzzing.loader", str(60 * MINUTES)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60 * MINUTES + 300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-5000:]
    executed = re.findall(r"^stat::number_of_executed_units: *(\d+)$", done.stderr, flags=re.MULTILINE)
    longest = re.findall(r"^longest: .*$", done.stderr, flags=re.MULTILINE)
    covered = re.findall(r"cov: (\d+)", done.stderr)
    _LOG.info(
        "%s folders, %s; places reached: %s at first, %s at last", *executed, longest[-1], covered[0], covered[-1]
    )
    assert int(executed[0]) > 1_000
