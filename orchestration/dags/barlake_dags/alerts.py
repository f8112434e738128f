"""Notifies somebody. The one place where that is decided: put what you use into ``tell``.

``failed`` is the ``on_failure_callback`` of every task and every DAG. A task is reported once, after its last try; a
DAG only if the run ran out of time or cannot go on, since a task that failed has been reported already. ``found`` is
for a task that has something to say and fails nothing.
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.providers.amazon.aws.hooks.sns import SnsHook
from airflow.sdk import Variable

from barlake_dags.jobs import AWS_CONNECTION

log = logging.getLogger(__name__)

TOPIC = "BARLAKE_ALERT_TOPIC"
"""Airflow variable: ARN of an SNS topic, such as the stack's output AlertTopic. Without it alerts are only logged."""

LONGEST_SUBJECT = 100
"""Characters that SNS takes."""


def failed(context: Any) -> None:
    """Says what failed. Never raises: Airflow would only log that, and the run has failed already."""
    if context.get("reason") == "task_failure":
        return
    try:
        subject, message = _words(context)
        _send(subject, message)
    except Exception:
        log.exception("Cannot notify anybody that a run failed")


def found(dag_run: Any, sentence: str) -> None:
    """Says what a task found. Never raises: nobody wants a run to fail because a topic does not answer."""
    try:
        subject = f"Barlake: {dag_run.dag_id} has findings"[:LONGEST_SUBJECT]
        _send(subject, f"{dag_run.dag_id} {dag_run.run_id}: {sentence}")
    except Exception:
        log.exception("Cannot notify anybody of findings")


def tell(subject: str, message: str) -> None:
    """Sends a message to the topic. Replace or extend it for mail, chat or a pager."""
    topic = Variable.get(TOPIC, default=None)
    if topic:
        region = topic.split(":")[3]
        SnsHook(aws_conn_id=AWS_CONNECTION, region_name=region).publish_to_target(topic, message, subject)


def _send(subject: str, message: str) -> None:
    log.error("%s: %s", subject, message)
    tell(subject, message)


def _words(context: Any) -> tuple[str, str]:
    dag = context["dag"].dag_id
    run = context.get("run_id") or context["dag_run"].run_id
    reason = context.get("reason")
    if reason:
        return f"Barlake: {dag} failed"[:LONGEST_SUBJECT], f"{dag} {run}: {reason}"
    task = context["ti"].task_id
    return f"Barlake: {dag}.{task} failed"[:LONGEST_SUBJECT], f"{dag}.{task} {run}: {context.get('exception')}"
