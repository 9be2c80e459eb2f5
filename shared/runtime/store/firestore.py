"""The store on Cloud Firestore. Wired in production and against the emulator (FIRESTORE_EMULATOR_HOST); never in unit tests.

Speaks the generated client directly: one RPC per call, no transaction, no buffering, and errors that say whether
anything was written. One channel, made when first needed, serves all databases; each listener's database gets a client.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import Any

import grpc  # type: ignore[import-untyped]
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
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport

from shared.runtime.store.limits import (
    Plain,
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
from shared.runtime.store.values import Message, decode_fields, decode_time, encode, encode_fields, encode_time

COMMIT_SECONDS = 5.0
ATTEMPT_SECONDS = 5.0
PATIENCE_SECONDS = 10.0

_LOST = (ServiceUnavailable, DeadlineExceeded, InternalServerError, Cancelled, Unknown)
_GUARD = (FailedPrecondition, AlreadyExists, NotFound, Aborted)
_PASSING = (*_LOST, Aborted, ResourceExhausted)
_ABOUT_SIZE = re.compile(r"longer than|maximum \w+ size|exceeds .*size|size .*exceeds|too (big|large)", re.IGNORECASE)
_OPERATORS = {"==": 5, "<": 1, "<=": 2, ">": 3, ">=": 4, "in": 8, "array_contains": 7}
_CHANNEL = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.keepalive_time_ms", 30_000),
]

_Commit: Message = types.CommitRequest.pb()
_BatchGet: Message = types.BatchGetDocumentsRequest.pb()


class FirestoreStore:
    def __init__(self, project: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """`patience`: how long a read or query goes on trying while errors are passing ones, in seconds."""
        self._project = project
        self._again = Retry(if_exception_type(*_PASSING), initial=0.05, maximum=0.5, multiplier=2, timeout=patience)
        self._lock = Lock()
        self._made: FirestoreClient | None = None
        self._listeners: dict[str, Client] = {}

    def read(self, keys: Sequence[Key]) -> list[Snapshot]:
        if not keys:
            return []
        database = one_database(keys)
        for key in keys:
            check_path(key.path, document=True)
        names = [self._name(key) for key in keys]
        request = _BatchGet(database=self._database(database), documents=list(dict.fromkeys(names)))
        call = self._api().batch_get_documents
        with _translated():
            answers = self._ask(call, types.BatchGetDocumentsRequest.wrap(request), database)
        found = {answer.found.name: answer.found for answer in answers if answer.HasField("found")}
        return [_snapshot(key, found.get(name)) for key, name in zip(keys, names, strict=True)]

    def commit(self, writes: Sequence[Write]) -> datetime:
        database = check_writes(writes)
        request = _Commit(database=self._database(database), writes=[self._write(write) for write in writes])
        guarded = any(isinstance(write, Patch) or guard_of(write) is not None for write in writes)
        try:
            answer = self._api().commit(
                request=types.CommitRequest.wrap(request),
                metadata=self._metadata(database),
                retry=None,
                timeout=COMMIT_SECONDS,
            )
        except GoogleAPICallError as error:
            raise _commit_error(error, guarded=guarded) from error
        return decode_time(types.CommitResponse.pb(answer).commit_time)

    def query(self, query: Query) -> list[Snapshot]:
        check_query(query)
        if asks_for_nothing(query):
            return []
        request = types.RunQueryRequest(parent=self._parent(query), structured_query=self._structured(query))
        with _translated():
            answers = self._ask(self._api().run_query, request, query.database)
        documents = (answer.document for answer in answers if answer.HasField("document"))
        return [_snapshot(_key(document.name, query.database), document) for document in documents]

    def count(self, query: Query) -> int:
        check_query(query)
        if asks_for_nothing(query):
            return 0
        aggregation = types.StructuredAggregationQuery.Aggregation
        counted = types.StructuredAggregationQuery(
            structured_query=_structured_filter(query), aggregations=[aggregation(alias="n", count=aggregation.Count())]
        )
        request = types.RunAggregationQueryRequest(parent=self._parent(query), structured_aggregation_query=counted)
        with _translated():
            answers = self._ask(self._api().run_aggregation_query, request, query.database)
        return sum(int(answer.result.aggregate_fields["n"].integer_value) for answer in answers)

    def watch(self, query: Query, wake: Callable[[], None]) -> Callable[[], None]:
        check_query(query)
        if asks_for_nothing(query):
            return lambda: None
        listened = self._listened(query).on_snapshot(lambda *_: wake())  # type: ignore[no-untyped-call]
        end: Callable[[], None] = listened.unsubscribe
        return end

    def _api(self) -> FirestoreClient:
        with self._lock:
            if self._made is None:
                self._made = FirestoreClient(transport=FirestoreGrpcTransport(channel=_channel()))
            return self._made

    def _ask(self, call: Callable[..., Iterable[Any]], request: Message, database: str) -> list[Message]:
        """Return the whole streamed answer as protobuf messages. The generated client only retries a stream's start."""

        def once() -> list[Message]:
            answers = call(request=request, metadata=self._metadata(database), retry=None, timeout=ATTEMPT_SECONDS)
            return [type(answer).pb(answer) for answer in answers]

        answers: list[Message] = self._again(once)()
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

    def _structured(self, query: Query) -> types.StructuredQuery:
        structured = _structured_filter(query)
        structured.order_by.append(
            _order("-__name__" if query.order_by and query.order_by[-1][0] == "-" else "__name__")
        )
        structured.limit = query.limit
        if query.only:
            fields = [types.StructuredQuery.FieldReference(field_path=quoted_name(name)) for name in query.only]
            structured.select = types.StructuredQuery.Projection(fields=fields)
        if query.after is not None:
            *values, last = query.after
            path = last if query.group else f"{_collection_path(query)}/{last}"
            place = types.Value(reference_value=self._name(Key(path, query.database)))
            structured.start_at = types.Cursor(values=[*map(_value, values), place], before=False)
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

    def _metadata(self, database: str) -> list[tuple[str, str]]:
        prefix = ("google-cloud-resource-prefix", self._database(database))
        return [prefix, ("authorization", "Bearer owner")] if _emulator() else [prefix]


