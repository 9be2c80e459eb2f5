"""What this process may trust, read from its environment: the one place that knows an emulator from the real thing.

K_SERVICE is set by Cloud Run and nowhere else. With it, nothing of an emulator is believed, ever.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

EMULATOR_HOSTS = (
    "FIREBASE_AUTH_EMULATOR_HOST",
    "FIRESTORE_EMULATOR_HOST",
    "PUBSUB_EMULATOR_HOST",
    "STORAGE_EMULATOR_HOST",
)


@dataclass(frozen=True)
class Trust:
    """`unsigned_tokens` are those of the Auth emulator; `unproved_pushes` those of the Pub/Sub emulator.

    `audiences` are what a Google-signed token must be made for; `push_account` is who pushes. `origins` are the sites
    whose pages may send cookies, besides the one the request came to. `operators` are who runs the platform, by address.
    """

    project: str
    production: bool = False
    unsigned_tokens: bool = False
    unproved_pushes: bool = False
    audiences: tuple[str, ...] = ()
    push_account: str = ""
    origins: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()


def refuse_mixed_environment(environment: Mapping[str, str] | None = None) -> None:
    """Raise RuntimeError where a process on Cloud Run is pointed at an emulator: it would believe unsigned tokens."""
    said = os.environ if environment is None else environment
    emulators = [name for name in EMULATOR_HOSTS if said.get(name)]
    if said.get("K_SERVICE") and emulators:
        raise RuntimeError(
            f"{', '.join(emulators)} must not be set on Cloud Run (K_SERVICE is {said['K_SERVICE']}): refusing to start"
        )


def trust_from_environment(project: str, environment: Mapping[str, str] | None = None) -> Trust:
    """Return what to trust. Raises RuntimeError as `refuse_mixed_environment` does."""
    said = os.environ if environment is None else environment
    refuse_mixed_environment(said)
    production = bool(said.get("K_SERVICE"))
    return Trust(
        project,
        production,
        unsigned_tokens=bool(said.get("FIREBASE_AUTH_EMULATOR_HOST")) and not production,
        unproved_pushes=bool(said.get("PUBSUB_EMULATOR_HOST")) and not production,
        audiences=_several(said.get("OIDC_AUDIENCES", "")),
        push_account=said.get("PUSH_SERVICE_ACCOUNT", ""),
        origins=frozenset(_several(said.get("ALLOWED_ORIGINS", ""))),
        operators=frozenset(_several(said.get("OPERATORS", "").casefold())),
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
