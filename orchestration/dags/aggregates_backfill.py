"""Extracts bars of past years, in several ECS tasks side by side. Started by hand.

The range is cut at the borders of the lake's files into as many parts as tasks are wanted, each part is one task, and
the backfill's budget is divided between them. So no more tasks run at once than are wanted, whatever Airflow counts as
running, and the API key's budget holds. What is in the lake already is skipped, unless `refetch` says otherwise.
Variables and failures: orchestration/README.md.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pendulum
from airflow.sdk import DAG, Param, task

from barlake_dags import bars, ranges
from barlake_dags.assets import BARS
from barlake_dags.errors import AirflowFailException
from barlake_dags.jobs import AGGREGATES, Cluster, run_id
from barlake_dags.operator import JobOperator, arguments
from barlake_dags.variables import Variables

with DAG(
    dag_id="aggregates_backfill",
    description="Bars of past years into the lake",
    doc_md=__doc__,
    schedule=None,
    start_date=pendulum.datetime(2025, 1, 1, tz="America/New_York"),
    catchup=False,
    max_active_runs=1,
    tags=["barlake"],
    params={
        "tickers": Param(
            type="string",
            minLength=1,
            description="AAPL,MSFT or @s3://bucket/tickers.txt or sql:SELECT ticker FROM ... or all",
        ),
        "from": Param(type="string", format="date", description="First trading date, included"),
        "to": Param(type="string", format="date", description="Last trading date, included"),
        "multiplier": Param(1, type="integer", minimum=1, description="How many timespans a bar lasts"),
        "timespan": Param("minute", type="string", enum=list(bars.TIMESPANS)),
        "adjusted": Param("both", type="string", enum=list(bars.SCALES), description="For splits"),
        "refetch": Param(
            "MISSING",
            type="string",
            enum=["MISSING", "STALE", "ALL"],
            description="MISSING skips what the lake has; ALL asks for everything again",
        ),
        "tasks": Param(2, type="integer", minimum=1, maximum=8, description="How many tasks side by side"),
    },
):

    @task(retries=3, retry_delay=timedelta(minutes=1))
    def prepare(*, params: Any = None, dag_run: Any = None) -> list[dict[str, Any]]:
        """One ECS task for each part of the range."""
        variables = Variables()
        cluster = Cluster.read(AGGREGATES, variables)
        lake = bars.Lake.read(variables)
        bars_table = variables.optional("AGGREGATES_BARS_TABLE", "")
        budget = variables.number(
            "BACKFILL_REQUESTS_PER_MINUTE",
            None,
            "the part of REQUESTS_PER_MINUTE that backfills may use; the daily runs use the rest",
        )
        variables.check()
        first, last = date.fromisoformat(params["from"]), date.fromisoformat(params["to"])
        if last < first:
            raise AirflowFailException(f"Param to={last} is before from={first}")
        series = bars.Series(params["tickers"], params["multiplier"], params["timespan"], params["adjusted"])
        # A task has at least one request a minute, or it would have none.
        parts = ranges.split(first, last, series.timespan, min(params["tasks"], budget))
        commands = [
            bars.command(
                series,
                lake,
                cluster.region,
                budget // len(parts),
                run_id(dag_run, part),
                [f"--from={start}", f"--to={end}", f"--refetch={params['refetch']}"],
                bars_table,
            )
            for part, (start, end) in enumerate(parts)
        ]
        return [cluster.task(AGGREGATES, command) for command in commands]

    extract = JobOperator.partial(task_id="extract", **arguments(AGGREGATES)).expand_kwargs(prepare())

    @task(outlets=[BARS], trigger_rule="none_failed_min_one_success")
    def publish(summaries: Any, *, outlet_events: Any = None) -> None:
        """Says that the lake has new bars."""
        outlet_events[BARS].extra = {"summaries": list(summaries)}

    publish(extract.output)