def _emulator() -> str | None:
    return os.environ.get("FIRESTORE_EMULATOR_HOST")


def _channel() -> grpc.Channel:
    emulator = _emulator()
    if emulator:
        return grpc.insecure_channel(emulator, options=_CHANNEL)
    return FirestoreGrpcTransport.create_channel(options=_CHANNEL)


def _key(name: str, database: str) -> Key:
    return Key(name.split("/documents/", 1)[1], database)


def _snapshot(key: Key, document: Message) -> Snapshot:
    if document is None:
        return Snapshot(key, None, None)
    return Snapshot(key, decode_fields(document.fields), decode_time(document.update_time))


def _collection_path(query: Query) -> str:
    return f"{query.parent}/{query.collection}" if query.parent else query.collection


def _structured_filter(query: Query) -> types.StructuredQuery:
    selector = types.StructuredQuery.CollectionSelector(collection_id=query.collection, all_descendants=query.group)
    structured = types.StructuredQuery(from_=[selector], order_by=[_order(field) for field in query.order_by])
    if query.where:
        composite = types.StructuredQuery.CompositeFilter(op=1, filters=[_filter(where) for where in query.where])
        structured.where = types.StructuredQuery.Filter(composite_filter=composite)
    return structured


def _filter(where: Where) -> types.StructuredQuery.Filter:
    field = types.StructuredQuery.FieldReference(field_path=quoted(where.field))
    if where.value is None:
        unary = types.StructuredQuery.UnaryFilter(field=field, op=types.StructuredQuery.UnaryFilter.Operator.IS_NULL)
        return types.StructuredQuery.Filter(unary_filter=unary)
    compared = types.StructuredQuery.FieldFilter(field=field, op=_OPERATORS[where.operator], value=_value(where.value))
    return types.StructuredQuery.Filter(field_filter=compared)


def _value(value: Plain) -> types.Value:
    wrapped: types.Value = types.Value.wrap(encode(value))
    return wrapped


def _order(field: str) -> types.StructuredQuery.Order:
    reference = types.StructuredQuery.FieldReference(field_path=quoted(field.removeprefix("-")))
    return types.StructuredQuery.Order(field=reference, direction=2 if field[0] == "-" else 1)


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
