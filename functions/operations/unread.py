"""Events that name no property of ours, or cannot be read at all: operators see and discard them, and they expire.

They may be any hotel's, so no hotel's people see them. An operator is who OPERATORS names, proved by Google itself.
"""

from __future__ import annotations

from functions.operations.dead_letters import CLOSED, Because, LetterId
from shared.domain.documents import Value
from shared.domain.people import Actor, Role
from shared.domain.refusals import NOT_FOUND
from shared.runtime.cloud import cloud
from shared.runtime.execution import Call, execute, view_of
from shared.runtime.http import Http
from shared.runtime.journal import Reply, command_entry_id
from shared.runtime.lists import ListRequest, to_cursor
from shared.runtime.parking import NOWHERE, DeadLetter, LetterStatus
from shared.runtime.routes import Request, endpoint
from shared.runtime.store.port import Where
from shared.runtime.work import Work


class ListUnreadLetters(ListRequest):
    """`status`: those that wait, unless said otherwise."""

    status: LetterStatus = "parked"


class UnreadLetters(Value):
    """`next_cursor` is where the next page begins, None where this is the last."""

    letters: tuple[DeadLetter, ...]
    next_cursor: str | None = None


@endpoint("GET /api/v1/operations/dead-letters")
def list_unread_letters(request: ListUnreadLetters, http: Http) -> UnreadLetters:
    """Events that are no property's, the latest first; for operators of the platform."""
    view = view_of(NOWHERE, _operator(http))
    found = view.list(
        DeadLetter,
        Where("status", "==", request.status),
        order_by=("-last_failed_at",),
        limit=request.limit,
        after=request.after,
    )
    return UnreadLetters(letters=tuple(found.items), next_cursor=to_cursor(found.after) if found.after else None)


class DiscardUnreadLetter(Request):
    dead_letter_id: LetterId
    reason: Because


@endpoint("POST /api/v1/operations/dead-letters/{dead_letter_id}/discard")
def discard_unread_letter(request: DiscardUnreadLetter, http: Http) -> DeadLetter:
    """Close a letter that is no property's. Discarding it once more changes nothing."""
    operator = _operator(http)
    entry_id = command_entry_id(operator.id, f"discard:{request.dead_letter_id}:{cloud().new_ulid()}")
    name = "discard_unread_letter"
    call = Call("command", name, "operations", entry_id, operator, NOWHERE, http.request_id, http.request_id, entry_id)
    discarded: list[DeadLetter] = []

    def decide(work: Work) -> Reply:
        letter = work.find(DeadLetter, request.dead_letter_id)
        if letter is None:
            raise NOT_FOUND.refuse(f"There is no letter {request.dead_letter_id}.", id=request.dead_letter_id)
        if letter.is_closed and letter.status != "discarded":
            raise CLOSED.refuse(f"It is {letter.status}.", status=letter.status)
        closed = letter.closed("discarded", operator.id, work.now, because=request.reason)
        discarded[:] = [letter if letter.is_closed else work.keep(closed)]
        return Reply(status=204)

    execute(call, decide)
    return discarded[0]


def _operator(http: Http) -> Actor:
    email = cloud().identity.prove_operator(http.request)
    return Actor("user", email, NOWHERE.tenant_id, {NOWHERE.property_id: frozenset({Role.SYSTEM})})
