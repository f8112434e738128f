"""Notifies somebody. The one place where that is decided: put what you use into ``tell``.

``on_failure_callback`` of every task and every DAG. A task is reported once, after its last try; a DAG only if the run
ran out of time or cannot go on, since a task that failed has been reported already.
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
        log.error("%s: %s", subject, message)
        tell(subject, message)
    except Exception:
        log.exception("Cannot notify anybody that a run failed")


def tell(subject: str, message: str) -> None:
    """Sends a message to the topic. Replace or extend it for mail, chat or a pager."""
    topic = Variable.get(TOPIC, default=None)
    if topic:
        region = topic.split(":")[3]
        SnsHook(aws_conn_id=AWS_CONNECTION, region_name=region).publish_to_target(topic, message, subject)


def _words(context: Any) -> tuple[str, str]:
    dag = context["dag"].dag_id
    run = context.get("run_id") or context["dag_run"].run_id
    reason = context.get("reason")
    if reason:
        return f"Barlake: {dag} failed"[:LONGEST_SUBJECT], f"{dag} {run}: {reason}"
    task = context["ti"].task_id
    return f"Barlake: {dag}.{task} failed"[:LONGEST_SUBJECT], f"{dag}.{task} {run}: {context.get('exception')}"
