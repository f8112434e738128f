"""Refreshes tickers, dividends and splits in MySQL, at 20:30 New York time of every weekday.

Trading ends at 16:00, after-hours trading at 20:00, and the vendor's last bar of a day is settled by 20:15.
When it succeeds, `aggregates_daily` starts. Variables and failures: orchestration/README.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import DAG, task

from barlake_dags.assets import REFERENCE_DATA
from barlake_dags.jobs import REFERENCE, Cluster, daily_budget, run_id
from barlake_dags.operator import JobOperator, arguments
from barlake_dags.variables import Variables

with DAG(
    dag_id="reference_data_daily",
    description="Tickers, dividends and splits into MySQL, after the US close",
    doc_md=__doc__,
    schedule="30 20 * * 1-5",
    start_date=pendulum.datetime(2025, 1, 1, tz="America/New_York"),
    catchup=False,
    max_active_runs=1,
    tags=["barlake"],
):

    @task(retries=3, retry_delay=timedelta(minutes=1))
    def prepare(*, dag_run: Any = None) -> list[dict[str, Any]]:
        """The one ECS task of this run."""
        variables = Variables()
        cluster = Cluster.read(REFERENCE, variables)
        markets = variables.optional("REFERENCE_MARKETS", "stocks")
        budget = daily_budget(variables)
        variables.check()
        command = [
            f"--markets={markets}",
            f"--requestsPerMinute={budget}",
            f"--runId={run_id(dag_run)}",
        ]
        return [cluster.task(REFERENCE, command)]

    refresh = JobOperator.partial(task_id="refresh", **arguments(REFERENCE)).expand_kwargs(prepare())

    @task(outlets=[REFERENCE_DATA])
    def publish(summaries: Any, *, outlet_events: Any = None) -> None:
        """Says that the tables are fresh."""
        outlet_events[REFERENCE_DATA].extra = {"summaries": list(summaries)}

    publish(refresh.output)
