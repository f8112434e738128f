"""Runs the DAGs on the Airflow that is installed here: scheduler, triggerer and all, as `airflow standalone` has them.

ECS and its log are played by fake_ecs.py, which runs the real jobs as processes on the local stack; S3 is the stack's.
Wants `airflow` with the Amazon provider on the PATH, and what `./barlake` wants. Takes some ten minutes.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from fake_ecs import CLUSTER, FakeEcs

REPOSITORY = Path(__file__).resolve().parents[3]
PORT = 18080
TODAY = datetime.now(timezone.utc).date()
ENDED = ("success", "failed", "skipped", "up_for_retry")


class Airflow:
    """A whole Airflow of one machine, in a directory of its own."""

    def __init__(self, home: Path, settings: dict[str, str]):
        self._log = (home / "standalone.log").open("w")
        environment = os.environ | settings
        environment |= {
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "orchestration/dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{PORT}/execution/",
            "AIRFLOW__API__PORT": str(PORT),
            "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{PORT}",
            "AIRFLOW__API__WORKERS": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._headers: dict[str, str] = {}
        self._process = subprocess.Popen(
            ["airflow", "standalone"],  # noqa: S607 - whichever is installed
            env=environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            # A group of its own: its servers do not all end with it.
            start_new_session=True,
        )

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(60)
        time.sleep(2)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._log.close()

    def get(self, path: str) -> dict[str, Any]:
        return self._call("GET", f"/api/v2{path}")

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{PORT}" + urllib.parse.quote(path, safe="/?=&"),
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers=self._headers | {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - http, to ourselves
            return json.load(answer)

    def ready(self) -> None:
        """Waits until the five DAGs are there, and nothing could not be imported."""

        def loaded() -> bool:
            if self._process.poll() is not None:
                raise SystemExit("airflow standalone ended by itself")
            try:
                self._headers = {"Authorization": "Bearer " + self._call("GET", "/auth/token")["access_token"]}
                errors = self.get("/importErrors")["import_errors"]
                assert not errors, errors
                return self.get("/dags")["total_entries"] == 5
            except urllib.error.HTTPError as e:
                raise AssertionError(f"Airflow answered {e.code}: {e.read()}") from e
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                return False

        until("Airflow and its DAGs", loaded, 240)

    def unpause(self, dag: str) -> None:
        self._call("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})

    def trigger(self, dag: str, **conf: Any) -> str:
        body = {"logical_date": None, "conf": conf}
        return self._call("POST", f"/api/v2/dags/{dag}/dagRuns", body)["dag_run_id"]

    def runs(self, dag: str) -> list[str]:
        return [run["dag_run_id"] for run in self.get(f"/dags/{dag}/dagRuns")["dag_runs"]]

    def ended(self, dag: str, run: str, task: str, seconds: int = 300) -> list[dict[str, Any]]:
        """The instances of a task, once each has ended or waits for its next try."""
        path = f"/dags/{dag}/dagRuns/{run}/taskInstances"

        def instances() -> list[dict[str, Any]]:
            found = [t for t in self.get(path)["task_instances"] if t["task_id"] == task]
            return found if found and all(t["state"] in ENDED for t in found) else []

        return until(f"end of {dag}.{task}", instances, seconds)

    def summaries(self, dag: str, run: str, task: str, count: int = 1) -> list[dict[str, Any]]:
        path = f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/xcomEntries/return_value?map_index="
        values = [self.get(f"{path}{i}")["value"] for i in range(count)]
        return [json.loads(value) if isinstance(value, str) else value for value in values]


def until(what: str, condition: Any, seconds: int) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(1)
    raise AssertionError(f"No {what} within {seconds} s")


def states(instances: list[dict[str, Any]]) -> list[str]:
    return [instance["state"] for instance in instances]


def stack(home: Path) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """The local stack, and its addresses."""
    ready = home / "ready"
    command = [REPOSITORY / "barlake", "stack", f"--readyFile={ready}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own launcher
    until("local stack", ready.exists, 300)
    return process, dict(line.split("=", 1) for line in ready.read_text().splitlines())


def settings(addresses: dict[str, str], ecs: FakeEcs) -> dict[str, str]:
    """Airflow's connection and variables."""
    connection = {
        "conn_type": "aws",
        "login": addresses["AWS_ACCESS_KEY_ID"],
        "password": addresses["AWS_SECRET_ACCESS_KEY"],
        "extra": {
            "region_name": "us-east-1",
            "endpoint_url": ecs.url,
            "service_config": {"s3": {"endpoint_url": addresses["S3_ENDPOINT"]}},
        },
    }
    variables = {
        "AGGREGATES_BUCKET": addresses["S3_BUCKET"],
        "ECS_CLUSTER_POLYGON_ARN": CLUSTER,
        "ECS_CLUSTER_TASK_DEFINITION_AGGREGATES": "aggregates_etl",
        "ECS_CLUSTER_TASK_DEFINITION_REFERENCE_DATA": "reference_data_etl",
        "AWS_REGION_NAME": "us-east-1",
        "ECS_SUBNETS": "subnet-0a",
        "ECS_SECURITY_GROUPS": "sg-01",
        "AGGREGATES_TICKERS": "KO,MSFT",
        "AGGREGATES_TIMESPAN": "hour",
        "AGGREGATES_FROM": str(TODAY - timedelta(days=70)),
        "AGGREGATES_TO_DAYS_AGO": "1",
        "REQUESTS_PER_MINUTE": "6000",
        "BACKFILL_REQUESTS_PER_MINUTE": "3000",
    }
    return {
        "AIRFLOW_CONN_AWS_DEFAULT": json.dumps(connection),
        **{f"AIRFLOW_VAR_{name}": value for name, value in variables.items()},
    }


