"""What is generated is committed as it would be generated now. In a process of its own: tests declare functions too."""

from __future__ import annotations

import subprocess
import sys

from tests.ground import REPOSITORY


def test_nothing_that_is_generated_is_stale() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "scripts.generation", "--check"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
