"""HTTP in: from a request to a function and back, the same way for every route.

Who, where, may they, what do they ask, run it, answer. Every failure is a problem+json with the request's id.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import time
import traceback
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import flask
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_json
from werkzeug.exceptions import RequestEntityTooLarge

from shared.domain.documents import Document
from shared.domain.past import not_past
from shared.domain.people import Actor, Role
from shared.domain.refusals import INVALID_FIELDS, NOT_FOUND, Refusal
from shared.domain.words import Instant, storable
from shared.runtime import telemetry
from shared.runtime.cloud import cloud
from shared.runtime.events_in import delivery, receive
from shared.runtime.execution import Call, Contended, KeyReused, execute, view_of
from shared.runtime.files.port import FilesUnavailable
from shared.runtime.jobs import fan_out, run
from shared.runtime.journal import SYNC_CONFLICT, Entry, Reply, command_entry_id, fingerprint
from shared.runtime.lists import to_cursor
from shared.runtime.place import Place
from shared.runtime.problems import (
    BUSY,
    FAILED,
    FORBIDDEN,
    KEY_REUSED,
    MALFORMED,
    PASSWORD_NEEDED,
    STALE,
    TOO_LARGE,
    TOO_MANY,
    WRONG_TYPE,
    Problem,
    as_told,
    from_refusal,
    from_validation,
    respond,
    respond_as_kept,
)
from shared.runtime.quotas import Looks, Quota, Shares, Used, holder_of
from shared.runtime.routes import FORM, Request, Route, SentFile, ShownOnce
from shared.runtime.store.port import Key, StoreError, TooLarge
from shared.runtime.streams import STANDING
from shared.runtime.tenancy import place_for
from shared.runtime.units import TryAgain, Units, runs_in_steps
from shared.runtime.work import Page, Work

LARGEST_BODY = 1 << 20
LARGEST_FORM = 11 << 20  # a file of 10 MB and what is around it
SCHEDULED_AT = "X-CloudScheduler-ScheduleTime"
_PRINTABLE = re.compile(r"^[\x21-\x7e]{1,200}$")
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


@dataclass(frozen=True)
class Http:
    """What an endpoint gets: the request as it came, and the caller where one was proved.

    `place` is the property, where the path names one and the caller has one of the roles there.
    """

    request: flask.Request
    request_id: str
    actor: Actor | None
    place: Place | None = None


def answer(
    route: Route, request: flask.Request, parameters: Mapping[str, str] | None = None, together: Sequence[Route] = ()
) -> flask.Response:
    """Serve one request with one function. `parameters` are those of the path; without them the path is parsed here.

    `together` are all handlers of one context that a pushed event is for.
    """
    request_id, begun = _request_id(request), time.perf_counter()
    with telemetry.continued(dict(request.headers), route.name, **{"http.route": route.path}):
        try:
            if route.kind == "handler":
                response = _serve_push(together or [route], request)
            else:
                found = parameters if parameters is not None else _match(route, request.path)
                response = _SERVE[route.kind](route, request, found, request_id)
        except Exception as reason:  # noqa: BLE001 - every failure has an answer
            response = respond(_problem(reason), request_id)
        telemetry.answered(
            context=route.context,
            function=route.name,
            method=route.method,
            path=route.path,
            status=response.status_code,
            seconds=time.perf_counter() - begun,
        )
    telemetry.start_aside(route.context)
    return _headed(response, request_id)


def refuse(problem: Problem, request: flask.Request) -> flask.Response:
    """Answer a request that no function takes."""
    request_id = _request_id(request)
    return _headed(respond(problem, request_id), request_id)


def _serve_command(
    route: Route, request: flask.Request, parameters: Mapping[str, str], request_id: str
) -> flask.Response:
    actor, place = _entitled(route, request, parameters)
    asked = _parse(route.request, _body(request, whole=route.request.bodies), parameters)
    call = _call(route, request, actor, place, asked, request_id)
    reads = [place.key(kind.collection, _named(kind, asked, parameters)) for kind in route.reads]
    expected = request.headers.get("If-Match")
    in_steps = runs_in_steps(route.run)
    quota = route.quota if actor.is_guest else None
    quotas = [place.key(Used.collection, holder_of(actor))] if quota else []

    def decide(work: Work) -> Reply:
        _check_revision(work, reads, expected)
        used = _used(work, quota) if quota else None
        result = route.run(asked, Units(call) if in_steps else work)
        reply = _reply(route, result, unchanged=not in_steps and work.is_without_effect)
        if used:
            work.as_house().keep(used)
        return reply

    with _share(actor):
        entry = execute(call, _judging(decide) if call.offline_since else decide, [*reads, *quotas])
    if entry.reply.problem is not None:
        return respond_as_kept(entry.reply.problem, request_id)
    return _replied(entry)


def _used(work: Work, quota: Quota) -> Used:
    """Return what this guest will have used with this command. Raises Problem TOO_MANY."""
    holder = holder_of(work.actor)
    used = work.as_house().find(Used, holder) or Used(holder_id=holder, expires_at=work.now)
    return used.one_more(quota, work.now)


def _share(actor: Actor | None) -> AbstractContextManager[None]:
    """Hold a thread for somebody who is not staff; staff are never held back. Raises Problem TOO_MANY."""
    if actor is None or actor.type not in ("guest", "integration"):
        return nullcontext()
    return cloud().once("shares of threads", Shares).hold(actor.tenant_id)


def _count_look(route: Route, actor: Actor | None) -> None:
    """Raises Problem TOO_MANY."""
    if route.quota and actor is not None and actor.is_guest:
        cloud().once("looks of guests", Looks).one_more(route.quota, actor.tenant_id, holder_of(actor), cloud().clock())


def _judging(decide: Callable[[Work], Reply]) -> Callable[[Work], Reply]:
    """Have a command that waited on a device judged once and for all, and where that differed from the tap, say so.

    A rule's refusal is its answer, for good: it is kept like any other, so whoever repeats the request hears the same.
    """

    def judged(work: Work) -> Reply:
        try:
            reply = decide(work)
        except (Refusal, Problem) as no:
            problem = from_refusal(no) if isinstance(no, Refusal) else no
            if problem.rule.status >= TOO_MANY.status:  # not a judgment: it may be asked again
                raise
            work.give_up()
            work.cause = SYNC_CONFLICT
            return Reply(status=problem.rule.status, problem=as_told(problem))
        if reply.unchanged:
            work.cause = SYNC_CONFLICT
        return reply

    return judged


def _serve_query(route: Route, request: flask.Request, parameters: Mapping[str, str], _: str) -> flask.Response:
    actor, place = _entitled(route, request, parameters)
    _count_look(route, actor)
    asked = _parse(route.request, _arguments(request), parameters)
    with _share(actor):
        result = route.run(asked, view_of(place, actor))
    response = cast("flask.Response", _found(route, result).make_conditional(request))
    if response.status_code == STALE.status:  # of its body werkzeug makes no refusal
        raise Problem(STALE)
    return response


def _serve_stream(route: Route, request: flask.Request, parameters: Mapping[str, str], _: str) -> flask.Response:
    actor, place = _entitled(route, request, parameters)
    _count_look(route, actor)
    asked = _parse(route.request, _arguments(request), parameters)
    request.environ[STANDING] = lambda: _is_still_entitled(route, request, parameters)
    chunks: Iterator[str] = route.run(asked, view_of(place, actor), request.headers.get("Last-Event-ID"))
    response = flask.Response(chunks, content_type="text/event-stream; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _serve_endpoint(
    route: Route, request: flask.Request, parameters: Mapping[str, str], request_id: str
) -> flask.Response:
    actor, place = _caller(route, request, parameters)
    _count_look(route, actor)
    said = _arguments(request) if request.method == "GET" else _body(request, any_shape=route.request is Raw)
    asked = Raw() if route.request is Raw else _parse(route.request, said, parameters)
    extra = {name: value for name, value in parameters.items() if name not in route.request.model_fields}
    with _share(actor):
        result = route.run(asked, Http(request, request_id, actor, place), **extra)
    if isinstance(result, flask.Response):
        return result
    return _found(route, result)


def _serve_push(handlers: Sequence[Route], request: flask.Request) -> flask.Response:
    cloud().identity.prove_push(request)
    receive(handlers, delivery(_body(request)))
    return flask.Response(status=204)


def _serve_job(route: Route, request: flask.Request, _: Mapping[str, str], __: str) -> flask.Response:
    cloud().identity.prove_push(request)
    fan_out(route, _instant(request.headers.get(SCHEDULED_AT)))
    return flask.Response(status=204)


def _serve_run(route: Route, request: flask.Request, _: Mapping[str, str], request_id: str) -> flask.Response:
    cloud().identity.prove_push(request)
    run(route, delivery(_body(request)), request_id)
    return flask.Response(status=204)


class Raw(Request):
    """The request type of an endpoint that reads the body itself, such as a webhook that keeps it as it came."""


_SERVE: dict[str, Callable[[Route, flask.Request, Mapping[str, str], str], flask.Response]] = {
    "command": _serve_command,
    "query": _serve_query,
    "stream": _serve_stream,
    "endpoint": _serve_endpoint,
    "job": _serve_job,
    "run": _serve_run,
}


def _entitled(route: Route, request: flask.Request, parameters: Mapping[str, str]) -> tuple[Actor, Place]:
    """Return who calls and where, or raise: 401 unproved, 404 another tenant's or unknown, 403 a role that may not."""
    actor = _caller_by(route, request)
    property_id = parameters.get("property_id") or request.headers.get("X-Property-Id") or _only_property(actor)
    if request.headers.get("X-Tenant-Id", actor.tenant_id) != actor.tenant_id:
        raise NOT_FOUND.refuse("There is no such tenant.")
    place = place_for(actor, property_id)
    if not actor.roles_in(property_id) & route.allow:
        held = ", ".join(sorted(actor.roles_in(property_id)))
        raise Problem(FORBIDDEN, f"{route.name} needs one of: {', '.join(sorted(route.allow))}; you are: {held}.")
    return actor, place


