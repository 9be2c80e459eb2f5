"""Where the emulators are."""

from __future__ import annotations

from uuid import uuid4

import pytest

from emulators.cloud import LocalCloud


@pytest.fixture
def project() -> str:
    """A project of its own: emulators keep projects apart, so no test sees another one's documents and topics."""
    return f"demo-{uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def firestore_host(cloud: LocalCloud) -> str:
    return cloud.firestore


@pytest.fixture(scope="session")
def pubsub_host(cloud: LocalCloud) -> str:
    return cloud.pubsub
