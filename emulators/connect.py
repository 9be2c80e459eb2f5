"""Connects the demo hotel to the Mews stand-in, as a manager would: over HTTP, once everything runs.

May be done at every start: each time the webhook gets a fresh secret, and the stand-in is told the address.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from emulators.demo import PASSWORD, PROPERTY, TENANT
from emulators.pms.mews import DEMO_CREDENTIALS

MANAGER = "manager@demo.hotel"
NAMES = {"client_token": "mews-client-token", "access_token": "mews-access-token"}
_OK = 300


def secrets() -> Mapping[str, str]:
    """Return the variables that stand for Secret Manager here: what the functions need to call the stand-in."""
    values = {"client_token": DEMO_CREDENTIALS.client_token, "access_token": DEMO_CREDENTIALS.access_token}
    return {f"pms_{TENANT}_{PROPERTY}_{name}".upper().replace("-", "_"): values[role] for role, name in NAMES.items()}


def connect(gateway: str, mews: str) -> None:
    """Connect, and subscribe. Raises httpx.HTTPError or RuntimeError with what was answered."""
    with httpx.Client(timeout=30) as client:
        signed_in = _data(client.post(f"{gateway}/auth/login", json={"email": MANAGER, "password": PASSWORD}))
        made = _data(
            client.put(
                f"{gateway}/api/v1/properties/{PROPERTY}/pms",
                headers={"Authorization": f"Bearer {signed_in['id_token']}"},
                json={"vendor": "mews", "base_url": mews, "secrets": NAMES, "rotate_webhook_secret": True},
            )
        )
        client.put(f"{mews}/_desk/webhooks", json={"url": f"{gateway}{made['webhook_path']}"}).raise_for_status()


def _data(response: httpx.Response) -> Mapping[str, str]:
    if response.status_code >= _OK:
        raise RuntimeError(f"{response.request.url.path}: {response.status_code} {response.text[:500]}")
    found: Mapping[str, str] = response.json()["data"]
    return found
