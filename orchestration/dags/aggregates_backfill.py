"""Extracts bars of past years, in several ECS tasks side by side. Started by hand.

The range is cut at the borders of the lake's files into as many parts as tasks are wanted, each part is one task, and
the backfill's budget is divided between them. So no more tasks run at once than are wanted, whatever Airflow counts as
running, and the API key's budget holds. What is in the lake already is skipped, unless `refetch` says otherwise.
Variables and failures: orchestration/README.md.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import DAG, Param, task

from barlake_dags import bars, ranges, verdict
from barlake_dags.assets import BARS
from barlake_dags.errors import AirflowFailException
from barlake_dags.jobs import AGGREGATES, Cluster, run_id
from barlake_dags.operator import JobOperator, arguments
from barlake_dags.shape import ZONE, common
from barlake_dags.variables import Variables

log = logging.getLogger(__name__)

LIMIT = timedelta(days=3)
"""Of one try of one part; a retry goes on where the last one stopped."""


def _range(params: Any, today: date) -> tuple[date, date]:
    """First and last date, both included."""
    mistake = bars.date_mistake(params["from"], today)
    if mistake:
        raise AirflowFailException(f"Param from={params['from']} {mistake}")
    first, last = date.fromisoformat(params["from"]), date.fromisoformat(params["to"])
    if last < first:
        raise AirflowFailException(f"Param to={last} is before from={first}")
    return first, last


with DAG(
    dag_id="aggregates_backfill",
    description="Bars of past years into the lake",
    doc_md=__doc__,
    schedule=None,
    **common(timedelta(days=8)),
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
        first, last = _range(params, dag_run.run_after.astimezone(ZoneInfo(ZONE)).date())
        mistake = bars.tickers_mistake(params["tickers"])
        if mistake:
            raise AirflowFailException(f"Param tickers: {mistake}")
        series = bars.Series(params["tickers"], params["multiplier"], params["timespan"], params["adjusted"])
        # A task has at least one request a minute, or it would have none.
        parts = ranges.split(first, last, series.timespan, min(params["tasks"], budget))
        log.info("%d tasks of %d requests a minute each, of %d", len(parts), budget // len(parts), budget)
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
        return [cluster.task(AGGREGATES, command, LIMIT) for command in commands]

    extract = JobOperator.partial(task_id="extract", **arguments(AGGREGATES, LIMIT)).expand_kwargs(prepare())

    @task(outlets=[BARS], trigger_rule="all_done")
    def publish(summaries: Any, *, outlet_events: Any = None) -> None:
        """Says that the lake has new bars, also if some parts failed."""
        outlet_events[BARS].extra = {"summaries": verdict.ended(summaries)}

    @task(task_id="verdict", trigger_rule="none_failed")
    def judge(summaries: Any) -> None:
        """Fails if something that was asked for did not come."""
        verdict.require_done(summaries)

    publish(extract.output) >> judge(extract.output)