def daily_runs(airflow: Airflow, ecs: FakeEcs) -> None:
    """Reference data, then by their asset the bars; and bars once more, from the watermarks."""
    airflow.unpause("aggregates_daily")
    airflow.unpause("reference_data_daily")
    # The run of the last weekday's evening begins by itself.
    [run] = until("run of reference_data_daily", lambda: airflow.runs("reference_data_daily"), 120)
    assert states(airflow.ended("reference_data_daily", run, "publish")) == ["success"]
    [summary] = airflow.summaries("reference_data_daily", run, "refresh")
    assert (summary["command"], summary["exitCode"]) == ("reference", 0), summary
    say("reference_data_daily: success, and its summary is there")

    [run] = until("run of aggregates_daily, by the asset", lambda: airflow.runs("aggregates_daily"), 120)
    assert states(airflow.ended("aggregates_daily", run, "publish")) == ["success"]
    [summary] = airflow.summaries("aggregates_daily", run, "extract")
    assert summary["command"] == "aggregates" and summary["counts"]["bars"] > 500, summary
    say(f"aggregates_daily, started by the asset: {summary['counts']['bars']} bars")

    run = airflow.trigger("aggregates_daily")
    [extract] = airflow.ended("aggregates_daily", run, "extract")
    assert [flag for flag in ecs.tasks[-1].flags if flag.startswith("--watermarks=s3://")], ecs.tasks[-1].flags
    say(f"aggregates_daily once more, from the lake's watermarks: {extract['state']}")


