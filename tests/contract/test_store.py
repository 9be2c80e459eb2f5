"""What every store promises, run on both: in memory, and on Firestore's emulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from itertools import count, product
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.runtime.store.firestore import FirestoreStore
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import (
    Delete,
    GuardFailed,
    Key,
    OutcomeUnknown,
    Patch,
    Put,
    Query,
    Snapshot,
    Store,
    StoreError,
    TooLarge,
    Unavailable,
    Unchanged,
    Where,
    Write,
)
from tests.contract.lossy import lossy_proxy

HOTEL = "tenants/demo/properties/demo-hotel"
NOON = datetime(2026, 3, 20, 12, 0, 0, 123456, UTC)


class Colour(StrEnum):
    RED = "red"


@dataclass
class Subject:
    """The store under test and how to make it lose the answer to each commit."""

    store: Store
    lose_answers: Callable[[], None]


@pytest.fixture(params=["memory", pytest.param("firestore", marks=pytest.mark.emulator)])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    if request.param == "memory":
        yield memory_subject()
    else:
        yield from firestore_subject(request)


def memory_subject() -> Subject:
    store = MemoryStore()

    def lose(_: object) -> None:
        raise OutcomeUnknown("the answer is lost")

    return Subject(store, lambda: setattr(store, "after_commit", lose))


def firestore_subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    host: str = request.getfixturevalue("firestore_host")
    project: str = request.getfixturevalue("project")
    with lossy_proxy(host) as (proxy, address), pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", address if "lost" in request.node.name else host)
        yield Subject(
            FirestoreStore(project), lambda: setattr(proxy, "losing", lambda method: method.endswith("/Commit"))
        )


@pytest.fixture
def store(subject: Subject) -> Store:
    return subject.store


def room(number: str, database: str = "(default)") -> Key:
    return Key(f"{HOTEL}/rooms/{number}", database)


def read(store: Store, key: Key) -> Snapshot:
    return store.read([key])[0]


def rooms(**query: Any) -> Query:
    return Query("rooms", **{"parent": HOTEL, **query})


def ids(found: list[Snapshot]) -> list[str]:
    return [snapshot.key.id for snapshot in found]


class TestRead:
    def test_gives_what_was_asked_for_in_that_order_twice_too(self, store: Store) -> None:
        store.commit([Put(room("1"), {"n": 1}, None), Put(room("2"), {"n": 2}, None)])
        found = store.read([room("2"), room("none"), room("1"), room("2")])
        assert [snapshot.data for snapshot in found] == [{"n": 2}, None, {"n": 1}, {"n": 2}]
        assert [snapshot.key for snapshot in found] == [room("2"), room("none"), room("1"), room("2")]

    def test_of_nothing_is_nothing(self, store: Store) -> None:
        assert store.read([]) == []

    def test_what_is_not_there_has_no_version(self, store: Store) -> None:
        assert read(store, room("1")) == Snapshot(room("1"), None, None)

    def test_gives_back_every_kind_of_value(self, store: Store) -> None:
        data = {
            "none": None, "yes": True, "whole": -(2**63), "real": 1.5, "text": "زرغونه 204", "bytes": b"\x00\xff",
            "at": NOON, "list": [1, "a", None, {"in": [1]}], "map": {"204": {"a.b": 1}}, "empty": {}, "no": [],
        }  # fmt: skip
        store.commit([Put(room("1"), data, None)])
        found = read(store, room("1")).data
        assert found == data
        assert found is not None
        assert {name: type(value) for name, value in found.items()} == {n: type(value) for n, value in data.items()}

    def test_a_time_of_any_zone_comes_back_in_utc(self, store: Store) -> None:
        store.commit([Put(room("1"), {"at": NOON.astimezone(timezone(timedelta(hours=4, minutes=30)))}, None)])
        found = read(store, room("1")).data
        assert found == {"at": NOON}
        assert found is not None
        assert found["at"].tzinfo is UTC

    def test_data_is_a_copy(self, store: Store) -> None:
        data = {"list": [1]}
        store.commit([Put(room("1"), data, None)])
        data["list"].append(2)
        first = read(store, room("1")).data
        assert first is not None
        first["list"].append(3)
        assert read(store, room("1")).data == {"list": [1]}


class TestCommit:
    def test_replaces_the_whole_document(self, store: Store) -> None:
        store.commit([Put(room("1"), {"old": 1, "map": {"a": 1}}, None)])
        store.commit([Put(room("1"), {"map": {"b": 2}}, read(store, room("1")))])
        assert read(store, room("1")).data == {"map": {"b": 2}}

    def test_returns_the_version_of_what_it_changed(self, store: Store) -> None:
        moment = store.commit([Put(room("1"), {"n": 1}, None), Put(room("2"), {}, None)])
        assert [snapshot.version for snapshot in store.read([room("1"), room("2")])] == [moment, moment]

    def test_versions_only_grow(self, store: Store) -> None:
        versions = [store.commit([Put(room("1"), {"n": n}, None)]) for n in range(20)]
        assert versions == sorted(set(versions))

    def test_a_put_that_changes_nothing_keeps_the_version(self, store: Store) -> None:
        first = store.commit([Put(room("1"), {"n": 1}, None)])
        later = store.commit([Put(room("1"), {"n": 1}, read(store, room("1")))])
        assert later > first
        assert read(store, room("1")).version == first

    def test_a_document_may_be_new_again_after_it_was_deleted(self, store: Store) -> None:
        store.commit([Put(room("1"), {"n": 1}, None)])
        store.commit([Delete(room("1"), read(store, room("1")))])
        gone = read(store, room("1"))
        assert not gone.exists
        store.commit([Put(room("1"), {"n": 2}, gone)])
        assert read(store, room("1")).data == {"n": 2}

    def test_deleting_what_is_not_there_is_done_already(self, store: Store) -> None:
        store.commit([Delete(room("1"), None)])
        store.commit([Delete(room("1"), read(store, room("1")))])

    def test_stamps_with_the_stores_clock_to_the_millisecond(self, store: Store) -> None:
        moment = store.commit([Put(room("1"), {"n": 1, "map": {}}, None, stamp="at")])
        found = read(store, room("1")).data
        assert found is not None
        assert found["at"].microsecond % 1000 == 0
        assert abs(found["at"] - moment) < timedelta(seconds=5)
        assert {**found, "at": 0} == {"n": 1, "map": {}, "at": 0}

    def test_a_stamp_replaces_what_the_data_says(self, store: Store) -> None:
        store.commit([Put(room("1"), {"at": None}, None, stamp="at")])
        found = read(store, room("1")).data
        assert found is not None
        assert isinstance(found["at"], datetime)


def exists(store: Store) -> Snapshot:
    store.commit([Put(room("1"), {"n": 1}, None)])
    return read(store, room("1"))


def was_changed(store: Store) -> Snapshot:
    snapshot = exists(store)
    store.commit([Put(room("1"), {"n": 2}, None)])
    return snapshot


def was_deleted(store: Store) -> Snapshot:
    snapshot = exists(store)
    store.commit([Delete(room("1"), None)])
    return snapshot


def was_made_anew(store: Store) -> Snapshot:
    snapshot = was_deleted(store)
    store.commit([Put(room("1"), {"n": 1}, None)])
    return snapshot


def is_absent(store: Store) -> Snapshot:
    return read(store, room("1"))


def was_created(store: Store) -> Snapshot:
    snapshot = is_absent(store)
    store.commit([Put(room("1"), {"n": 1}, None)])
    return snapshot


GUARDED: dict[str, Callable[[Snapshot], Write]] = {
    "put": lambda guard: Put(guard.key, {"n": 3}, guard),
    "put_the_same": lambda guard: Put(guard.key, {"n": 1}, guard),
    "put_stamped": lambda guard: Put(guard.key, {"n": 3}, guard, stamp="at"),
    "delete": lambda guard: Delete(guard.key, guard),
    "unchanged": Unchanged,
}


class TestGuards:
    @pytest.mark.parametrize("write", GUARDED.values(), ids=GUARDED)
    @pytest.mark.parametrize("stale", [was_changed, was_deleted, was_made_anew, was_created])
    def test_one_that_fails_lets_nothing_be_written(
        self, store: Store, stale: Callable[[Store], Snapshot], write: Callable[[Snapshot], Write]
    ) -> None:
        guard = stale(store)
        before = store.read([room("1"), room("2"), room("3")])
        with pytest.raises(GuardFailed):
            store.commit([Put(room("2"), {"n": 2}, None), write(guard), Put(room("3"), {"n": 3}, None)])
        assert store.read([room("1"), room("2"), room("3")]) == before

    @pytest.mark.parametrize("write", GUARDED.values(), ids=GUARDED)
    @pytest.mark.parametrize("fresh", [exists, is_absent])
    def test_one_that_holds_lets_everything_be_written(
        self, store: Store, fresh: Callable[[Store], Snapshot], write: Callable[[Snapshot], Write]
    ) -> None:
        store.commit([write(fresh(store)), Put(room("2"), {"n": 2}, None)])
        assert read(store, room("2")).data == {"n": 2}

    @pytest.mark.parametrize("fresh", [exists, is_absent])
    def test_unchanged_leaves_the_document_as_it_was(self, store: Store, fresh: Callable[[Store], Snapshot]) -> None:
        guard = fresh(store)
        store.commit([Unchanged(guard), Put(room("2"), {}, None)])
        assert read(store, room("1")) == guard

    def test_unchanged_alone_is_a_commit(self, store: Store) -> None:
        guard = exists(store)
        assert guard.version is not None
        assert store.commit([Unchanged(guard)]) > guard.version

    def test_of_many_at_once_exactly_one_wins(self, store: Store) -> None:
        guards = [exists(store), read(store, room("new"))]

        def attempt(n: int) -> bool:
            try:
                store.commit([Put(guard.key, {"winner": n}, guard) for guard in guards])
            except GuardFailed:
                return False
            return True

        with ThreadPoolExecutor(6) as pool:
            won = list(pool.map(attempt, range(6)))
        assert won.count(True) == 1
        assert [snapshot.data for snapshot in store.read([guard.key for guard in guards])] == [
            {"winner": won.index(True)}
        ] * 2

    def test_nothing_is_lost_when_everyone_retries(self, store: Store) -> None:
        store.commit([Put(room("1"), {"n": 0}, None)])

        def add_one(_: int) -> None:
            for _attempt in range(200):
                seen = read(store, room("1"))
                assert seen.data is not None
                try:
                    store.commit([Put(room("1"), {"n": seen.data["n"] + 1}, seen)])
                except GuardFailed:
                    continue
                return
            raise AssertionError("never got through")

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(add_one, range(24)))
        assert read(store, room("1")).data == {"n": 24}


class TestUnknownOutcome:
    def test_a_lost_answer_is_told_from_a_failure_and_the_entry_tells_what_happened(self, subject: Subject) -> None:
        store, entry = subject.store, Key(f"{HOTEL}/journal/1")
        absent = read(store, entry)
        subject.lose_answers()
        with pytest.raises(OutcomeUnknown):
            store.commit([Put(room("1"), {"n": 1}, None), Put(entry, {}, absent)])
        assert all(snapshot.exists for snapshot in store.read([room("1"), entry]))

    def test_a_lost_answer_is_not_asked_for_again_by_the_store(self, subject: Subject) -> None:
        subject.lose_answers()
        with pytest.raises(OutcomeUnknown):  # a blind second try would meet its own write and say GuardFailed
            subject.store.commit([Put(room("1"), {"n": 1}, read(subject.store, room("1")))])

    @pytest.mark.emulator
    def test_a_store_that_is_not_there_is_unavailable(
        self, monkeypatch: pytest.MonkeyPatch, firestore_host: str
    ) -> None:
        del firestore_host
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:9")
        store = FirestoreStore("demo-nowhere", patience=0.2)
        with pytest.raises(Unavailable):
            store.read([room("1")])
        with pytest.raises(Unavailable):
            store.query(rooms())
        with pytest.raises(OutcomeUnknown):
            store.commit([Put(room("1"), {}, None)])


class TestLimits:
    @pytest.mark.parametrize(
        "data",
        [{"text": "x" * 1_100_000}, dict.fromkeys("abc", "x" * 400_000), {"list": ["x" * 100_000] * 11}],
        ids=["a value", "a document", "a list"],
    )
    def test_a_document_too_large_writes_nothing(self, store: Store, data: dict[str, Any]) -> None:
        with pytest.raises(TooLarge):
            store.commit([Put(room("2"), {}, None), Put(room("1"), data, None)])
        assert not read(store, room("2")).exists

    def test_a_commit_too_large_writes_nothing(self, store: Store) -> None:
        with pytest.raises(TooLarge):
            store.commit([Put(room(str(n)), {"text": "x" * 900_000}, None) for n in range(13)])
        assert store.count(rooms()) == 0

    def test_a_large_document_and_many_writes_are_fine(self, store: Store) -> None:
        store.commit([Put(room("1"), dict.fromkeys("abc", "x" * 340_000), None)])
        store.commit([Put(room(f"r{n}"), {"n": n}, None) for n in range(700)])
        assert store.count(rooms()) == 701

    @pytest.mark.parametrize(
        "value",
        [[[1]], {1, 2}, object(), NOON.replace(tzinfo=None), 2**63, Colour.RED],
        ids=["list in list", "set", "object", "no zone", "too big", "enum"],
    )
    def test_what_cannot_be_stored_is_a_mistake(self, store: Store, value: Any) -> None:
        with pytest.raises((TypeError, ValueError)):
            store.commit([Put(room("1"), {"value": value}, None)])
        assert not read(store, room("1")).exists

    def test_data_may_be_twenty_deep(self, store: Store) -> None:
        def nested(depth: int) -> Any:
            return 1 if depth == 0 else {"in": nested(depth - 1)}

        store.commit([Put(room("1"), {"map": nested(20)}, None)])
        with pytest.raises(ValueError, match="deep"):
            store.commit([Put(room("1"), {"map": nested(21)}, None)])

    @pytest.mark.parametrize("path", ["", "rooms", "a/b/c", "a//b/c", "a/..", "a/__x__", "__a__/b", "a/" + "x" * 1501])
    def test_a_path_that_cannot_be_is_a_mistake(self, store: Store, path: str) -> None:
        with pytest.raises(ValueError, match="path"):
            store.commit([Put(Key(path), {}, None)])
        with pytest.raises(ValueError, match="path"):
            store.read([Key(path)])

    @pytest.mark.parametrize("name", ["", "__x__", 1])
    def test_a_field_that_cannot_be_is_a_mistake(self, store: Store, name: Any) -> None:
        with pytest.raises(ValueError, match="field name"):
            store.commit([Put(room("1"), {name: 1}, None)])

    def test_a_commit_has_one_write_per_document_of_one_database_guarded_by_itself(self, store: Store) -> None:
        one, two = read(store, room("1")), read(store, room("2"))
        mistakes: tuple[list[Write], ...] = (
            [],
            [Put(room("1"), {}, None), Unchanged(one)],
            [Put(room("1"), {}, None), Put(room("2", "other"), {}, None)],
            [Put(room("1"), {}, two)],
        )
        for writes in mistakes:
            with pytest.raises(ValueError, match=r".+"):
                store.commit(writes)


class TestPatch:
    def test_replaces_the_fields_it_names_and_leaves_the_others(self, store: Store) -> None:
        store.commit([Put(room("1"), {"kept": 1, "map": {"a": 1}, "b.c": 1, "204": 1}, None)])
        moment = store.commit([Patch(room("1"), {"map": {"b": 2}, "b.c": 2, "204": 2, "new": NOON})])
        found = read(store, room("1"))
        assert found.data == {"kept": 1, "map": {"b": 2}, "b.c": 2, "204": 2, "new": NOON}
        assert found.version == moment

    def test_of_what_is_not_there_lets_nothing_be_written(self, store: Store) -> None:
        with pytest.raises(GuardFailed):
            store.commit([Put(room("2"), {}, None), Patch(room("1"), {"pending": False})])
        assert not any(snapshot.exists for snapshot in store.read([room("1"), room("2")]))

    def test_that_changes_nothing_keeps_the_version(self, store: Store) -> None:
        first = store.commit([Put(room("1"), {"n": 1}, None)])
        store.commit([Patch(room("1"), {"n": 1}), Put(room("2"), {}, None)])
        assert read(store, room("1")).version == first


class TestDatabases:
    def test_are_apart(self, store: Store) -> None:
        store.commit([Put(room("1"), {"n": 1}, None)])
        store.commit([Put(room("1", "hotel-b"), {"n": 2}, None), Put(room("2", "hotel-b"), {"n": 2}, None)])
        assert [read(store, room("1")).data, read(store, room("1", "hotel-b")).data] == [{"n": 1}, {"n": 2}]
        assert ids(store.query(rooms())) == ["1"]
        assert store.query(rooms(database="hotel-b"))[1].key == room("2", "hotel-b")
        assert store.count(rooms(database="hotel-b")) == 2


def fill(store: Store, *documents: dict[str, Any]) -> None:
    store.commit([Put(room(f"r{n:02}"), data, None) for n, data in enumerate(documents)])


class TestQuery:
    def test_gives_documents_of_that_collection_only_by_id(self, store: Store) -> None:
        other = Key("tenants/demo/properties/other/rooms/3")
        below = Key(f"{HOTEL}/rooms/1/rooms/4")
        store.commit([Put(key, {}, None) for key in (room("2"), room("1"), other, below, Key(f"{HOTEL}/stays/1"))])
        assert ids(store.query(rooms())) == ["1", "2"]

    def test_gives_data_and_version_as_read_does(self, store: Store) -> None:
        fill(store, {"n": 1, "at": NOON, "list": [{"a": None}]})
        assert store.query(rooms()) == store.read([room("r00")])

    def test_gives_only_the_fields_that_were_asked_for_whatever_it_orders_by(self, store: Store) -> None:
        fill(store, {"v": 2, "204": {"x": 1, "y": 2}, "more": "text"}, {"v": 1})
        found = store.query(rooms(order_by=("v",), only=("204", "nothing")))
        assert [dict(snapshot.data or {}) for snapshot in found] == [{}, {"204": {"x": 1, "y": 2}}]

    def test_orders_by_kind_then_value_and_leaves_out_what_lacks_the_field(self, store: Store) -> None:
        values = [
            None, False, True, float("nan"), -1, 0.5, 1, 2**60, NOON, "", "a", "aa", "b", "\uffff", "\U0001f600",
            b"", b"a", [], [1], [1, 2], [2], {}, {"a": 1}, {"a": 1, "b": 0}, {"a": 2}, {"b": 0},
        ]  # fmt: skip
        fill(store, *[{"v": value} for value in reversed(values)], {"w": 1})
        up = ids(store.query(rooms(order_by=("v",))))
        assert up == [f"r{n:02}" for n in reversed(range(len(values)))]
        assert ids(store.query(rooms(order_by=("-v",)))) == list(reversed(up))

    def test_orders_by_several_fields_then_id_in_the_last_ones_direction(self, store: Store) -> None:
        fill(
            store, {"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2}, {"a": 2, "b": None}, {"a": 0}
        )
        assert ids(store.query(rooms(order_by=("a", "-b")))) == ["r03", "r02", "r00", "r01", "r04"]
        assert ids(store.query(rooms(order_by=("-a", "b")))) == ["r04", "r01", "r00", "r02", "r03"]

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (Where("v", "==", 1), [1, 2]),
            (Where("v", "==", None), [0]),
            (Where("v", "==", "a"), [4]),
            (Where("v", "==", value=True), [3]),
            (Where("v", "==", [1, "a"]), [6]),
            (Where("v", "==", {"in": 1}), [7]),
            (Where("v.in", "==", 1), [7]),
            (Where("v", "in", [1, "a", "z"]), [1, 2, 4]),
            (Where("v", "in", ()), []),
            (Where("v", "array_contains", 1), [6]),
            (Where("v", "array_contains", "b"), []),
            (Where("v", "<", 2), [1, 2]),
            (Where("v", ">=", "a"), [4, 5]),
            (Where("v", ">", value=False), [3]),
            (Where("204", "==", "x"), [8]),
            (Where("w", "<=", NOON), [8]),
        ],
        ids=str,
    )
    def test_filters(self, store: Store, where: Where, found: list[int]) -> None:
        fill(
            store, {"v": None}, {"v": 1}, {"v": 1.0}, {"v": True}, {"v": "a"}, {"v": "b"}, {"v": [1, "a"]},
            {"v": {"in": 1}}, {"w": NOON, "204": "x"}, {"w": NOON + timedelta(microseconds=1)},
        )  # fmt: skip
        order = (where.field,) if where.operator in {"<", ">", "<=", ">="} else ()
        query = rooms(where=(where,), order_by=order)
        assert sorted(ids(store.query(query))) == [f"r{n:02}" for n in found]
        assert store.count(query) == len(found)

    def test_every_filter_must_hold(self, store: Store) -> None:
        fill(store, {"a": 1, "b": 1, "c": [1]}, {"a": 1, "b": 5, "c": [1]}, {"a": 1, "b": 9, "c": []}, {"a": 2, "b": 5})
        query = rooms(
            where=(Where("a", "in", [1, 2]), Where("b", ">", 1), Where("b", "<=", 9), Where("c", "array_contains", 1)),
            order_by=("-b",),
        )
        assert ids(store.query(query)) == ["r01"]

    @pytest.mark.parametrize(
        "query",
        [
            rooms(where=(Where("a", ">", 1),)),
            rooms(where=(Where("a", ">", 1),), order_by=("b",)),
            rooms(where=(Where("a", ">", None),), order_by=("a",)),
            rooms(where=(Where("a", "in", [1, None]),)),
            rooms(where=(Where("a", "in", list(range(31))),)),
            rooms(where=(Where("a", "==", float("nan")),)),
            rooms(where=(Where("a", "array_contains", 1), Where("b", "array_contains", 1))),
            rooms(order_by=("a", "-a")),
            rooms(order_by=("__name__",)),
            rooms(order_by=("a",), after=(1,)),
            rooms(limit=0),
            rooms(parent="tenants"),
            rooms(group=True),
            rooms(where=(Where("a", "in", [[1]]),)),
        ],
        ids=str,
    )
    def test_a_question_that_cannot_be_asked_is_a_mistake(self, store: Store, query: Query) -> None:
        for ask in (store.query, store.count):
            with pytest.raises(ValueError, match=r".+"):
                ask(query)

    def test_count_counts_all_pages(self, store: Store) -> None:
        fill(store, *[{"n": n} for n in range(5)])
        assert store.count(rooms(limit=2, order_by=("n",), after=(3, "r03"))) == 5

    def test_a_group_is_wherever_such_a_collection_is(self, store: Store) -> None:
        keys = [Key(path) for path in ("rooms/0", "a/b/rooms/2", "a/b-c/rooms/1", "a/b/c/d/rooms/3", "a/b/stays/4")]
        store.commit([Put(key, {"n": 1}, None) for key in keys])
        group = Query("rooms", group=True)
        assert ids(store.query(group)) == ["3", "2", "1", "0"]
        assert [found.key for found in store.query(group)] == [keys[3], keys[1], keys[2], keys[0]]
        assert store.count(group) == 4


class TestPages:
    @pytest.mark.parametrize("limit", [1, 2, 3, 7])
    @pytest.mark.parametrize("order_by", [(), ("a",), ("-a",), ("a", "-b"), ("-b", "a")])
    @pytest.mark.parametrize("group", [False, True])
    def test_walk_every_document_once_in_order(
        self, store: Store, order_by: tuple[str, ...], limit: int, *, group: bool
    ) -> None:
        if not isinstance(store, MemoryStore) and limit in {1, 7}:
            pytest.skip("the emulator need not be asked every size")
        pairs = list(product([None, 1, "x"], [NOON, 2.5]))
        fill(store, *[{"a": a, "b": b} for a, b in pairs + pairs])
        query = rooms(order_by=order_by, group=group, parent="" if group else HOTEL)
        walked: list[Snapshot] = []
        after: tuple[Any, ...] | None = None
        for _ in range(20):
            page = store.query(replace(query, limit=limit, after=after))
            walked += page
            if len(page) < limit:
                break
            last = page[-1]
            assert last.data is not None
            values = [last.data[field.removeprefix("-")] for field in order_by]
            after = (*values, last.key.path if group else last.key.id)
        assert walked == store.query(query)
        assert len(walked) == len(pairs) * 2


class TestWatch:
    def test_wakes_when_a_document_comes_changes_and_goes_until_it_ends(self, store: Store) -> None:
        woken = Event()
        end = store.watch(rooms(where=(Where("n", ">", 0),), order_by=("n",)), woken.set)
        try:
            for write in (Put(room("1"), {"n": 1}, None), Put(room("1"), {"n": 2}, None), Delete(room("1"), None)):
                _quiet(woken)
                store.commit([write])
                assert woken.wait(10)
        finally:
            end()

    def test_does_not_wake_after_its_end(self, store: Store) -> None:
        woken = Event()
        end = store.watch(rooms(), woken.set)
        _quiet(woken)
        end()
        woken.clear()
        store.commit([Put(room("1"), {"n": 1}, None)])
        read(store, room("1"))
        assert not woken.is_set()


def _quiet(woken: Event) -> None:
    """A real listener also wakes for what it finds first, so let that pass."""
    woken.wait(0.3)
    woken.clear()


# ---- the model: whatever is done to both, both give the same answers -------------------------------------------------

FIELDS = ("a", "b", "c")
values = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from([0.5, -1.0, 1.0]), st.sampled_from(["", "a", "b"]),
    st.sampled_from([NOON, NOON + timedelta(microseconds=1)]), st.lists(st.integers(0, 2), max_size=2),
    st.dictionaries(st.sampled_from(["x", "y"]), st.integers(0, 1), max_size=2),
)  # fmt: skip
documents = st.dictionaries(st.sampled_from(FIELDS), values, max_size=3)
numbers = st.integers(0, 4)
steps = st.lists(
    st.tuples(
        st.sampled_from(["put", "patch", "delete", "unchanged"]),
        numbers,
        documents,
        st.sampled_from(["none", "fresh", "stale"]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda step: step[1],
)
askable = values.filter(lambda value: value is not None)
elements = askable.filter(lambda value: not isinstance(value, list))
wheres = st.one_of(
    st.builds(Where, st.sampled_from(FIELDS), st.just("=="), values),
    st.builds(Where, st.sampled_from(FIELDS), st.sampled_from(["<", "<=", ">", ">="]), askable),
    st.builds(Where, st.sampled_from(FIELDS), st.just("in"), st.lists(elements, max_size=3)),
    st.builds(Where, st.sampled_from(FIELDS), st.just("array_contains"), st.integers(0, 2)),
)
queries = st.builds(
    lambda where, order_by, limit: rooms(where=tuple(where), order_by=tuple(order_by), limit=limit),
    st.lists(wheres, max_size=2),
    st.lists(
        st.sampled_from([*FIELDS, *(f"-{field}" for field in FIELDS)]),
        max_size=2,
        unique_by=lambda field: field.removeprefix("-"),
    ),
    st.integers(1, 6),
)


@pytest.mark.emulator
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commits=st.lists(steps, min_size=1, max_size=5), asked=st.lists(queries, min_size=3, max_size=8))
def test_the_fake_and_the_real_one_give_the_same_answers(
    firestore_host: str, commits: list[Any], asked: list[Query]
) -> None:
    del firestore_host
    pair: list[Store] = [MemoryStore(), FirestoreStore(f"demo-{uuid4().hex[:12]}")]
    seen: list[dict[int, list[Snapshot]]] = [{}, {}]
    for commit in commits:
        outcomes = [_outcome(store, commit, known) for store, known in zip(pair, seen, strict=True)]
        assert outcomes[0] == outcomes[1]
        states = [[found.data for found in store.read([room(str(n)) for n in range(5)])] for store in pair]
        assert states[0] == states[1]
    for query in asked:
        answers = [_answer(store, query) for store in pair]
        assert answers[0] == answers[1]


def _outcome(store: Store, commit: list[Any], known: dict[int, list[Snapshot]]) -> str:
    writes: list[Write] = []
    for kind, number, data, guarding in commit:
        now = read(store, room(str(number)))
        known.setdefault(number, []).append(now)
        guard = {"none": None, "fresh": now, "stale": known[number][0]}[guarding]
        if kind == "put":
            writes.append(Put(now.key, data, guard))
        elif kind == "patch":
            writes.append(Patch(now.key, data))
        elif kind == "delete":
            writes.append(Delete(now.key, guard))
        else:
            writes.append(Unchanged(guard or now))
    try:
        store.commit(writes)
    except StoreError as error:
        return type(error).__name__
    return "committed"


def _answer(store: Store, query: Query) -> Any:
    try:
        return [(found.key, found.data) for found in store.query(query)], store.count(query)
    except ValueError as error:
        return str(error)


def test_memory_versions_grow_though_its_clock_stands_still() -> None:
    ticks = count()
    store = MemoryStore(lambda: NOON - timedelta(seconds=next(ticks)))
    versions = [store.commit([Put(room("1"), {"n": n}, None)]) for n in range(3)]
    assert versions == [NOON, NOON + timedelta(microseconds=1), NOON + timedelta(microseconds=2)]


def test_memory_can_fail_before_it_commits() -> None:
    store = MemoryStore()

    def die(_: object) -> None:
        raise OutcomeUnknown("gone")

    store.before_commit = die
    with pytest.raises(OutcomeUnknown):
        store.commit([Put(room("1"), {}, None)])
    assert not read(store, room("1")).exists