def _caller(route: Route, request: flask.Request, parameters: Mapping[str, str]) -> tuple[Actor | None, Place | None]:
    """Return who calls an endpoint and where, as far as its route asks."""
    if not route.allow:
        return None, None
    if "property_id" in parameters:
        return _entitled(route, request, parameters)
    return _allowed_anywhere(route, request), None


def _allowed_anywhere(route: Route, request: flask.Request) -> Actor:
    actor = _caller_by(route, request)
    held = actor.roles_in(actor.property_id) or frozenset[Role]().union(*actor.roles.values())
    if not held & route.allow:
        raise Problem(FORBIDDEN)
    return actor


def _caller_by(route: Route, request: flask.Request) -> Actor:
    """Return who calls. Raises Problem PASSWORD_NEEDED where a PIN is not enough for this route."""
    actor = cloud().identity.caller(request)
    if actor.by_pin and not route.by_pin:
        raise Problem(PASSWORD_NEEDED)
    return actor


def _is_still_entitled(route: Route, request: flask.Request, parameters: Mapping[str, str]) -> bool:
    """Whether who opened a stream may still read it: their sign-in, their role and their device as they are now."""
    try:
        _entitled(route, request, parameters)
    except Problem as problem:
        return problem.rule is BUSY  # Google's keys, or the store, cannot be reached: that proves nothing against them
    except Refusal:
        return False
    except StoreError:
        return True
    return True


