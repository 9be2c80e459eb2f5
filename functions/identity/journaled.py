"""What an endpoint does that must be known to have been done, though its secret must not: journaled like a command.

An endpoint has no idempotency key: asked again, it is done again (docs/decisions/secrets-outside-the-journal.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shared.domain.people import Actor
from shared.runtime.cloud import cloud
from shared.runtime.execution import Call, execute
from shared.runtime.http import Http
from shared.runtime.journal import Reply, command_entry_id
from shared.runtime.place import Place
from shared.runtime.problems import FORBIDDEN, Problem
from shared.runtime.store.port import Key
from shared.runtime.work import Work


def caller_of(http: Http) -> Actor:
    if http.actor is None:
        raise Problem(FORBIDDEN)
    return http.actor


def place_of_call(http: Http) -> Place:
    """Return the property that the path names and the caller has a role in."""
    if http.place is None:
        raise Problem(FORBIDDEN)
    return http.place


def journaled(
    endpoint: Callable[..., Any],
    http: Http,
    place: Place,
    decide: Callable[[Work], Reply],
    reads: Sequence[Key] = (),
    by: Actor | None = None,
) -> None:
    """Run a decision to its committed end in this property, with who asked for it in the journal.

    `by` is who did it, where the request proves itself otherwise than by a caller.
    """
    actor = by or caller_of(http)
    entry_id = command_entry_id(f"{actor.type}:{actor.id}", cloud().new_ulid())
    name, request_id = endpoint.__name__, http.request_id
    execute(Call("command", name, "identity", entry_id, actor, place, request_id, request_id, entry_id), decide, reads)
