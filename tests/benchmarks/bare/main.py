"""The floor: functions-framework and Google's client libraries, nothing of ours. One function does what is asked of it.

Each is what the best that could be written by hand would do: read by id in one batch, commit under guards, publish.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Any

import flask
import functions_framework
from google.cloud import firestore

_TOPIC = os.environ.get("BARE_TOPIC", "")


@cache
def _client() -> firestore.Client:
    return firestore.Client(project=os.environ["GOOGLE_CLOUD_PROJECT"])


@cache
def _publisher() -> Any:
    from google.pubsub_v1 import PublisherClient  # noqa: PLC0415 - the others do without, and start without

    return PublisherClient()


@functions_framework.http
def bare(request: flask.Request) -> flask.Response:
    done = _DOES[request.path.strip("/")](request)
    return flask.Response(json.dumps({"success": True, "data": done}, default=str), content_type="application/json")


def _read(_: flask.Request) -> Any:
    return _client().document("bare/one").get().to_dict()


def _keep(request: flask.Request) -> Any:
    """One commit of one document: a webhook that keeps what came."""
    _client().collection("bare_notices").document().create({"body": request.get_data(as_text=True)})
    return {}


def _update(_: flask.Request) -> Any:
    """Read, commit three documents under guards, publish: a command."""
    client = _client()
    found = list(client.get_all([client.document("bare/one"), client.document("bare/two")]))
    batch = client.batch()
    for one in found:
        fresh = {**(one.to_dict() or {}), "count": (one.to_dict() or {}).get("count", 0) + 1}
        batch.update(one.reference, fresh, option=client.write_option(last_update_time=one.update_time))
    batch.create(client.collection("bare_journal").document(), {"pending": True, "body": "x" * 1_000})
    batch.commit()
    _publisher().publish(topic=_TOPIC, messages=[{"data": b"{}", "ordering_key": "204"}])
    return {}


def _row(request: flask.Request) -> Any:
    return _client().document(request.args["path"]).get().to_dict()


def _rows(request: flask.Request) -> Any:
    found = _client().collection(request.args["path"]).limit(int(request.args["limit"])).stream()
    return [one.to_dict() for one in found]


def _board(request: flask.Request) -> Any:
    """Everything that a housekeeping board is made of, asked for at once."""
    place = _client().document(request.args["place"])
    since = datetime.fromisoformat(request.args["since"])
    tasks = place.collection("tasks")
    asked = [
        place.collection("rooms").where(filter=firestore.FieldFilter("archived", "==", value=False)),
        tasks.where(filter=firestore.FieldFilter("status", "in", ["pending", "assigned", "in_progress", "paused"])),
        tasks.where(filter=firestore.FieldFilter("finished_at", ">=", since)),
        tasks.where(filter=firestore.FieldFilter("ready_at", ">=", since)),
        place.collection("shifts").where(filter=firestore.FieldFilter("status", "==", "on")),
        *(place.collection(name) for name in ("worklists", "staff", "linen")),
    ]
    with ThreadPoolExecutor(len(asked)) as at_once:
        return list(at_once.map(lambda query: [one.to_dict() for one in query.stream()], asked))


_DOES = {"read": _read, "keep": _keep, "update": _update, "row": _row, "rows": _rows, "board": _board}
