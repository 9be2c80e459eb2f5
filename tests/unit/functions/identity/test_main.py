"""What the identity context costs a process that starts: nothing heavy before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[4]
HEAVY = ("firebase_admin", "google.auth", "google.cloud.firestore", "cryptography", "httpx", "requests", "grpc")


def test_starting_loads_no_library_that_only_some_requests_need() -> None:
    program = f"""
import sys
import functions.identity.main
from shared.runtime.identity import identity_from_environment
identity_from_environment("hotel-project")
loaded = [name for name in {HEAVY!r} if name in sys.modules]
assert not loaded, loaded
"""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)

    assert done.returncode == 0, done.stderr


def test_a_process_on_cloud_run_that_is_pointed_at_an_emulator_does_not_even_start() -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
    mixed = environment | {"K_SERVICE": "identity", "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"}
    program = "import functions.identity.main"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=mixed, check=False)

    assert done.returncode != 0
    assert "FIREBASE_AUTH_EMULATOR_HOST must not be set on Cloud Run" in done.stderr
