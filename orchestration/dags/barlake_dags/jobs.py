"""The jobs as ECS tasks: from variables and flags to the arguments of one task."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from barlake_dags.errors import AirflowFailException
from barlake_dags.variables import Variables

AWS_CONNECTION = "aws_default"

OVERRIDES_LIMIT = 8192
"""Characters of JSON that ECS takes as overrides of one task."""


@dataclass(frozen=True)
class Job:
    """A container of a task definition. Names are those of ecs/stack.yaml.

    :param variable: the Airflow variable that names the task definition
    """

    container: str
    variable: str


AGGREGATES = Job("aggregates_etl", "ECS_CLUSTER_TASK_DEFINITION_AGGREGATES")
MARKET = Job("market_etl", "ECS_CLUSTER_TASK_DEFINITION_MARKET")
REFERENCE = Job("reference_data_etl", "ECS_CLUSTER_TASK_DEFINITION_REFERENCE_DATA")
VERIFY = Job("verify_etl", "ECS_CLUSTER_TASK_DEFINITION_VERIFY")


@dataclass(frozen=True)
class Cluster:
    """Where tasks run, as the Airflow variables say."""

    region: str
    arn: str
    task_definition: str
    launch_type: str
    network: dict[str, Any] | None

    @classmethod
    def read(cls, job: Job, variables: Variables) -> Cluster:
        launch_type = variables.one_of("ECS_LAUNCH_TYPE", "FARGATE", ("FARGATE", "EC2"))
        return cls(
            region=variables.required("AWS_REGION_NAME", "the AWS region, such as us-east-1"),
            arn=variables.required("ECS_CLUSTER_POLYGON_ARN", "the ARN of the ECS cluster"),
            task_definition=variables.required(job.variable, f"the task definition of {job.container}"),
            launch_type=launch_type,
            # On EC2 the task definition says which network it has.
            network=cls._network(variables) if launch_type == "FARGATE" else None,
        )

    @staticmethod
    def _network(variables: Variables) -> dict[str, Any]:
        return {
            "awsvpcConfiguration": {
                "subnets": variables.names("ECS_SUBNETS", "the subnets of the tasks, with commas between"),
                "securityGroups": variables.names("ECS_SECURITY_GROUPS", "their security groups, likewise"),
                "assignPublicIp": variables.one_of("ECS_ASSIGN_PUBLIC_IP", "ENABLED", ("ENABLED", "DISABLED")),
            }
        }

    def task(self, job: Job, command: list[str], limit: timedelta) -> dict[str, Any]:
        """The arguments of an operator that runs the command.

        :param limit: after which the container ends itself, so that it does also if Airflow has lost sight of it
        """
        seconds = {"name": "BARLAKE_TIME_LIMIT", "value": str(int(limit.total_seconds()))}
        overrides = {"containerOverrides": [{"name": job.container, "command": command, "environment": [seconds]}]}
        length = len(json.dumps(overrides))
        if length > OVERRIDES_LIMIT:
            raise AirflowFailException(
                f"The command of {job.container} has {length} characters and ECS takes {OVERRIDES_LIMIT}: "
                "put the tickers into a file in the lake's bucket and name it, as @s3://bucket/tickers.txt"
            )
        return {
            "cluster": self.arn,
            "task_definition": self.task_definition,
            "launch_type": self.launch_type,
            "network_configuration": self.network,
            "region_name": self.region,
            "overrides": overrides,
        }


def run_id(dag_run: Any, part: int | str | None = None) -> str:
    """A run id of the job, the same for every try of a task: a retry goes on where the last one stopped.

    The job takes at most 200 characters of a small alphabet.
    """
    wanted = f"{dag_run.dag_id}.{dag_run.run_id}" + ("" if part is None else f".{part}")
    fitting = re.sub(r"[^A-Za-z0-9._:+=-]", "-", wanted)
    if fitting == wanted and len(wanted) <= 200:
        return wanted
    digest = hashlib.sha256(wanted.encode()).hexdigest()[:12]
    return f"{fitting[:180]}-{digest}"


def daily_budget(variables: Variables) -> int:
    """Requests a minute of a daily run: what is not kept for backfills, so that both together hold the key's budget."""
    budget = variables.number("REQUESTS_PER_MINUTE", 5, "the API key's budget")
    reserved = variables.number("BACKFILL_REQUESTS_PER_MINUTE", 0, "the part of it for backfills", least=0)
    if reserved >= budget:
        variables.wrong(f"BACKFILL_REQUESTS_PER_MINUTE={reserved} leaves nothing of REQUESTS_PER_MINUTE={budget}")
    return budget - reserved
