"""What a reader of the journal's stream gets: everything once it is committed, in whatever order that becomes visible."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import flask
import pytest

from shared.runtime import streams
from shared.runtime.place import Place
from shared.runtime.problems import MALFORMED, Problem
from shared.runtime.store.memory import MemoryStore
from shared.runtime.store.port import Put, Query, Snapshot, StoreError
from shared.runtime.streams import POSITION_TOO_OLD, Connection, Feeds, Position, follow

HERE = Place("demo", "demo-hotel")
NINE = datetime(2026, 3, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture(autouse=True)
def _own_feeds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    own = Feeds()
    monkeypatch.setattr(streams, "feeds", own)
    yield
    own.close()


def commit(store: MemoryStore, entry_id: str, *room_ids: str, second: float = 0, named: bool = True) -> None:
    """Commit an entry whose time, as Firestore's does, says when its commit began."""
    events = [
        {
            "id": f"evt_{entry_id}_{room_id}",
            "subject": "melmastoon.room.state.changed.v1",
            "payload": {"roomId": room_id} if named else {},
        }
        for room_id in room_ids
    ]
    kept = {
        "entry_id": entry_id,
        "committed_at": NINE + timedelta(seconds=second),
        "room_ids": list(room_ids),
        "events": events,
    }
    store.commit([Put(HERE.key("journal", entry_id), kept, None)])


def listen(store: MemoryStore, last_event_id: str | None = None, room_id: str | None = None) -> Connection:
    """Return the stream after its greeting."""
    lines = follow(store, HERE, last_event_id, lambda sent: room_id is None or room_id in sent.rooms)
    assert next(lines).startswith("retry:")
    return lines


def ids(lines: Iterator[str], count: int) -> list[str]:
    return [json.loads(next(lines).split("data: ")[1])["id"] for _ in range(count)]


def position_of(chunk: str) -> str:
    return chunk.split("id: ")[1].split("\n", maxsplit=1)[0]


def test_a_change_reaches_everybody_who_listens(store: MemoryStore) -> None:
    one, other = listen(store), listen(store)
    commit(store, "a", "204")

    assert ids(one, 1) == ids(other, 1) == ["evt_a_204"]


def test_an_event_is_named_as_its_topic_and_carries_its_envelope(store: MemoryStore) -> None:
    lines = listen(store)
    commit(store, "a", "204")
    said = dict(line.split(": ", 1) for line in next(lines).strip().split("\n"))

    assert said["event"] == "room.state.changed.v1"
    assert Position.parse(said["id"]) == Position(NINE, "a", 0)
    assert json.loads(said["data"])["payload"] == {"roomId": "204"}


def test_what_was_before_one_came_is_not_sent(store: MemoryStore) -> None:
    commit(store, "before", "204")
    lines = listen(store)
    commit(store, "after", "204", second=1)

    assert ids(lines, 1) == ["evt_after_204"]


def test_an_entry_that_becomes_visible_behind_a_later_one_is_not_missed(store: MemoryStore) -> None:
    lines = listen(store)
    commit(store, "late", "204", second=5)
    assert ids(lines, 1) == ["evt_late_204"]
    commit(store, "early", "204", second=1)

    assert ids(lines, 1) == ["evt_early_204"]


def test_an_entry_that_is_patched_later_is_not_sent_twice(store: MemoryStore) -> None:
    lines = listen(store)
    commit(store, "a", "204")
    commit(store, "a", "204")
    commit(store, "b", "204", second=1)

    assert ids(lines, 2) == ["evt_a_204", "evt_b_204"]


def test_one_who_comes_back_gets_what_was_missed(store: MemoryStore) -> None:
    lines = listen(store)
    commit(store, "a", "204")
    last = position_of(next(lines))
    lines.close()
    commit(store, "b", "204", second=60)
    commit(store, "c", "204", second=120)
    back = listen(store, last)
    commit(store, "d", "204", second=180)

    assert ids(back, 3) == ["evt_b_204", "evt_c_204", "evt_d_204"]