def _only_property(actor: Actor) -> str:
    if actor.property_id:
        return actor.property_id
    if len(actor.roles) != 1:
        message = "say which property, for you have several" if actor.roles else "you have no property"
        raise Problem(MALFORMED, errors=[{"field": "X-Property-Id", "message": message}])
    return next(iter(actor.roles))


def _named(kind: type[Document], asked: Request, parameters: Mapping[str, str]) -> str:
    """Return the id that the request names, as it was parsed; of a document that a property has once, its only one."""
    said = parameters.get(kind.key, kind.model_fields[kind.key].default)
    return str(getattr(asked, kind.key, said))


def _call(route: Route, request: flask.Request, actor: Actor, place: Place, asked: BaseModel, request_id: str) -> Call:
    key = request.headers.get("Idempotency-Key") or cloud().new_ulid()
    if not _PRINTABLE.match(key):
        raise Problem(
            MALFORMED, errors=[{"field": "Idempotency-Key", "message": "1 to 200 printable ASCII characters"}]
        )
    entry_id = command_entry_id(f"{actor.type}:{actor.id}:{actor.stay_id}", key)
    print_ = fingerprint(route.name, asked)
    since = _offline_since(request)
    return Call(
        "command", route.name, route.context, entry_id, actor, place, request_id, request_id, entry_id, print_, since
    )


