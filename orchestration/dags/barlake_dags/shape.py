"""What all DAGs have in common: limits, and who is notified."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum

from barlake_dags import alerts

ZONE = "America/New_York"


def common(longest: timedelta) -> dict[str, Any]:
    """Arguments of a DAG: one run at a time, which ends in any case, so that the next one can begin.

    :param longest: how long a run may last, with all its retries
    """
    return {
        "start_date": pendulum.datetime(2025, 1, 1, tz=ZONE),
        "catchup": False,
        "max_active_runs": 1,
        "dagrun_timeout": longest,
        "on_failure_callback": alerts.failed,
        "default_args": {
            "on_failure_callback": alerts.failed,
            # Of tasks that only read and render; an ECS task has a limit of its own.
            "execution_timeout": timedelta(minutes=10),
        },
        "tags": ["barlake"],
    }
