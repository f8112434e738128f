"""Extracts the newest bars into the lake, once the reference data of the day are there.

One ECS task for all tickers. It starts where the lake's watermarks say, minus the lookback for late corrections;
tickers without a watermark start at AGGREGATES_FROM. When it succeeds, the asset `barlake_bars` is updated.
Variables and failures: orchestration/README.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pendulum
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import DAG, task

from barlake_dags import bars, watermarks
from barlake_dags.assets import BARS, REFERENCE_DATA
from barlake_dags.jobs import AGGREGATES, AWS_CONNECTION, Cluster, daily_budget, run_id
from barlake_dags.operator import JobOperator, arguments
from barlake_dags.variables import Variables

with DAG(
    dag_id="aggregates_daily",
    description="Newest bars into the lake, after the reference data",
    doc_md=__doc__,
    schedule=[REFERENCE_DATA],
    start_date=pendulum.datetime(2025, 1, 1, tz="America/New_York"),
    catchup=False,
    max_active_runs=1,
    tags=["barlake"],
):

    @task(retries=3, retry_delay=timedelta(minutes=1))
    def prepare(*, dag_run: Any = None) -> list[dict[str, Any]]:
        """The one ECS task of this run, from the lake's watermarks."""
        variables = Variables()
        cluster = Cluster.read(AGGREGATES, variables)
        lake = bars.Lake.read(variables)
        series = bars.Series.read(variables)
        first_date = variables.required("AGGREGATES_FROM", "the first trading date of a new ticker, as 2024-01-31")
        days_ago = variables.number("AGGREGATES_TO_DAYS_AGO", 0, "how many days ago the last date is", least=0)
        bars_table = variables.optional("AGGREGATES_BARS_TABLE", "")
        budget = daily_budget(variables)
        variables.check()
        s3 = S3Hook(aws_conn_id=AWS_CONNECTION, region_name=cluster.region)
        where = watermarks.where(s3, lake, series, first_date)
        if days_ago:
            today = dag_run.run_after.astimezone(ZoneInfo("America/New_York")).date()
            where.append(f"--to={today - timedelta(days=days_ago)}")
        command = bars.command(series, lake, cluster.region, budget, run_id(dag_run), where, bars_table)
        return [cluster.task(AGGREGATES, command)]

    extract = JobOperator.partial(task_id="extract", **arguments(AGGREGATES)).expand_kwargs(prepare())

    @task(outlets=[BARS])
    def publish(summaries: Any, *, outlet_events: Any = None) -> None:
        """Says that the lake has new bars."""
        outlet_events[BARS].extra = {"summaries": list(summaries)}

    publish(extract.output)
