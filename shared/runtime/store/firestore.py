"""The store on Cloud Firestore. Wired in production and against the emulator (FIRESTORE_EMULATOR_HOST); never in unit tests.

Speaks the generated client directly: one RPC per call, no transaction, no buffering, and errors that say whether
anything was written. One channel, made when first needed, serves all databases; each listener's database gets a client.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from google.api_core.exceptions import (
    Aborted,
    AlreadyExists,
    Cancelled,
    DeadlineExceeded,
    FailedPrecondition,
    GoogleAPICallError,
    InternalServerError,
    InvalidArgument,
    NotFound,
    ResourceExhausted,
    RetryError,
    ServiceUnavailable,
    Unknown,
)
from google.api_core.retry import Retry, if_exception_type
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.base_query import BaseQuery, FieldFilter
from google.cloud.firestore_v1.client import Client
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport

from shared.runtime.calls import Streamed, Unary, channel, routed
from shared.runtime.store.limits import (
    asks_for_nothing,
    check_path,
    check_query,
    check_writes,
    guard_of,
    key_of,
    one_database,
    quoted,
    quoted_name,
)
from shared.runtime.store.port import (
    Delete,
    GuardFailed,
    IndexMissing,
    Key,
    OutcomeUnknown,
    Patch,
    Put,
    Query,
    Snapshot,
    StoreError,
    TooLarge,
    Unavailable,
    Where,
    Write,
)
from shared.runtime.store.values import Fields, Message, decode_time, encode, encode_fields, encode_time

COMMIT_SECONDS = 5.0
ATTEMPT_SECONDS = 5.0
PATIENCE_SECONDS = 10.0

_LOST = (ServiceUnavailable, DeadlineExceeded, InternalServerError, Cancelled, Unknown)
_GUARD = (FailedPrecondition, AlreadyExists, NotFound, Aborted)
_PASSING = (*_LOST, Aborted, ResourceExhausted)
_ABOUT_SIZE = re.compile(r"longer than|maximum \w+ size|exceeds .*size|size .*exceeds|too (big|large)", re.IGNORECASE)
# Numbers of google.firestore.v1.StructuredQuery's enums.
_OPERATORS = {"==": 5, "<": 1, "<=": 2, ">": 3, ">=": 4, "in": 8, "array_contains": 7}
_AND, _IS_NULL, _ASCENDING, _DESCENDING = 1, 3, 1, 2
_KEPT_ALIVE = ("grpc.keepalive_time_ms", 30_000)
_ONE_THREAD = ("SingleThreadedUnaryStream", 1)  # who asks reads the stream, not a thread made for each call

# What the generated client wraps, as protobuf has it.
_Commit: Message = types.CommitRequest.pb()
_BatchGet: Message = types.BatchGetDocumentsRequest.pb()
_RunQuery: Message = types.RunQueryRequest.pb()
_RunAggregation: Message = types.RunAggregationQueryRequest.pb()
_Structured: Message = types.StructuredQuery.pb()


class _Api:
    """The four methods of Firestore that we call, over one channel."""

    def __init__(self) -> None:
        over = channel(FirestoreGrpcTransport, _emulator(), [_KEPT_ALIVE, _ONE_THREAD])
        self.commit = Unary(over, _method("Commit"), types.CommitRequest, types.CommitResponse)
        self.batch_get = Streamed(
            over, _method("BatchGetDocuments"), types.BatchGetDocumentsRequest, types.BatchGetDocumentsResponse
        )
        self.run_query = Streamed(over, _method("RunQuery"), types.RunQueryRequest, types.RunQueryResponse)
        self.aggregate = Streamed(
            over, _method("RunAggregationQuery"), types.RunAggregationQueryRequest, types.RunAggregationQueryResponse
        )


def _method(name: str) -> str:
    return f"/google.firestore.v1.Firestore/{name}"


class FirestoreStore:
    def __init__(self, project: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """`patience`: how long a read or query goes on trying while errors are passing ones, in seconds."""
        self._project = project
        self._again = Retry(if_exception_type(*_PASSING), initial=0.05, maximum=0.5, multiplier=2, timeout=patience)
        self._lock = Lock()
        self._made: _Api | None = None
        self._listeners: dict[str, Client] = {}

    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        if not keys:
            return []
        database = one_database(keys)
        for key in keys:
            check_path(key.path, document=True)
        names = [self._name(key) for key in keys]
        request = _BatchGet(database=self._database(database), documents=list(dict.fromkeys(names)))
        with _translated():
            answers = self._ask(self._api().batch_get, request, database, routed("database", request.database))
        found = {answer.found.name: answer.found for answer in answers if answer.HasField("found")}
        return [_snapshot(key, found.get(name)) for key, name in zip(keys, names, strict=True)]

    def commit(self, writes: Sequence[Write]) -> datetime:
        database = check_writes(writes)
        request = _Commit(database=self._database(database), writes=[self._write(write) for write in writes])
        guarded = any(isinstance(write, Patch) or guard_of(write) is not None for write in writes)
        try:
            metadata = _metadata(request.database, routed("database", request.database))
            answer = self._api().commit(request, metadata, COMMIT_SECONDS)
        except GoogleAPICallError as error:
            raise _commit_error(error, guarded=guarded) from error
        return decode_time(answer.commit_time)

    def query(self, query: Query) -> list[Snapshot]:
        check_query(query)
        if asks_for_nothing(query):
            return []
        request = _RunQuery(parent=self._parent(query), structured_query=self._structured(query))
        with _translated():
            answers = self._ask(self._api().run_query, request, query.database, routed("parent", request.parent))
        documents = (answer.document for answer in answers if answer.HasField("document"))
        return [_snapshot(_key(document.name, query.database), document) for document in documents]

    def count(self, query: Query) -> int:
        check_query(query)
        if asks_for_nothing(query):
            return 0
        request = _RunAggregation(parent=self._parent(query))
        counted = request.structured_aggregation_query
        counted.structured_query.CopyFrom(_structured_filter(query))
        counted.aggregations.add(alias="n").count.SetInParent()
        with _translated():
            answers = self._ask(self._api().aggregate, request, query.database, routed("parent", request.parent))
        return sum(int(answer.result.aggregate_fields["n"].integer_value) for answer in answers)

    def watch(self, query: Query, wake: Callable[[], None]) -> Callable[[], None]:
        check_query(query)
        if asks_for_nothing(query):
            return lambda: None
        listened = self._listened(query).on_snapshot(lambda *_: wake())  # type: ignore[no-untyped-call]
        end: Callable[[], None] = listened.unsubscribe
        return end

    def _api(self) -> _Api:
        with self._lock:
            if self._made is None:
                self._made = _Api()
            return self._made

    def _ask(self, call: Streamed, request: Message, database: str, route: tuple[str, str]) -> list[Message]:
        """Return the whole streamed answer, asked for again while errors are passing ones."""
        metadata = _metadata(self._database(database), route)
        answers: list[Message] = self._again(call)(request, metadata, ATTEMPT_SECONDS)
        return answers

    def _write(self, write: Write) -> Message:
        message = types.Write.pb()()
        name, guard = self._name(key_of(write)), guard_of(write)
        if isinstance(write, Put):
            message.update.name = name
            encode_fields(write.data, message.update.fields)
            if write.stamp is not None:
                message.update_transforms.add(field_path=quoted_name(write.stamp), set_to_server_value=1)
        elif isinstance(write, Patch):
            message.update.name = name
            encode_fields(write.data, message.update.fields)
            message.update_mask.field_paths.extend(quoted_name(field) for field in write.data)
            message.current_document.exists = True
        elif isinstance(write, Delete) or not write.guard.exists:
            message.delete = name  # of what is not there: a check, if guarded by not being there
        else:
            message.update.name = name
            message.update_mask.SetInParent()  # no field is written, so the document and its update_time stay
        if guard is not None and guard.version is not None:
            encode_time(message.current_document.update_time, guard.version)
        elif guard is not None:
            message.current_document.exists = False
        return message

    def _structured(self, query: Query) -> Message:
        structured = _structured_filter(query)
        _add_order(structured, "-__name__" if query.order_by and query.order_by[-1][0] == "-" else "__name__")
        structured.limit.value = query.limit
        for name in query.only or ():
            structured.select.fields.add(field_path=quoted_name(name))
        if query.after is not None:
            *values, last = query.after
            path = last if query.group else f"{_collection_path(query)}/{last}"
            structured.start_at.values.extend(map(encode, values))
            structured.start_at.values.add(reference_value=self._name(Key(path, query.database)))
        return structured

    def _listened(self, query: Query) -> BaseQuery:
        client = self._listener(query.database)
        collection = client.collection_group if query.group else client.collection  # each is a query of all it holds
        found: BaseQuery = collection(_collection_path(query))  # type: ignore[assignment]
        for where in query.where:
            found = found.where(filter=FieldFilter(quoted(where.field), where.operator, where.value))
        for field in query.order_by:
            direction = "DESCENDING" if field[0] == "-" else "ASCENDING"
            found = found.order_by(quoted(field.removeprefix("-")), direction=direction)
        return found.limit(query.limit)

    def _listener(self, database: str) -> Client:
        with self._lock:
            if database not in self._listeners:
                self._listeners[database] = Client(project=self._project, database=database)
            return self._listeners[database]

    def _database(self, database: str) -> str:
        return f"projects/{self._project}/databases/{database}"

    def _name(self, key: Key) -> str:
        return f"projects/{self._project}/databases/{key.database}/documents/{key.path}"

    def _parent(self, query: Query) -> str:
        root = f"{self._database(query.database)}/documents"
        return f"{root}/{query.parent}" if query.parent else root


def _metadata(database: str, route: tuple[str, str]) -> list[tuple[str, str]]:
    headers = [("google-cloud-resource-prefix", database), route]
    return [*headers, ("authorization", "Bearer owner")] if _emulator() else headers


def _emulator() -> str | None:
    return os.environ.get("FIRESTORE_EMULATOR_HOST")


def _key(name: str, database: str) -> Key:
    return Key(name.split("/documents/", 1)[1], database)


def _snapshot(key: Key, document: Message) -> Snapshot:
    if document is None:
        return Snapshot(key, None, None)
    return Snapshot(key, Fields(document.fields), decode_time(document.update_time))


def _collection_path(query: Query) -> str:
    return f"{query.parent}/{query.collection}" if query.parent else query.collection


def _structured_filter(query: Query) -> Message:
    structured = _Structured()
    structured.from_.add(collection_id=query.collection, all_descendants=query.group)
    for field in query.order_by:
        _add_order(structured, field)
    if query.where:
        both = structured.where.composite_filter
        both.op = _AND
        for where in query.where:
            _fill_filter(both.filters.add(), where)
    return structured


def _fill_filter(message: Message, where: Where) -> None:
    if where.value is None:
        message.unary_filter.field.field_path = quoted(where.field)
        message.unary_filter.op = _IS_NULL
        return
    message.field_filter.field.field_path = quoted(where.field)
    message.field_filter.op = _OPERATORS[where.operator]
    message.field_filter.value.CopyFrom(encode(where.value))


def _add_order(structured: Message, field: str) -> None:
    order = structured.order_by.add(direction=_DESCENDING if field[0] == "-" else _ASCENDING)
    order.field.field_path = quoted(field.removeprefix("-"))


def _commit_error(error: GoogleAPICallError, *, guarded: bool) -> StoreError:
    """Say what is known: with these codes Firestore has written nothing, or may have."""
    message = str(error)
    if isinstance(error, InvalidArgument | ResourceExhausted) and _ABOUT_SIZE.search(message):
        return TooLarge(message)
    if isinstance(error, _GUARD) and (guarded or isinstance(error, Aborted)):
        return GuardFailed(message)
    if isinstance(error, _LOST):
        return OutcomeUnknown(message)
    return Unavailable(message) if isinstance(error, _PASSING) else StoreError(message)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FailedPrecondition as error:
        raise IndexMissing(str(error)) from error
    except (RetryError, *_PASSING) as error:
        raise Unavailable(str(error)) from error
    except GoogleAPICallError as error:
        raise StoreError(str(error)) from error
