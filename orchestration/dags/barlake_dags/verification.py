"""After a daily run: whether the dates of the last week are whole, and what is said if they are not.

What verify finds is about the lake and never about the run, which has brought what it could. Airflow calls a run
failed if one of its leaves failed. So the ECS task is no leaf: behind it stands ``findings``, which comes whatever
became of it and ends as a success. What was found is sent by ``alerts.found``; a task that fails itself is told of as
all others are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from barlake_dags import alerts
from barlake_dags.bars import Lake
from barlake_dags.errors import AirflowSkipException
from barlake_dags.jobs import VERIFY, Cluster, daily_budget, run_id
from barlake_dags.operator import arguments
from barlake_dags.shape import ZONE
from barlake_dags.variables import Variables
from barlake_dags.verdict import Summary, sentence

LOOK_BACK = timedelta(days=7)
"""Late corrections, and the witnesses of a date that come a day later, are of the last few days."""

LIMIT = timedelta(hours=2)
"""Of one try."""

RETRIES = 1
"""The next evening looks at the same dates again, so nobody has to wait long for this one."""

LONGEST = timedelta(hours=6)
"""Of all tries, with what Airflow adds to them and to the pauses."""


def operator() -> dict[str, Any]:
    """The arguments of the operator that runs it."""
    return arguments(VERIFY, LIMIT) | {"retries": RETRIES}


def prepare(dag_run: Any, longest_run: timedelta) -> list[dict[str, Any]]:
    """The ECS task; skips if there is none, or no time for one.

    :param longest_run: after which Airflow fails the whole run, also one that has brought its bars
    """
    variables = Variables()
    if not variables.optional(VERIFY.variable, ""):
        raise AirflowSkipException(f"{VERIFY.variable} is not set, so nothing is verified")
    if datetime.now(timezone.utc) - dag_run.start_date > longest_run - LONGEST:
        raise AirflowSkipException("The run has too little time left; the next one looks at these dates too")
    cluster = Cluster.read(VERIFY, variables)
    lake = Lake.read(variables)
    heal_requests = variables.number("VERIFY_HEAL_REQUESTS", 100, "how many requests healing may cost", least=0)
    budget = daily_budget(variables)
    variables.check()
    first = dag_run.run_after.astimezone(ZoneInfo(ZONE)).date() - LOOK_BACK
    command = [
        f"--from={first}",
        f"--lake={lake.uri}",
        f"--awsRegion={cluster.region}",
        f"--requestsPerMinute={budget}",
        f"--runId={run_id(dag_run, 'verify')}",
        *(["--heal=true", f"--healRequests={heal_requests}"] if heal_requests else []),
    ]
    return [cluster.task(VERIFY, command, LIMIT)]


def tell(summaries: Iterable[Summary | None] | None, dag_run: Any) -> None:
    """Sends what was found, and fails for nothing."""
    bad = [summary for summary in summaries or [] if summary and summary.get("exitCode") != 0]
    if bad:
        alerts.found(dag_run, " | ".join(sentence(summary) for summary in bad))
