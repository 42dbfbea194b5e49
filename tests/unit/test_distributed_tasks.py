"""What is promised of tasks and messages, without a server: where a broker is needed, it is one in this process."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from celery import Celery
from pydantic import SecretStr

from digitize.errors import BadAddress, DigitizeError, JobCrashed, JobTimeout
from digitize.pipeline.distributed import station, worker
from digitize.pipeline.distributed.broker import Sender, make_app
from digitize.pipeline.distributed.logs import JsonLines
from digitize.pipeline.distributed.messages import Queue, Task, terms_of
from digitize.pipeline.pool import Outcome
from digitize.records.rows import Lease
from digitize.settings import Settings


def settings(broker: str = "memory://") -> Settings:
    return Settings(broker=SecretStr(broker))


@pytest.fixture
def app() -> Iterator[Celery]:
    made = make_app(settings())
    yield made
    made.close()


def test_a_message_is_gone_only_when_its_work_is_done(app: Celery) -> None:
    worker._Desk(app, lambda: pytest.fail("nobody opens an archive")).register(settings())
    terms = terms_of(settings())
    for task in Task:
        made = app.tasks[str(task)]
        assert made.acks_late
        assert made.reject_on_worker_lost
        assert made.ignore_result
        assert made.soft_time_limit == terms[task].limit < made.time_limit
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.worker_eta_task_limit


def test_work_whose_process_was_killed_is_tried_again_but_not_for_ever() -> None:
    killed: Outcome[None] = Outcome(problem=JobCrashed("exit code -9"))
    for tries in range(1, station.MOST_TRIES):
        with pytest.raises(JobCrashed):
            station._try_again(killed, _lease(tries))
    station._try_again(killed, _lease(station.MOST_TRIES))


@pytest.mark.parametrize("problem", [None, JobTimeout()])
def test_only_who_was_killed_is_tried_again(problem: DigitizeError | None) -> None:
    station._try_again(Outcome(problem=problem), _lease(1))


def _lease(tries: int) -> Lease:
    return Lease("read", "a:0", "worker", tries, datetime(2026, 1, 1, tzinfo=UTC), tries)


@pytest.mark.parametrize("page_timeout", [5.0, 120.0, 9000.0])
def test_the_broker_waits_longer_than_any_work_may_take(page_timeout: float) -> None:
    given = Settings(broker=SecretStr("memory://"), page_timeout=page_timeout)
    visible = make_app(given).conf.broker_transport_options["visibility_timeout"]
    assert visible > max(term.hard_limit for term in terms_of(given).values())
    assert terms_of(given)[Task.READ].limit > page_timeout


def test_every_kind_of_work_has_its_queue(app: Celery) -> None:
    assert {queue.name for queue in app.conf.task_queues} == set(Queue)
    assert {term.queue for term in terms_of(settings()).values()} == set(Queue)
    assert {task: route["queue"] for task, route in app.conf.task_routes.items()} == {
        task: term.queue for task, term in terms_of(settings()).items()
    }


def test_a_message_holds_identifiers_and_nothing_else(app: Celery) -> None:
    sender = Sender(app)
    sender.send(Task.READ, "ab" * 32, 3)
    sender.send(Task.FINISH, "S-000000000001", "D-000000000001", urgent=True)
    assert sender.length(Queue.READ) == sender.length(Queue.PUBLISH) == 1
    assert sender.length(Queue.INDEX) == 0
    assert taken(app, Queue.READ)[0] == ["ab" * 32, 3]
    assert taken(app, Queue.PUBLISH)[0] == ["S-000000000001", "D-000000000001"]


def taken(app: Celery, queue: Queue) -> Any:
    with app.connection_for_read() as connection, connection.SimpleQueue(queue) as waiting:
        message = waiting.get_nowait()
        message.ack()
        return message.payload


@pytest.mark.parametrize(
    ("broker", "first", "last"), [("redis://host/0", 0, 9), ("memory://", 0, 9), ("pyamqp://host//", 9, 0)]
)
def test_somebody_who_waits_goes_first_on_every_broker(broker: str, first: int, last: int) -> None:
    sent: list[int | None] = []
    app = make_app(settings(broker))
    app.send_task = lambda *_, priority=None, **more: sent.append(priority)
    Sender(app).send(Task.TAKE_UP, "B-1", urgent=True)
    Sender(app).send(Task.TAKE_UP, "B-1", urgent=False)
    Sender(app).send(Task.TAKE_UP, "B-1")
    assert sent == [first, last, None]
    # What a task sends goes with the priority of what it answers.
    assert app.conf.task_inherit_parent_priority
    assert app.conf.task_default_priority == last


@pytest.mark.parametrize("broker", ["nothing://host", "a word", "redis://host:port:0"])
def test_a_broker_that_is_no_address_is_refused_without_being_quoted(broker: str) -> None:
    with pytest.raises(BadAddress) as refused:
        make_app(settings(broker))
    assert str(refused.value) == "bad_address: DIGITIZE_BROKER"


def test_logs_tell_identifiers_and_never_what_an_error_says() -> None:
    record = logging.makeLogRecord({"name": "digitize.worker", "levelname": "WARNING", "msg": "failed"})
    record.task, record.ids = "read", ("ab", 1)
    try:
        raise ValueError("Trần Thị Đẹp")
    except ValueError as error:
        record.exc_info = (ValueError, error, None)
    said = JsonLines().format(record)
    assert "Đẹp" not in said
    line = json.loads(said)
    assert (line["event"], line["level"], line["task"], line["ids"]) == ("failed", "warning", "read", ["ab", 1])
    assert line["error"] == "ValueError"
