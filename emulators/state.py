"""Saves what the local cloud holds to one folder and brings it back: documents of Firestore, accounts of Auth.

Pub/Sub is not saved: topics and subscriptions are made at each start, and events that were still on their way are
published again by the relay, from the journal.
"""

from __future__ import annotations

import json
import shutil
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

_ACCOUNTS = "accounts.json"
_DATABASES = "databases.json"


def save(folder: Path, *, project: str, firestore: str, auth: str, databases: tuple[str, ...]) -> None:
    """Write everything beside the folder first, then put it in its place, so that a crash leaves the former state."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    names = {database: f"database-{place}" for place, database in enumerate(databases)}
    for database, name in names.items():
        _ask(
            f"http://{firestore}/emulator/v1/projects/{project}:export",
            {"database": _path(project, database), "export_directory": str(fresh), "export_name": name},
        )
    (fresh / _DATABASES).write_text(json.dumps(names))
    accounts = _ask(f"{_accounts(auth, project)}:batchGet?maxResults=1000000")
    (fresh / _ACCOUNTS).write_text(json.dumps(accounts))
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def restore(folder: Path, *, project: str, firestore: str, auth: str) -> bool:
    """Bring a saved state back; return whether there was one."""
    if not (folder / _ACCOUNTS).is_file():
        return False
    for database, name in json.loads((folder / _DATABASES).read_text()).items():
        _ask(
            f"http://{firestore}/emulator/v1/projects/{project}:import",
            {
                "database": _path(project, database),
                "export_directory": str(folder / name / f"{name}.overall_export_metadata"),
            },
        )
    users = json.loads((folder / _ACCOUNTS).read_text()).get("users", [])
    if users:
        _ask(f"{_accounts(auth, project)}:batchCreate", {"users": users, "allowOverwrite": True})
    return True


def _accounts(auth: str, project: str) -> str:
    return f"http://{auth}/identitytoolkit.googleapis.com/v1/projects/{quote(project)}/accounts"


def _path(project: str, database: str) -> str:
    return f"projects/{project}/databases/{database}"


def _ask(url: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    # The emulators take this one word for an administrator.
    headers = {"Authorization": "Bearer owner", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=120) as answer:
        return json.load(answer)
