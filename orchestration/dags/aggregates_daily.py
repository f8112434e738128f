"""Extracts the newest bars into the lake, once the evening's reference refresh has ended.

One ECS task for all tickers. It starts where the lake's watermarks say, minus the lookback for late corrections;
tickers without a watermark start at AGGREGATES_FROM. What came in is published by the asset `barlake_bars`; the last
task fails if some of it did not come, and names the tickers. If the refresh failed, bars come all the same. Variables
and failures: orchestration/README.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import DAG, task

from barlake_dags import bars, verdict, verification, watermarks
from barlake_dags.assets import BARS, REFERENCE_ENDED
from barlake_dags.jobs import AGGREGATES, AWS_CONNECTION, Cluster, daily_budget, run_id
from barlake_dags.operator import JobOperator, arguments
from barlake_dags.shape import ZONE, common
from barlake_dags.variables import Variables

LIMIT = timedelta(hours=8)
"""Of one try. A first load may need several; each goes on where the last one stopped."""

LONGEST = timedelta(hours=20)
"""Of a run, which is over before the next evening's."""

with DAG(
    dag_id="aggregates_daily",
    description="Newest bars into the lake, after the reference data",
    doc_md=__doc__,
    schedule=[REFERENCE_ENDED],
    **common(LONGEST),
):

    @task(retries=3, retry_delay=timedelta(minutes=1))
    def prepare(*, dag_run: Any = None) -> list[dict[str, Any]]:
        """The one ECS task of this run, from the lake's watermarks."""
        variables = Variables()
        cluster = Cluster.read(AGGREGATES, variables)
        lake = bars.Lake.read(variables)
        series = bars.Series.read(variables)
        today = dag_run.run_after.astimezone(ZoneInfo(ZONE)).date()
        first_date = variables.required("AGGREGATES_FROM", "the first trading date of a new ticker, as 2024-01-31")
        mistake = bars.date_mistake(first_date, today) if first_date else None
        if mistake:
            variables.wrong(f"AGGREGATES_FROM={first_date} {mistake}")
        days_ago = variables.number("AGGREGATES_TO_DAYS_AGO", 0, "how many days ago the last date is", least=0)
        bars_table = variables.optional("AGGREGATES_BARS_TABLE", "")
        budget = daily_budget(variables)
        variables.check()
        s3 = S3Hook(aws_conn_id=AWS_CONNECTION, region_name=cluster.region)
        where = watermarks.where(s3, lake, series, first_date)
        if days_ago:
            where.append(f"--to={today - timedelta(days=days_ago)}")
        command = bars.command(series, lake, cluster.region, budget, run_id(dag_run), where, bars_table)
        return [cluster.task(AGGREGATES, command, LIMIT)]

    extract = JobOperator.partial(task_id="extract", **arguments(AGGREGATES, LIMIT)).expand_kwargs(prepare())

    @task(outlets=[BARS], trigger_rule="all_done")
    def publish(summaries: Any, *, outlet_events: Any = None) -> None:
        """Says that the lake has new bars."""
        outlet_events[BARS].extra = {"summaries": verdict.ended(summaries)}

    @task(task_id="verdict", trigger_rule="none_failed")
    def judge(summaries: Any) -> None:
        """Fails if something that was asked for did not come."""
        verdict.require_done(summaries)

    @task(retries=3, retry_delay=timedelta(minutes=1), trigger_rule="none_failed")
    def prepare_verify(*, dag_run: Any = None) -> list[dict[str, Any]]:
        """The ECS task that looks at the last week, once bars came well or partly and are published."""
        return verification.prepare(dag_run, LONGEST)

    planned = prepare_verify()
    verify = JobOperator.partial(task_id="verify", **verification.operator()).expand_kwargs(planned)

    # A leaf, so it never fails for what verify found, nor for verify; see verification.py.
    @task(trigger_rule="all_done", retries=3, retry_delay=timedelta(minutes=1))
    def findings(summaries: Any, *, dag_run: Any = None) -> None:
        """Sends the dates that are suspect or missing, and ends as a success."""
        verification.tell(summaries, dag_run)

    published = publish(extract.output)
    published >> judge(extract.output)
    # Publish is skipped also if the extraction failed, so it does not speak for it.
    extract.output >> planned
    published >> planned
    findings(verify.output)
