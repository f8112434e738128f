"""An ECS task that is judged by the job's own exit code and summary."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from airflow.providers.amazon.aws.hooks.logs import AwsLogsHook
from airflow.providers.amazon.aws.operators.ecs import EcsRunTaskOperator
from botocore.exceptions import ClientError

from barlake_dags.errors import AirflowFailException, AirflowSkipException
from barlake_dags.jobs import AWS_CONNECTION, Job

NOTHING_TO_DO = 99

WITHOUT_RETRY = {
    1: "failed in a way that a retry does not mend",
    2: "was given options that it does not take",
    3: "finished, but requests failed for good; what came in stays, watermarks were held",
}
WITH_RETRY = {
    75: "found the vendor unavailable or its quota used up",
    137: "was killed, out of memory or by hand",
    143: "was stopped",
}

REFUSALS = {
    "AccessDeniedException",
    "ClientException",
    "ClusterNotFoundException",
    "InvalidParameterException",
    "PlatformTaskDefinitionIncompatibilityException",
    "UnsupportedFeatureException",
}
"""Answers of RunTask that another try would get again."""

LAST_LINES = 50
LONGEST_LIST = 50


class JobStopped(RuntimeError):
    """The task ended before its job did, or the job asks for another try."""


def arguments(job: Job) -> dict[str, Any]:
    """What every task of a job has in common: no worker waits for it, it is found again, and it is tried five times."""
    return {
        "aws_conn_id": AWS_CONNECTION,
        "container_name": job.container,
        "awslogs_group": job.log_group,
        "awslogs_stream_prefix": "ecs",
        "deferrable": True,
        "reattach": True,
        "waiter_delay": 30,
        "retries": 4,
        "retry_delay": timedelta(minutes=15),
    }


class JobOperator(EcsRunTaskOperator):
    """Runs a job, and returns its summary.

    Exit code 0 succeeds, 99 skips, 1, 2 and 3 fail at once, and everything else (75, killed, out of memory, stopped,
    never started) fails and is retried. The summary is the last line that the job wrote on standard output; it is
    looked for among the last lines of the log, since standard error goes to the same stream.
    """

    def execute(self, context: Any) -> Any:
        with self._judging():
            # A deferrable operator leaves here, by an exception that is no Exception, and resumes below.
            super().execute(context)
        return self._summary_of_success()

    def execute_complete(self, context: Any, event: dict[str, Any] | None = None) -> Any:
        with self._judging():
            super().execute_complete(context, event)
        return self._summary_of_success()

    @contextmanager
    def _judging(self) -> Iterator[None]:
        try:
            yield
        except ClientError as failure:
            if not self.arn and failure.response.get("Error", {}).get("Code") in REFUSALS:
                raise AirflowFailException(
                    f"ECS refused to start {self.container_name}: {failure}. Look at the Airflow variables of cluster"
                    f" ({self.cluster}), task definition ({self.task_definition}), region ({self.region_name}),"
                    f" subnets and security groups ({self.network_configuration})"
                ) from failure
            raise
        except Exception as failure:
            if not self.arn:
                raise
            self._judge(failure)
            raise

    def _judge(self, failure: Exception) -> None:
        """Raises what says whether to try again; returns where the failure itself is the judgement."""
        tasks = self.client.describe_tasks(cluster=self.cluster, tasks=[self.arn]).get("tasks", [])
        if not tasks or tasks[0].get("lastStatus") != "STOPPED":
            return
        code = self._exit_code(tasks[0])
        if code == 0:
            return
        # The operator's own skip_on_exit_code came only with release 9.24 of the provider.
        if code == NOTHING_TO_DO:
            raise AirflowSkipException(f"{self.container_name} found nothing to do") from failure
        summary = self._summary() if code in WITHOUT_RETRY or code == 75 else None
        sentence = self._tell(tasks[0], code, summary)
        if code in WITHOUT_RETRY:
            raise AirflowFailException(sentence) from failure
        raise JobStopped(sentence) from failure

    def _exit_code(self, task: dict[str, Any]) -> int | None:
        return self._container(task).get("exitCode")

    def _container(self, task: dict[str, Any]) -> dict[str, Any]:
        named = [c for c in task.get("containers", []) if c.get("name") == self.container_name]
        return named[0] if named else {}

    def _tell(self, task: dict[str, Any], code: int | None, summary: dict[str, Any] | None) -> str:
        meaning = {**WITHOUT_RETRY, **WITH_RETRY}.get(code, "ended before its job did")
        parts = [f"{self.container_name} {meaning} (exit code {code})"]
        if summary:
            if summary.get("error"):
                parts.append(str(summary["error"]))
            if summary.get("failedTickers"):
                parts.append("failed tickers: " + ", ".join(map(str, summary["failedTickers"])))
            if summary.get("failures"):
                parts.append(f"first failures: {json.dumps(summary['failures'])}")
        else:
            reasons = (task.get("stopCode"), task.get("stoppedReason"), self._container(task).get("reason"))
            parts += [str(reason) for reason in reasons if reason]
        parts.append(f"log: {self.awslogs_group} {self._stream()}")
        return "; ".join(parts)

    def _summary_of_success(self) -> dict[str, Any]:
        summary = self._summary()
        if summary is None:
            self.log.warning("The job succeeded, but its summary is not in %s %s", self.awslogs_group, self._stream())
            return {"status": "done", "exitCode": 0, "error": "no summary in the last lines of the log"}
        self.log.info("Summary: %s", json.dumps(summary))
        return summary

    def _summary(self) -> dict[str, Any] | None:
        """The job's summary with long lists cut; None where the log has none, also some seconds later."""
        for pause in (0, 5, 10):
            time.sleep(pause)
            for line in reversed(self._last_lines()):
                summary = _parsed(line)
                if summary is not None:
                    return _cut(summary)
        return None

    def _last_lines(self) -> list[str]:
        logs = AwsLogsHook(aws_conn_id=self.aws_conn_id, region_name=self.region_name).conn
        try:
            answer = logs.get_log_events(
                logGroupName=self.awslogs_group,
                logStreamName=self._stream(),
                startFromHead=False,
                limit=LAST_LINES,
            )
        except ClientError as e:
            self.log.warning("Cannot read %s %s: %s", self.awslogs_group, self._stream(), e)
            return []
        return [event["message"] for event in answer["events"]]

    def _stream(self) -> str:
        return f"{self.awslogs_stream_prefix}/{self.container_name}/{str(self.arn).rsplit('/', 1)[-1]}"


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and {"command", "exitCode"} <= found.keys() else None


def _cut(value: Any) -> Any:
    """Lists of tickers can be longer than Airflow's database takes."""
    if isinstance(value, dict):
        return {name: _cut(part) for name, part in value.items()}
    if isinstance(value, list) and len(value) > LONGEST_LIST:
        return [*value[:LONGEST_LIST], f"and {len(value) - LONGEST_LIST} more"]
    return value
