"""Who calls: Firebase ID tokens, session cookies, Google-signed OIDC; emulator tokens only under the emulator."""

from __future__ import annotations

from typing import Protocol

import flask

from shared.domain.people import Actor


class Identity(Protocol):
    def caller(self, request: flask.Request) -> Actor:
        """Return who calls, proved. Raises Problem UNAUTHENTICATED."""

    def prove_push(self, request: flask.Request) -> None:
        """Return if Pub/Sub or Cloud Scheduler of this project calls. Raises Problem UNAUTHENTICATED."""


def identity_from_environment(project: str) -> Identity:
    raise RuntimeError(f"no identity for {project} yet")