def _instant(said: str | None) -> datetime | None:
    try:
        return None if said is None else _INSTANT.validate_python(said)
    except ValidationError:
        return None


def _offline_since(request: flask.Request) -> datetime | None:
    """Return when a command was tapped that waited on a device since; None for one that came at once."""
    said = request.headers.get("X-Offline-Since")
    if said is None:
        return None
    tapped = _instant(said)
    wrong = not_past(tapped, cloud().clock()) if tapped else "must be the instant of the tap with its offset or Z"
    if wrong is not None:
        raise Problem(MALFORMED, errors=[{"field": "X-Offline-Since", "message": wrong}])
    return tapped


def _check_revision(work: Work, reads: list[Key], expected: str | None) -> None:
    if not expected or expected.strip() == "*" or not reads:
        return
    data = work.snapshots[reads[0]].data
    revision = data.get("revision") if data else None
    if f'"v={revision}"' not in [part.strip() for part in expected.split(",")]:
        raise Problem(STALE, f"It is at revision {revision} now.", context={"revision": revision, "if_match": expected})


def _reply(route: Route, result: Any, *, unchanged: bool = False) -> Reply:
    shown = {}
    if isinstance(result, ShownOnce) and route.kind == "command":
        shown, result = result.to_show(), result.to_keep()
    revision = _revision(result)
    return Reply(status=route.status, data=_dump(result), revision=revision, unchanged=unchanged, shown_once=shown)


def _found(route: Route, result: Any) -> flask.Response:
    """Answer with what was asked for, which is kept nowhere."""
    if not isinstance(result, Page):
        return _success(route.status, result, _revision(result))
    meta = {"count": len(result.items), "next_cursor": to_cursor(result.after) if result.after else None}
    return _success(route.status, result.items, None, meta)


def _revision(result: Any) -> int | None:
    return result.revision if isinstance(result, Document) else None


def _dump(result: Any) -> Any:
    match result:
        case BaseModel():
            return result.model_dump(mode="json")
        case list() | tuple():
            return [_dump(item) for item in result]
        case _:
            return result


def _replied(entry: Entry) -> flask.Response:
    reply = entry.reply
    data = {**reply.data, **reply.shown_once} if reply.shown_once else reply.data
    meta = {"unchanged": True} if reply.unchanged else {}
    return _success(reply.status, data, reply.revision, meta | ({"cause": entry.cause} if entry.cause else {}))


def _success(status: int, data: Any, revision: int | None, meta: dict[str, Any] | None = None) -> flask.Response:
    body: dict[str, Any] = {"success": True, "data": data}
    if meta:
        body["meta"] = meta
    response = flask.Response(to_json(body, by_alias=False), status, content_type="application/json")
    if revision is not None:
        response.set_etag(f"v={revision}")
    return response


def _parse(model: type[Request], said: Mapping[str, Any], parameters: Mapping[str, str]) -> Request:
    named = {name: value for name, value in parameters.items() if name in model.model_fields}
    twice = [{"field": name, "message": "is given by the path"} for name in said if name in parameters]
    try:
        asked = model.model_validate(
            {**{name: value for name, value in said.items() if name not in parameters}, **named}
        )
    except ValidationError as error:
        problem = from_validation(error)
        raise Problem(problem.rule, problem.detail, [*twice, *problem.errors]) from None
    if twice:
        raise Problem(INVALID_FIELDS, errors=twice)
    return asked


def _arguments(request: flask.Request) -> dict[str, Any]:
    return _sound({name: values[-1] for name, values in request.args.to_dict(flat=False).items()})


