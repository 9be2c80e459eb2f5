"""The function map: every command, query, handler and job, declared once where it is written.

The decorators are the only place where a route, its roles and its request type stand. From what they gather come the
local gateway, firebase.json, terraform, OpenAPI and the role matrix that the security tests walk.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BufferedIOBase
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from shared.domain.documents import Document
from shared.domain.events import Event, topic_short
from shared.domain.people import FLOOR, FLOOR_WORK, Role
from shared.runtime.quotas import LOOKS, TAPS, Quota

F = TypeVar("F", bound=Callable[..., Any])
Kind = Literal["command", "query", "stream", "endpoint", "handler", "job", "run"]
PUSHED: frozenset[Kind] = frozenset({"handler", "run"})
"""What Pub/Sub pushes to a context's own address; nobody finds it at the public one."""

ANYONE: frozenset[Role] = frozenset()
FORM = "multipart/form-data"


class Request(BaseModel):
    """What a command or query is asked: path parameters, then body or query string. Unknown fields are refused.

    `bodies` are other bodies than a JSON object: each media type with the field that takes such a body as it is
    (`text/csv` as text; under `application/json`, a list; under `multipart/form-data`, which then is the only one, the
    one file as a SentFile).
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    bodies: ClassVar[Mapping[str, str]] = {}


class Nothing(Request):
    """A request that says no more than its path."""


class SentFile(BaseModel):
    """A file of a multipart body. With one idempotency key it may come again only with the same bytes."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    sha256: str
    size: int
    data: Annotated[Any, Field(exclude=True)]

    @classmethod
    def of(cls, data: BufferedIOBase) -> SentFile:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
        return cls(sha256=digest, size=data.seek(0, os.SEEK_END), data=data)

    def head(self, first: int) -> bytes:
        """Return so many of the first bytes."""
        self.data.seek(0)
        head: bytes = self.data.read(first)
        return head

    def whole(self) -> bytes:
        self.data.seek(0)
        data: bytes = self.data.read()
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "format": "binary"}


