"""Runs the DAGs' first tasks and renders the ECS calls that would follow."""

from __future__ import annotations

import json
import sys
import types
from datetime import datetime, timezone

import airflow_stub
from airflow_stub import airflow

VARIABLES = {
    "AGGREGATES_BUCKET": "my-bucket",
    "ECS_CLUSTER_POLYGON_ARN": "arn:aws:ecs:us-east-1:123456789012:cluster/polygon",
    "ECS_CLUSTER_TASK_DEFINITION_AGGREGATES": "aggregates_etl",
    "ECS_CLUSTER_TASK_DEFINITION_REFERENCE_DATA": "reference_data_etl",
    "ECS_CLUSTER_TASK_DEFINITION_MARKET": "market_etl",
    "ECS_CLUSTER_TASK_DEFINITION_VERIFY": "verify_etl",
    "MARKET_FROM": "2026-11-02",
    "AWS_REGION_NAME": "us-east-1",
    "ECS_SUBNETS": "subnet-0a, subnet-0b",
    "ECS_SECURITY_GROUPS": "sg-01",
    "AGGREGATES_TICKERS": "AAPL,MSFT,BRK.B",
    "AGGREGATES_MULTIPLIER": "5",
    "AGGREGATES_FROM": "2024-01-02",
    "REQUESTS_PER_MINUTE": "300",
    "BACKFILL_REQUESTS_PER_MINUTE": "100",
}
BACKFILL = {
    "tickers": "AAPL,MSFT",
    "from": "2020-01-15",
    "to": "2024-02-10",
    "multiplier": 5,
    "timespan": "minute",
    "adjusted": "both",
    "refetch": "MISSING",
    "tasks": 4,
}
WATERMARKS = "_watermarks/timespan=5minute/"
RAW = f"{WATERMARKS}adjusted=false.json"
ADJUSTED = f"{WATERMARKS}adjusted=true.json"


def dag_run(dag_id, run_id="asset_triggered__2026-11-21T01:30:05.123456+00:00_aBcD1234"):
    # 20:30 on Friday in New York, and Saturday already in UTC.
    run_after = datetime(2026, 11, 21, 1, 30, tzinfo=timezone.utc)
    start = datetime.now(timezone.utc)
    return types.SimpleNamespace(dag_id=dag_id, run_id=run_id, run_after=run_after, start_date=start)


def prepare(dag_id, params=None, run=None, task="prepare"):
    """What a task that prepares others returns: the arguments of each ECS task."""
    return airflow.dags[dag_id].tasks[task].run(dag_run=run or dag_run(dag_id), params=params)


def commands(arguments):
    return [task["overrides"]["containerOverrides"][0]["command"] for task in arguments]


def watermarks(**instants):
    return json.dumps({t: {"watermark": i, "splits": ""} for t, i in instants.items()})


def answer(request):
    """The commands of a DAG's tasks.

    :param request: ``dag``, and where they differ from those above ``variables``, ``params``, ``run_id`` of the DAG
        run, ``objects`` of the lake's bucket by key, and the ``task`` that prepares
    """
    airflow_stub.install()
    airflow.variables = VARIABLES | request.get("variables", {})
    bucket = airflow.variables["AGGREGATES_BUCKET"]
    airflow.objects = {(bucket, key): text for key, text in request.get("objects", {}).items()}
    run = dag_run(request["dag"], request.get("run_id", "manual__2026-11-21T00:00:00+00:00"))
    params = BACKFILL | request.get("params", {})
    return commands(prepare(request["dag"], params, run, request.get("task", "prepare")))


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
