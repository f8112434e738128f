"""Refreshes tickers, dividends and splits in MySQL, at 20:30 New York time of every weekday.

Trading ends at 16:00, after-hours trading at 20:00, and the vendor's last bar of a day is settled by 20:15. When it
succeeds, the asset `barlake_reference_data` is updated. When it has ended, well or not, `aggregates_daily` starts:
bars do not need the tables, and a list that came short this evening is no reason to go without them. Variables and
failures: orchestration/README.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, task

from barlake_dags import verdict
from barlake_dags.assets import REFERENCE_DATA, REFERENCE_ENDED
from barlake_dags.jobs import REFERENCE, Cluster, daily_budget, run_id
from barlake_dags.operator import JobOperator, arguments
from barlake_dags.shape import common
from barlake_dags.variables import Variables

LIMIT = timedelta(hours=1)

with DAG(
    dag_id="reference_data_daily",
    description="Tickers, dividends and splits into MySQL, after the US close",
    doc_md=__doc__,
    schedule="30 20 * * 1-5",
    **common(timedelta(hours=14)),
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
        return [cluster.task(REFERENCE, command, LIMIT)]

    refresh = JobOperator.partial(task_id="refresh", **arguments(REFERENCE, LIMIT)).expand_kwargs(prepare())

    @task(outlets=[REFERENCE_DATA])
    def publish(summaries: Any, *, outlet_events: Any = None) -> None:
        """Says that the tables are fresh; if a list was refused, they are not."""
        found = verdict.ended(summaries)
        verdict.require_done(found)
        outlet_events[REFERENCE_DATA].extra = {"summaries": found}

    @task(outlets=[REFERENCE_ENDED], trigger_rule="all_done")
    def go_on(summaries: Any) -> None:
        """Lets the bars come."""

    refreshed = refresh.output
    publish(refreshed)
    go_on(refreshed)