def backfills(airflow: Airflow, ecs: FakeEcs) -> None:
    """Two tasks side by side; nothing to do; wrong params; a task that is killed."""
    airflow.unpause("aggregates_backfill")
    months = {"tickers": "KO", "from": "2024-01-01", "to": "2024-02-29", "timespan": "hour"}
    run = airflow.trigger("aggregates_backfill", **months)
    assert states(airflow.ended("aggregates_backfill", run, "publish")) == ["success"]
    summaries = airflow.summaries("aggregates_backfill", run, "extract", 2)
    assert all(summary["counts"]["bars"] > 100 for summary in summaries), summaries
    say("aggregates_backfill: two tasks, both with bars")

    this_year = {"timespan": "year", "from": f"{TODAY.year}-01-01", "to": str(TODAY)}
    run = airflow.trigger("aggregates_backfill", **months | this_year)
    assert states(airflow.ended("aggregates_backfill", run, "publish")) == ["skipped"]
    assert states(airflow.ended("aggregates_backfill", run, "extract")) == ["skipped"]
    say("aggregates_backfill of a year that is not over: skipped, there is nothing to do")

    tomorrow = str(TODAY + timedelta(days=2))
    for wrong in ({"to": "2023-01-01"}, {"from": tomorrow, "to": tomorrow}, {"tickers": "KO MSFT"}):
        run = airflow.trigger("aggregates_backfill", **months | wrong)
        [prepare] = airflow.ended("aggregates_backfill", run, "prepare")
        assert (prepare["state"], prepare["try_number"]) == ("failed", 1), prepare
    say("aggregates_backfill that ends before it begins, of the future, of no tickers: failed at once")

    run = airflow.trigger("aggregates_backfill", **months | {"tickers": "KO,NOTLISTED", "tasks": 1})
    assert states(airflow.ended("aggregates_backfill", run, "publish")) == ["success"]
    assert states(airflow.ended("aggregates_backfill", run, "verdict")) == ["failed"]
    [summary] = airflow.summaries("aggregates_backfill", run, "extract")
    assert (summary["exitCode"], summary["failedTickers"]) == (3, ["NOTLISTED"]), summary
    say("aggregates_backfill with a ticker that does not exist: published, and then a verdict")

    run = airflow.trigger("aggregates_backfill", **months | {"tickers": "@/nowhere", "tasks": 1})
    [extract] = airflow.ended("aggregates_backfill", run, "extract")
    assert (extract["state"], extract["try_number"]) == ("failed", 1), extract
    log = json.dumps(airflow.get(f"/dags/aggregates_backfill/dagRuns/{run}/taskInstances/extract/logs/1?map_index=0"))
    assert "/nowhere" in log and "exit code" in log, log
    say("aggregates_backfill of a list that is not there: failed at once, in the job's own words")

    begun = len(ecs.tasks)
    years = {"tickers": "KO,MSFT", "from": "2010-01-01", "to": "2019-12-31", "timespan": "minute", "tasks": 1}
    run = airflow.trigger("aggregates_backfill", **years)
    until("task to stop", lambda: len(ecs.tasks) > begun, 120)
    ecs.tasks[-1].process.terminate()
    [extract] = airflow.ended("aggregates_backfill", run, "extract")
    assert extract["state"] == "up_for_retry", extract
    say("aggregates_backfill whose task is stopped: waits for its next try")


def say(sentence: str) -> None:
    print(sentence, flush=True)


def main() -> None:
    if not shutil.which("airflow"):
        sys.exit("Cannot run the DAGs: airflow is not on the PATH; orchestration/README.md says how to install it")
    # Ends what was begun, as a keyboard's interrupt does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home = Path(tempfile.mkdtemp(prefix="barlake-airflow"))
    stack_process, addresses = stack(home)

    def command(container: str, flags: list[str]) -> list[str]:
        name = {"aggregates_etl": "aggregates", "reference_data_etl": "reference"}[container]
        there = [f"--apiBaseUrl={addresses['API_URL']}"]
        if name == "aggregates":
            there.append(f"--endpoint={addresses['S3_ENDPOINT']}")
        return ["env", *(f"{k}={v}" for k, v in addresses.items()), REPOSITORY / "barlake", name, *flags, *there]

    ecs = FakeEcs(command)
    airflow = Airflow(home, settings(addresses, ecs))
    try:
        airflow.ready()
        say("Airflow " + airflow.get("/version")["version"] + " has the five DAGs")
        daily_runs(airflow, ecs)
        backfills(airflow, ecs)
        say("All as it should be.")
        shutil.rmtree(home, ignore_errors=True)
    except BaseException:
        say(f"Airflow's own log: {home / 'standalone.log'}")
        raise
    finally:
        airflow.close()
        ecs.close()
        stack_process.terminate()


if __name__ == "__main__":
    main()
