"""Who calls: Firebase ID tokens, session cookies, paired devices, Google-signed OIDC.

`environment` says what this process may trust, `tokens` proves signatures, `claims` turns proved claims into actors,
`standing` knows who was sent away since, `devices` are paired tablets and phones, `origins` stops forged cookies'
requests, `google` puts them together. Nothing here decides what an actor may do: that is in the routes.
"""

from __future__ import annotations

from typing import Protocol

import flask

from shared.domain.people import Actor
from shared.runtime.identity.environment import trust_from_environment


class Identity(Protocol):
    def caller(self, request: flask.Request) -> Actor:
        """Return who calls, proved. Raises Problem UNAUTHENTICATED, and FOREIGN_ORIGIN for a forged cookie request."""

    def prove_push(self, request: flask.Request) -> None:
        """Return if Pub/Sub or Cloud Scheduler of this project calls. Raises Problem UNAUTHENTICATED."""

    def prove_operator(self, request: flask.Request) -> str:
        """Return the address of the operator of the platform who calls. Raises Problem UNAUTHENTICATED."""


def identity_from_environment(project: str) -> Identity:
    """Return the identity of this process. Raises RuntimeError where the environment mixes emulators and production."""
    from shared.runtime.identity.google import GoogleIdentity  # noqa: PLC0415 - loaded when first needed

    return GoogleIdentity(trust_from_environment(project))