class ShownOnce(BaseModel):
    """A command's reply with fields that only the caller who caused it may see: the journal keeps None of them."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    shown_once: ClassVar[tuple[str, ...]] = ()

    def to_keep(self) -> ShownOnce:
        return self.model_copy(update=dict.fromkeys(self.shown_once))

    def to_show(self) -> dict[str, Any]:
        return self.model_dump(mode="json", include=set(self.shown_once))


@dataclass(frozen=True)
class Route:
    """One function. `allow` is empty where the function proves its caller itself (sign-in, webhooks).

    For a handler `path` is where Pub/Sub pushes; several handlers of one context may share it. `newest`: what it takes
    over is never taken from an event that is older than the last one. `of_others`: it hears only what other services tell.
    A job has two routes: the `job`, where its schedule calls, and the `run`, where Pub/Sub pushes one property's. `each_turn`:
    no run of it stands for another.
    `by_pin`: it also answers who took a shared device over by PIN; of itself so in the contexts of floor work, and nowhere
    else.
    """

    kind: Kind
    name: str
    context: str
    method: str
    path: str
    run: Callable[..., Any]
    allow: frozenset[Role] = ANYONE
    request: type[Request] = Nothing
    answer: Any = None
    summary: str = ""
    status: int = 200
    reads: tuple[type[Document], ...] = ()
    event: type[Event] | None = None
    newest: bool = False
    of_others: bool = False
    schedule: str = ""
    job: str = ""
    each_turn: bool = False
    quota: Quota | None = None
    parameters: tuple[str, ...] = field(default=())
    by_pin: bool = False


ROUTES: dict[str, Route] = {}


def command(
    route: str,
    *,
    allow: frozenset[Role],
    reads: Sequence[type[Document]] = (),
    status: int = 200,
    by_pin: bool | None = None,
    quota: Quota = TAPS,
) -> Callable[[F], F]:
    """Declare `f(request, work) -> document`: a mutation, journaled, run once per idempotency key.

    `reads` are the documents that the request's ids name, read together with the journal entry; If-Match is compared with
    the first of them. A second parameter annotated `Units` instead of `Work` gives a command that commits in several
    steps; it is journaled as done with the last, so that a repeated request goes on where the first one stopped.
    `quota` is how often one guest may, where guests are among `allow`.
    """
    return _declare(
        "command",
        route,
        allow=allow,
        reads=tuple(reads),
        status=status,
        quota=_of_guests(allow, quota),
        by_pin=by_pin,
    )


def query(route: str, *, allow: frozenset[Role], by_pin: bool | None = None) -> Callable[[F], F]:
    """Declare `f(request, view) -> document, model or Page`: a read."""
    return _declare("query", route, allow=allow, quota=_of_guests(allow, LOOKS), by_pin=by_pin)


def stream(route: str, *, allow: frozenset[Role]) -> Callable[[F], F]:
    """Declare `f(request, view) -> Iterator[Sent]`: Server-Sent Events."""
    return _declare("stream", route, allow=allow, quota=_of_guests(allow, LOOKS))


def endpoint(
    route: str, *, allow: frozenset[Role] = ANYONE, status: int = 200, by_pin: bool | None = None
) -> Callable[[F], F]:
    """Declare `f(request, http) -> model or flask.Response`: outside any property, such as sign-in and webhooks.

    Without `allow` the function itself proves who calls.
    """
    return _declare("endpoint", route, allow=allow, status=status, quota=_of_guests(allow, LOOKS), by_pin=by_pin)


def handler(event: type[Event], *, newest: bool = False) -> Callable[[F], F]:
    """Declare `f(event, work)`: what an event brings about, once per event however often it is delivered.

    A second parameter annotated `Units` instead of `Work` gives a handler that commits in several steps. `newest` is for
    what takes over the event's own values: then an older revision of the aggregate is ignored (`shared.runtime.heard`).
    """
    return _handler(event, newest=newest)


def handler_of_others(event: type[Event]) -> Callable[[F], F]:
    """Declare `f(event, work)`: what an event brings about that another service tells.

    Our own of that kind are acknowledged and leave no trace: what we make of another's is told by us again.
    `work.heard` is its envelope, with who told it, when it occurred, and of which revision.
    """
    return _handler(event, of_others=True)


def _handler(event: type[Event], **facts: Any) -> Callable[[F], F]:
    path = f"POST /internal/events/{topic_short(event.subject)}"
    return _declare("handler", path, allow=frozenset({Role.SYSTEM}), event=event, **facts)


def job(name: str, *, schedule: str, each_turn: bool = False) -> Callable[[F], F]:
    """Declare `f(units)`: what a schedule (unix-cron) runs in every property, each by itself (shared.runtime.jobs).

    The schedule calls `POST /internal/cron/<name>`; Pub/Sub pushes each property's run to `POST /internal/jobs/<name>`.

    A job brings about what is due by now, so a later run does what an earlier one did not, and stands for it. `each_turn`
    is for one that hangs on the moment it was scheduled for (`units.scheduled_at`): each of its turns is run.
    """
    facts: dict[str, Any] = {
        "allow": frozenset({Role.SYSTEM}),
        "schedule": schedule,
        "job": name,
        "each_turn": each_turn,
    }
    scheduled = _declare("job", f"POST /internal/cron/{name}", **facts)
    run = _declare("run", f"POST /internal/jobs/{name}", suffix="_run", **facts)
    return lambda function: run(scheduled(function))


def routes(context: str | None = None) -> list[Route]:
    return [route for route in ROUTES.values() if context in (None, route.context)]


def _of_guests(allow: frozenset[Role], quota: Quota) -> Quota | None:
    return quota if Role.GUEST in allow else None


def _declare(
    kind: Kind, route: str, *, allow: frozenset[Role], by_pin: bool | None = None, suffix: str = "", **facts: Any
) -> Callable[[F], F]:
    method, path = route.split(" ", 1)

    def declare(function: F) -> F:
        context = function.__module__.split(".")[1] if function.__module__.startswith("functions.") else "tests"
        hints = get_type_hints(function)
        asked = next(iter(hints.values()), None)
        declared = Route(
            kind,
            f"{function.__name__}{suffix}",
            context,
            method,
            path,
            function,
            request=asked if inspect.isclass(asked) and issubclass(asked, Request) else Nothing,
            answer=hints.get("return"),
            summary=inspect.getdoc(function) or "",
            parameters=tuple(re.findall(r"{(\w+)}", path)),
            allow=allow,
            by_pin=bool(allow & FLOOR) and (context in FLOOR_WORK if by_pin is None else by_pin),
            **facts,
        )
        known = ROUTES.setdefault(declared.name, declared)
        if known is not declared and known.run.__module__ != function.__module__:
            raise TypeError(f"two functions are called {declared.name}")
        ROUTES[declared.name] = declared
        return function

    return declare