def _body(
    request: flask.Request, *, any_shape: bool = False, whole: Mapping[str, str] = types.MappingProxyType({})
) -> dict[str, Any]:
    """Return the JSON object of the body; {} where there is none. Raises Problem 400, 413 or 415.

    `whole` names for other media types, and for a JSON list, the field that takes the body as it is.
    """
    if FORM in whole:
        return _form(request, whole[FORM])
    if (request.content_length or 0) > LARGEST_BODY:
        raise Problem(TOO_LARGE, f"The body is over {LARGEST_BODY} bytes.")
    raw = request.get_data(cache=True)
    if len(raw) > LARGEST_BODY:
        raise Problem(TOO_LARGE, f"The body is over {LARGEST_BODY} bytes.")
    if any_shape or not raw:
        return {}
    field = whole.get(request.mimetype)
    if not request.is_json:
        if field is None:
            raise Problem(WRONG_TYPE)
        return _sound({field: _text(raw)})
    try:
        said = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Problem(MALFORMED, f"The body is not JSON: {str(error)[:200]}") from None
    if field is not None and isinstance(said, list):
        said = {field: said}
    if not isinstance(said, dict):
        raise Problem(MALFORMED, "The body must be a JSON object.")
    return _sound(said)


def _form(request: flask.Request, field: str) -> dict[str, Any]:
    """Return the fields of a form, with its one file in this one, whatever the form calls it."""
    if request.mimetype != FORM:
        raise Problem(WRONG_TYPE, f"Send the body as {FORM}.")
    request.max_content_length = LARGEST_FORM
    try:
        said, files = _sound(request.form.to_dict()), list(request.files.items(multi=True))
    except RequestEntityTooLarge:
        request.stream = io.BytesIO()  # functions-framework reads what is left of a request, and would fail as we did
        raise Problem(TOO_LARGE, f"The body is over {LARGEST_FORM} bytes.") from None
    if len(files) > 1:
        raise Problem(
            INVALID_FIELDS, errors=[{"field": name, "message": "one file at a time"} for name, _ in files[1:]]
        )
    if files:
        said[field] = SentFile.of(cast("io.BufferedIOBase", files[0][1].stream))
    return said


def _text(raw: bytes) -> str:
    """Return the text of a file: UTF-8, or UTF-16 where its first mark says so, as spreadsheets save "Unicode text"."""
    try:
        return raw.decode("utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(MALFORMED, "The file is not text in UTF-8. Save it as CSV UTF-8, and send that.") from None


def _sound(said: dict[str, Any]) -> dict[str, Any]:
    """Return what was said with text that a store can keep, and an answer name. Raises Problem 400 for what is too deep."""
    try:
        sound: dict[str, Any] = storable(said)
    except RecursionError:
        raise Problem(MALFORMED, "The request is nested too deep.") from None
    return sound


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _match(route: Route, path: str) -> dict[str, str]:
    pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route.path)
    matched = re.fullmatch(pattern, path)
    if matched is None:
        raise NOT_FOUND.refuse(f"{route.name} is at {route.path}.")
    return matched.groupdict()


def _request_id(request: flask.Request) -> str:
    given = request.headers.get("X-Request-Id", "")
    return given if _PRINTABLE.match(given) else f"req_{cloud().new_ulid()}"


def _headed(response: flask.Response, request_id: str) -> flask.Response:
    response.headers["X-Request-Id"] = request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _problem(reason: Exception) -> Problem:
    match reason:
        case Problem():
            return reason
        case Refusal():
            return from_refusal(reason)
        case KeyReused():
            return Problem(KEY_REUSED)
        case TooLarge():
            return Problem(TOO_LARGE, str(reason))
        case TryAgain():
            return Problem(BUSY, str(reason), headers={"Retry-After": str(max(1, round(reason.after or 1)))})
        case Contended() | StoreError() | FilesUnavailable():
            return Problem(BUSY, headers={"Retry-After": "1"})
        case _:
            telemetry.error("function failed", stack_trace="".join(traceback.format_exception(reason)))
            return Problem(FAILED)
