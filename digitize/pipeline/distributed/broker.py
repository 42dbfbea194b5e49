"""The broker as Celery reaches it, and sending to it. Nothing here is for one broker alone but what says so."""

from __future__ import annotations

import time
from typing import Any

from celery import Celery
from kombu import Queue as BrokerQueue
from kombu.exceptions import KombuError, OperationalError

from digitize.errors import BadAddress, BrokerUnavailable
from digitize.pipeline.distributed.messages import Queue, Task, terms_of
from digitize.settings import Settings

_PRIORITIES = 9
"""The largest priority. RabbitMQ serves the largest first, Redis the smallest."""
SENT_AT = "digitize_sent_at"
"""Header of a message with the moment at which it was sent, seconds since 1970."""
_RETRY = {"max_retries": 3, "interval_start": 0.2, "interval_step": 0.5, "interval_max": 1.0}


def make_app(settings: Settings) -> Celery:
    """Celery on the broker of the settings, without tasks.

    Raises:
        BadAddress: ``broker`` is no address, or there is none.
    """
    address = settings.broker.get_secret_value() if settings.broker else ""
    terms = terms_of(settings)
    longest = max(term.hard_limit for term in terms.values())
    try:
        # A word without a scheme would be taken for a machine's name.
        scheme, _, _ = address.partition("://")
        app = Celery("digitize", broker=address, set_as_current=False)
        if scheme == address or not app.connection_for_write().transport_cls:
            raise BadAddress("DIGITIZE_BROKER")
    except (KombuError, KeyError, ValueError):
        raise BadAddress("DIGITIZE_BROKER") from None
    app.conf.update(
        task_queues=[BrokerQueue(name, queue_arguments={"x-max-priority": _PRIORITIES}) for name in Queue],
        task_routes={task: {"queue": term.queue} for task, term in terms.items()},
        task_default_queue=Queue.REPORT,
        task_default_priority=priority(app, urgent=False),
        task_inherit_parent_priority=True,
        # A message is gone only when its work is done; who dies over it leaves it to others.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_publish_retry_policy=_RETRY,
        worker_prefetch_multiplier=1,
        # What waits to be tried again waits in the worker; beyond this many it takes no more for the time being.
        worker_eta_task_limit=1000,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_max_memory_per_child=settings.worker_memory // 1024,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=True,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"visibility_timeout": longest + 300, "socket_connect_timeout": 5},
        accept_content=["json"],
        timezone="UTC",
    )
    return app


class Sender:
    """Sends messages.

    Args:
        app: As :func:`make_app` makes it.
    """

    def __init__(self, app: Celery) -> None:
        self._app = app

    def send(self, task: Task, *ids: str | int, urgent: bool | None = None) -> None:
        """Sends one message; in a task, with the priority of the message that it answers unless another is given.

        Args:
            task: What is asked for.
            *ids: On what.
            urgent: Somebody waits for it, so that it goes before the backlog.

        Raises:
            BrokerUnavailable: The broker does not take it.
        """
        options: dict[str, Any] = {} if urgent is None else {"priority": priority(self._app, urgent)}
        try:
            self._app.send_task(task, args=ids, headers={SENT_AT: time.time()}, **options)
        except (OperationalError, OSError) as error:
            raise BrokerUnavailable(type(error).__name__) from None

    def length(self, queue: Queue) -> int:
        """How many messages of a queue nobody has begun.

        Raises:
            BrokerUnavailable: The broker does not answer.
        """
        try:
            with self._app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=5)
                with connection.channel() as channel:
                    try:
                        return int(channel.queue_declare(queue, passive=True).message_count)
                    except connection.channel_errors:
                        # Nobody has ever sent to it, or the broker lost its memory.
                        return 0
        except (OperationalError, OSError) as error:
            raise BrokerUnavailable(type(error).__name__) from None


def priority(app: Celery, urgent: bool) -> int:
    """The number of a priority: that of somebody who waits, or of the backlog."""
    first, last = (_PRIORITIES, 0) if "amqp" in app.conf.broker_url else (0, _PRIORITIES)
    return first if urgent else last
