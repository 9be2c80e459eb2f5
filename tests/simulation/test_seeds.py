"""A seed is a whole world: the same one, wherever and however often it is lived through."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from tests.ground import REPOSITORY

_TELL = """
import tests.simulation.days as days, hashlib
traces = []
broken = days.broken
days.broken = lambda world: traces.append("\\n".join(world.trace)) or broken(world)
for seed in (3, 5, 8):
    days.live(seed)
print(hashlib.sha256("\\f".join(traces).encode()).hexdigest(), len(traces[0]))
"""


def test_the_same_seed_is_the_same_world_in_every_process() -> None:
    told = {_lived_with(hash_seed) for hash_seed in ("1", "2")}
    assert len(told) == 1
    assert told.pop().split()[0] != hashlib.sha256(b"").hexdigest()


def _lived_with(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", _TELL], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout
