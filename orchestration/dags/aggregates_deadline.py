"""Fails at 23:30 New York time of a weekday if the lake has not got the day's bars, whatever the reason.

Nothing else of Airflow would say so if a DAG was paused, a run is still queued, or the triggerer is down. It looks at
the lake's own watermarks. Airflow's DeadlineAlert is not used: its callback runs in the triggerer, and has to be
installed there. If Airflow itself is down, the alarm of the stack says so. Variables and alerts:
orchestration/README.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import DAG, task

from barlake_dags import bars, watermarks
from barlake_dags.jobs import AWS_CONNECTION
from barlake_dags.shape import common
from barlake_dags.variables import Variables

with DAG(
    dag_id="aggregates_deadline",
    description="Fails if the day's bars are not in the lake by 23:30 New York time",
    doc_md=__doc__,
    schedule="30 23 * * 1-5",
    **common(timedelta(hours=1)),
):

    @task(retries=3, retry_delay=timedelta(minutes=1))
    def look(*, dag_run: Any = None) -> None:
        """Compares the newest watermark of each scale with the day's close."""
        variables = Variables()
        region = variables.required("AWS_REGION_NAME", "the AWS region, such as us-east-1")
        lake = bars.Lake.read(variables)
        series = bars.Series.read(variables)
        days_ago = variables.number("AGGREGATES_TO_DAYS_AGO", 0, "how many days ago the last date is", least=0)
        variables.check()
        s3 = S3Hook(aws_conn_id=AWS_CONNECTION, region_name=region)
        watermarks.require_fresh(s3, lake, series, dag_run.run_after, days_ago)

    look()
