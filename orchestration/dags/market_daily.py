"""Brings bars of the whole market, one file a trading date, at 11:30 New York time of the day after.

One ECS task. It starts where the lake's watermark for the market says, minus the lookback; MARKET_FROM is the first
date of a lake that has none. A date that is not published yet is pending: the task is tried again, for some 5 hours.
What came in is published by the asset `barlake_market`. Variables and failures: orchestration/README.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import DAG, task

from barlake_dags import bars, verdict, watermarks
from barlake_dags.assets import MARKET
from barlake_dags.jobs import AWS_CONNECTION, Cluster, daily_budget, run_id
from barlake_dags.jobs import MARKET as JOB
from barlake_dags.operator import JobOperator, arguments
from barlake_dags.shape import ZONE, common
from barlake_dags.variables import Variables

LIMIT = timedelta(hours=6)

with DAG(
    dag_id="market_daily",
    description="Bars of the whole market into the lake, one file a date",
    doc_md=__doc__,
    # The files of a weekday come at about 11:00 of the next day.
    schedule="30 11 * * 2-6",
    **common(timedelta(hours=20)),
):

    @task(retries=3, retry_delay=timedelta(minutes=1))
    def prepare(*, dag_run: Any = None) -> list[dict[str, Any]]:
        """The one ECS task of this run."""
        variables = Variables()
        cluster = Cluster.read(JOB, variables)
        lake = bars.Lake.read(variables)
        source = variables.one_of("MARKET_SOURCE", "flatfiles", ("flatfiles", "grouped"))
        timespan = variables.one_of("MARKET_TIMESPAN", "minute" if source == "flatfiles" else "day", ("minute", "day"))
        adjusted = variables.one_of("MARKET_ADJUSTED", "false", bars.SCALES)
        first = variables.required("MARKET_FROM", "the first trading date of the whole market, as 2024-01-31")
        mistake = bars.date_mistake(first, dag_run.run_after.astimezone(ZoneInfo(ZONE)).date()) if first else None
        if mistake:
            variables.wrong(f"MARKET_FROM={first} {mistake}")
        budget = daily_budget(variables)
        variables.check()
        s3 = S3Hook(aws_conn_id=AWS_CONNECTION, region_name=cluster.region)
        command = [
            f"--source={source}",
            f"--timespan={timespan}",
            f"--adjusted={adjusted}",
            f"--lake={lake.uri}",
            f"--awsRegion={cluster.region}",
            f"--requestsPerMinute={budget}",
            f"--runId={run_id(dag_run)}",
        ]
        if not watermarks.has_market(s3, lake, timespan, adjusted):
            command.append(f"--from={first}")
        return [cluster.task(JOB, command, LIMIT)]

    extract = JobOperator.partial(task_id="extract", **arguments(JOB, LIMIT)).expand_kwargs(prepare())

    @task(outlets=[MARKET], trigger_rule="all_done")
    def publish(summaries: Any, *, outlet_events: Any = None) -> None:
        """Says that the lake has new dates."""
        outlet_events[MARKET].extra = {"summaries": verdict.ended(summaries)}

    @task(task_id="verdict", trigger_rule="none_failed")
    def judge(summaries: Any) -> None:
        """Fails if something that was asked for did not come."""
        verdict.require_done(summaries)

    publish(extract.output) >> judge(extract.output)
