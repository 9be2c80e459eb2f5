"""A seed is a whole world: the same one, wherever and however often it is lived through."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from tests.ground import REPOSITORY
from tests.simulation import days
from tests.simulation.truths import broken

_TELL = "from tests.simulation.test_seeds import told; print(told())"


def told() -> str:
    """Return, in short, all that happened in some worlds."""
    traces: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(days, "broken", lambda world: traces.append("\n".join(world.trace)) or broken(world))
        for seed in (3, 8):
            days.live(seed)
    assert all(traces)
    return hashlib.sha256("\f".join(traces).encode()).hexdigest()


def test_the_same_seed_is_the_same_world_in_every_process() -> None:
    assert told() == _told_elsewhere()


def _told_elsewhere() -> str:
    """Return what is told in a process that hashes otherwise, and has lived nothing before."""
    other = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    done = subprocess.run(
        [sys.executable, "-c", _TELL],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": other},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