def test_one_who_left_in_the_middle_of_an_entry_gets_the_rest_of_it(store: MemoryStore) -> None:
    lines = listen(store)
    commit(store, "move", "204", "315")
    last = position_of(next(lines))

    assert ids(listen(store, last), 1) == ["evt_move_315"]


def test_one_who_comes_back_gets_what_became_visible_behind_the_position(store: MemoryStore) -> None:
    lines = listen(store)
    commit(store, "seen", "204", second=5)
    last = position_of(next(lines))
    lines.close()
    commit(store, "behind", "204", second=2)

    assert ids(listen(store, last), 1) == ["evt_behind_204"]


def too_old(store: MemoryStore, last_event_id: str) -> bool:
    with pytest.raises(Problem) as caught:
        follow(store, HERE, last_event_id, lambda _: True)
    return caught.value.rule is POSITION_TOO_OLD


@pytest.mark.parametrize("since", ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2026-03-20T08:59:51Z"])
def test_one_who_was_away_for_more_than_a_day_is_told_to_start_anew(store: MemoryStore, since: str) -> None:
    """P10."""
    commit(store, "yesterday", "204", second=-24 * 3600 - 1)
    commit(store, "today", "204")

    assert too_old(store, f"{since}_0_yesterday")
    assert ids(listen(store, "2026-03-20T09:00:08Z_0_later"), 1) == ["evt_today_204"]


def test_one_who_missed_too_many_entries_is_told_to_start_anew(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_MISSED", 40)
    for number in range(41):
        commit(store, f"{number:02}", "204", second=number * 10)

    assert too_old(store, str(Position(NINE, "00", 0)))
    assert len(ids(listen(store, str(Position(NINE + timedelta(seconds=18), "x", 0))), 40)) == 40


def test_who_is_told_to_start_anew_holds_no_place(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_READERS", 1)
    commit(store, "yesterday", "204", second=-25 * 3600)
    commit(store, "today", "204")

    assert [too_old(store, "1970-01-01T00:00:00Z_0_x") for _ in range(3)] == [True] * 3
    assert listen(store)


@pytest.mark.parametrize("since", ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_position_before_all_times_is_where_a_young_journal_begins(store: MemoryStore, since: str) -> None:
    """Also what a stream gave that began before anything had happened."""
    commit(store, "first", "204")
    commit(store, "second", "204", second=60)
    if since.endswith("+14:00"):
        with pytest.raises(Problem) as caught:
            listen(store, f"{since}_-1_")
        assert caught.value.rule is MALFORMED
    else:
        assert ids(listen(store, f"{since}_-1_"), 2) == ["evt_first_204", "evt_second_204"]


def test_in_a_quiet_house_an_old_position_has_missed_nothing(store: MemoryStore) -> None:
    commit(store, "last-week", "204", second=-7 * 24 * 3600)
    lines = listen(store, str(Position(NINE - timedelta(days=6), "x", 0)))
    commit(store, "today", "204")

    assert ids(lines, 1) == ["evt_today_204"]


def test_more_than_a_page_of_missed_entries_comes_whole(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PAGE", 7)
    for number in range(40):
        commit(store, f"{number:02}", "204", second=number)
    lines = listen(store, str(Position(NINE - timedelta(minutes=1))))

    assert ids(lines, 40) == [f"evt_{number:02}_204" for number in range(40)]


def test_a_room_s_stream_is_of_that_room(store: MemoryStore) -> None:
    lines = listen(store, room_id="315")
    commit(store, "a", "204", "315")
    commit(store, "b", "204", second=1)
    commit(store, "c", "315", second=2)

    assert ids(lines, 2) == ["evt_a_315", "evt_c_315"]


def test_an_event_that_names_no_room_is_about_those_it_changed(store: MemoryStore) -> None:
    lines = listen(store, room_id="315")
    commit(store, "moved", "204", "315", named=False)

    assert ids(lines, 2) == ["evt_moved_204", "evt_moved_315"]


def test_a_quiet_stream_stays_alive_and_moves_its_position(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "KEEP_ALIVE_SECONDS", 0)
    commit(store, "a", "204")
    alive = next(listen(store))

    assert alive.startswith(": keep-alive\n")
    assert Position.parse(position_of(alive)).at == NINE


def test_a_reader_that_does_not_keep_up_is_let_go_with_what_it_had(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_WAITING", 3)
    slow, quick = listen(store), listen(store)
    got = []
    for number in range(5):
        commit(store, str(number), "204", second=number)
        got += ids(quick, 1)

    assert len(list(slow)) == 3
    assert len(got) == 5


def test_a_client_that_hung_up_is_noticed_while_nothing_happens(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "GONE_SECONDS", 0)
    ours, theirs = socket.socketpair()
    with ours, flask.Flask("tests").test_request_context(environ_base={"gunicorn.socket": ours}):
        lines = listen(store)
        theirs.close()

        assert list(lines) == []


@pytest.mark.parametrize("busy", [False, True], ids=["while nothing happens", "however much happens"])
def test_a_reader_who_was_sent_away_gets_nothing_more(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch, *, busy: bool
) -> None:
    """P9."""
    monkeypatch.setattr(streams, "GONE_SECONDS", 0)
    standing = [True]
    with flask.Flask("tests").test_request_context(environ_base={streams.STANDING: lambda: standing[0]}):
        lines = listen(store)
        commit(store, "before", "204")
        assert ids(lines, 1) == ["evt_before_204"]
        standing[0] = False
        if busy:
            for number in range(5):
                commit(store, f"after-{number}", "204", second=1 + number)

        assert list(lines) == []


def test_a_closed_feed_ends_its_streams(store: MemoryStore) -> None:
    lines = listen(store)
    streams.feeds.close()

    assert list(lines) == []


def test_one_more_than_there_are_threads_for_is_told_to_come_back(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_READERS", 1)
    first = listen(store)
    with pytest.raises(Problem) as refused:
        listen(store)
    assert refused.value.rule.status == 503

    first.close()
    listen(store)


def test_a_stream_closed_before_it_was_read_gives_its_place_back(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_READERS", 1)
    follow(store, HERE, None, lambda _: True).close()

    listen(store)


def test_a_feed_whose_listener_never_wakes_it_still_looks(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "watch", lambda *_: lambda: None)
    monkeypatch.setattr(streams, "WATCHDOG_SECONDS", 0.01)
    lines = listen(store)
    commit(store, "a", "204")

    assert ids(lines, 1) == ["evt_a_204"]


def test_a_feed_outlives_a_store_that_does_not_answer_for_a_while(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = listen(store)
    monkeypatch.setattr(streams, "WATCHDOG_SECONDS", 0.01)
    answering, refusals = store.query, iter(range(3))

    def sometimes(query: Query) -> list[Snapshot]:
        if next(refusals, None) is not None:
            raise StoreError("nobody there")
        return answering(query)

    monkeypatch.setattr(store, "query", sometimes)
    commit(store, "a", "204")

    assert ids(lines, 1) == ["evt_a_204"]


@pytest.mark.parametrize("text", ["yesterday", "2026-03-21T09:00:00_0_a", "2026-03-21T09:00:00Z_x_a", "x_0_a", "_"])
def test_a_position_that_no_stream_gave_is_refused(store: MemoryStore, text: str) -> None:
    with pytest.raises(Problem) as refused:
        follow(store, HERE, text, lambda _: True)

    assert refused.value.rule.status == 400


def test_a_position_reads_as_it_was_written() -> None:
    position = Position(NINE, "plan_turnover:evt_1:second_step", 3)

    assert Position.parse(str(position)) == position
