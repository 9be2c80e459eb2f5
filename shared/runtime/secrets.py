"""Secrets by name: Secret Manager in production, environment variables locally. Values are never stored, logged or told.

SecretMissing   there is no secret of that name, or this service may not read it
"""

from __future__ import annotations

import os
from typing import Protocol


class SecretMissing(Exception):
    pass


class Secrets(Protocol):
    def read(self, name: str) -> str:
        """Return the newest value. Raises SecretMissing. `name` is of letters, digits, `-` and `_`."""


class EnvironmentSecrets:
    """`pms_demo_demo-hotel_token` is the variable PMS_DEMO_DEMO_HOTEL_TOKEN."""

    def read(self, name: str) -> str:
        variable = name.upper().replace("-", "_")
        value = os.environ.get(variable)
        if not value:
            raise SecretMissing(f"{variable} is not set")
        return value


class SecretManager:
    def __init__(self, project: str) -> None:
        self._project = project

    def read(self, name: str) -> str:
        from google.api_core.exceptions import GoogleAPICallError  # noqa: PLC0415 - heavy: loaded when first needed
        from google.cloud.secretmanager import SecretManagerServiceClient  # noqa: PLC0415 - likewise

        path = f"projects/{self._project}/secrets/{name}/versions/latest"
        try:
            return (
                SecretManagerServiceClient().access_secret_version(name=path, timeout=5).payload.data.decode().strip()
            )
        except GoogleAPICallError as reason:
            raise SecretMissing(f"{name}: {reason.code}") from None


def secrets_from_environment() -> Secrets:
    """Return Secret Manager where this runs as a deployed service, the environment everywhere else."""
    project = os.environ.get("GOOGLE_CLOUD_PROJECT", "")
    return SecretManager(project) if "K_SERVICE" in os.environ else EnvironmentSecrets()
