"""Where the emulators are. To be replaced by the session's local cloud."""

from __future__ import annotations

import os
from uuid import uuid4

import pytest


@pytest.fixture
def project() -> str:
    """A project of its own: emulators keep projects apart, so no test sees another one's documents and topics."""
    return f"demo-{uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def firestore_host() -> str:
    return _address("FIRESTORE_EMULATOR_HOST")


@pytest.fixture(scope="session")
def pubsub_host() -> str:
    return _address("PUBSUB_EMULATOR_HOST")


def _address(variable: str) -> str:
    address = os.environ.get(variable)
    if not address:
        pytest.skip(f"{variable} is not set")
    return address
