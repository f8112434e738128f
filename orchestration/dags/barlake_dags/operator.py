"""An ECS task that is judged by the job's own exit code and summary."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from airflow.providers.amazon.aws.hooks.logs import AwsLogsHook
from airflow.providers.amazon.aws.operators.ecs import EcsRunTaskOperator
from botocore.exceptions import ClientError

from barlake_dags.errors import AirflowFailException, AirflowSkipException
from barlake_dags.jobs import AWS_CONNECTION, Job
from barlake_dags.verdict import sentence

NOTHING_TO_DO = 99

ENDED = {
    1: "failed in a way that a retry does not mend",
    3: "finished, but requests failed for good; what came in stays, watermarks were held",
}
WRONG_OPTIONS = 2
TRY_AGAIN_LATER = 75

MEANINGS = {
    **ENDED,
    WRONG_OPTIONS: "was given options that it does not take",
    TRY_AGAIN_LATER: "found the vendor unavailable or its quota used up",
    124: "ran longer than its limit and ended itself",
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
STREAM_PREFIX = "ecs"
"""As in the task definitions."""

WAITER_DELAY = 30
"""Seconds between two looks at a task."""

LONGEST_LIST = 50


class JobStopped(RuntimeError):
    """The task ended before its job did, or the job asks for another try."""


def arguments(job: Job, limit: timedelta) -> dict[str, Any]:
    """What every task of a job has in common: no worker waits for it, it is found again, and it is tried seven times.

    Pauses double from 5 minutes to 2 hours, some 5 hours in all, since an outage of a vendor lasts minutes or an
    evening.

    :param limit: how long one try may last; then the ECS task is stopped
    """
    return {
        "aws_conn_id": AWS_CONNECTION,
        "container_name": job.container,
        "deferrable": True,
        "reattach": True,
        "waiter_delay": WAITER_DELAY,
        "waiter_max_attempts": int(limit.total_seconds()) // WAITER_DELAY,
        "execution_timeout": limit + timedelta(minutes=30),
        "retries": 6,
        "retry_delay": timedelta(minutes=5),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(hours=2),
    }


class JobOperator(EcsRunTaskOperator):
    """Runs a job, and returns its summary.

    Exit code 0 succeeds and 99 skips. A job that ended with 1 or 3, or with 75 in the last try, and left a manifest
    has brought something: it returns its summary too, and ``verdict`` fails for it later. Everything else (75 before,
    killed, out of memory, stopped, never started) fails and is retried, but wrong options and a job that brought
    nothing are not.

    The provider is given no log group: in its hands a log that cannot be read fails a task that succeeded. The
    summary is the last line that the job wrote on standard output; it is looked for among the last lines of the log,
    since standard error goes to the same stream.
    """

    @property
    def log_group(self) -> str:
        """Named after the task definition's family, as the stack does."""
        return "/ecs/" + self.task_definition.rsplit("/", 1)[-1].split(":")[0]

    def execute(self, context: Any) -> Any:
        try:
            # A deferrable operator leaves here, by an exception that is no Exception, and resumes below.
            super().execute(context)
        except Exception as failure:
            return self._judged(context, failure)
        return self._summary_of_success()

    def execute_complete(self, context: Any, event: dict[str, Any] | None = None) -> Any:
        try:
            super().execute_complete(context, event)
        except Exception as failure:
            return self._judged(context, failure)
        return self._summary_of_success()

    def resume_execution(self, next_method: str, next_kwargs: dict[str, Any] | None, context: Any) -> Any:
        """Airflow calls it when the wait is over, also if nothing came of the wait: then the task may still run."""
        try:
            return super().resume_execution(next_method, next_kwargs, context)
        except Exception:
            if not self.arn:
                self._stop_if_overdue(context)
            raise

    def _stop_if_overdue(self, context: Any) -> None:
        """Stops the task if its time is over, so that a retry does not find it again. Any other failure leaves it."""
        ti = context["ti"]
        arn = ti.xcom_pull(task_ids=self.task_id, key="ecs_task_arn", map_indexes=ti.map_index)
        if not arn:
            return
        found = self.client.describe_tasks(cluster=self.cluster, tasks=[arn]).get("tasks", [])
        limit = timedelta(seconds=self.waiter_delay * self.waiter_max_attempts)
        if found and found[0].get("lastStatus") != "STOPPED" and _age(found[0]) >= limit:
            self.log.error("Stopping %s, which has run for %s", arn, _age(found[0]))
            self.client.stop_task(cluster=self.cluster, task=arn, reason=f"Ran longer than {limit}")

    def _judged(self, context: Any, failure: Exception) -> dict[str, Any]:
        """The summary of a job that ended with a manifest; else raises what says whether to try again."""
        if not self.arn:
            self._raise_refusal(failure)
            raise failure
        tasks = self.client.describe_tasks(cluster=self.cluster, tasks=[self.arn]).get("tasks", [])
        if not tasks or tasks[0].get("lastStatus") != "STOPPED":
            raise failure
        code = self._exit_code(tasks[0])
        if code == 0:
            # The provider did not like something else than the job's end.
            return self._summary_of_success()
        # The operator's own skip_on_exit_code came only with release 9.24 of the provider.
        if code == NOTHING_TO_DO:
            raise AirflowSkipException(f"{self.container_name} found nothing to do") from failure
        summary = self._summary() if code in MEANINGS else None
        if self._is_to_be_published(context, code, summary):
            return summary or {"command": self.container_name, "status": "failed_requests", "exitCode": code}
        words = self._tell(tasks[0], code, summary)
        if code in ENDED or code == WRONG_OPTIONS:
            raise AirflowFailException(words) from failure
        raise JobStopped(words) from failure

    @staticmethod
    def _is_to_be_published(context: Any, code: int | None, summary: dict[str, Any] | None) -> bool:
        if code == 3:
            return True
        if not summary or not summary.get("receipts"):
            return False
        ti = context["ti"]
        return code in ENDED or (code == TRY_AGAIN_LATER and ti.try_number > ti.max_tries)

    def _raise_refusal(self, failure: Exception) -> None:
        if isinstance(failure, ClientError) and failure.response.get("Error", {}).get("Code") in REFUSALS:
            raise AirflowFailException(
                f"ECS refused to start {self.container_name}: {failure}. Look at the Airflow variables of cluster"
                f" ({self.cluster}), task definition ({self.task_definition}), region ({self.region_name}),"
                f" subnets and security groups ({self.network_configuration})"
            ) from failure

    def _exit_code(self, task: dict[str, Any]) -> int | None:
        return self._container(task).get("exitCode")

    def _container(self, task: dict[str, Any]) -> dict[str, Any]:
        named = [c for c in task.get("containers", []) if c.get("name") == self.container_name]
        return named[0] if named else {}

    def _tell(self, task: dict[str, Any], code: int | None, summary: dict[str, Any] | None) -> str:
        meaning = MEANINGS.get(code, "ended before its job did")
        parts = [f"{self.container_name} {meaning} (exit code {code})"]
        if summary:
            parts.append(sentence(summary))
        else:
            reasons = (task.get("stopCode"), task.get("stoppedReason"), self._container(task).get("reason"))
            parts += [str(reason) for reason in reasons if reason]
        parts.append(f"log: {self.log_group} {self._stream()}")
        return "; ".join(parts)

    def _summary_of_success(self) -> dict[str, Any]:
        summary = self._summary()
        if summary is None:
            self.log.warning("The job succeeded, but its summary is not in %s %s", self.log_group, self._stream())
            return {"status": "done", "exitCode": 0, "error": "no summary in the last lines of the log"}
        self.log.info("Summary: %s", json.dumps(summary))
        return summary

    def _summary(self) -> dict[str, Any] | None:
        """The job's summary with long lists cut; None where the log has none, also some seconds later."""
        for pause in (0, 5, 10):
            time.sleep(pause)
            lines = self._last_lines()
            for line in reversed(lines):
                summary = _parsed(line)
                if summary is not None:
                    self.log.info("The last lines of %s:\n%s", self._stream(), "\n".join(lines))
                    return _cut(summary)
        return None

    def _last_lines(self) -> list[str]:
        try:
            logs = AwsLogsHook(aws_conn_id=self.aws_conn_id, region_name=self.region_name).conn
            answer = logs.get_log_events(
                logGroupName=self.log_group,
                logStreamName=self._stream(),
                startFromHead=False,
                limit=LAST_LINES,
            )
            return [event["message"] for event in answer["events"]]
        except Exception as e:
            # Whatever it was: the job's end does not hang on its log.
            self.log.warning("Cannot read %s %s: %s", self.log_group, self._stream(), e)
            return []

    def _stream(self) -> str:
        return f"{STREAM_PREFIX}/{self.container_name}/{str(self.arn).rsplit('/', 1)[-1]}"


def _age(task: dict[str, Any]) -> timedelta:
    began = task.get("createdAt")
    return datetime.now(timezone.utc) - began if began else timedelta()


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
