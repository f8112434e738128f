"""What is verified after a daily run, and that no finding is ever the run's failure."""

import types
import unittest
from datetime import datetime, timedelta, timezone

from airflow_stub import AirflowFailException, AirflowSkipException, airflow
from dags_case import DagsCase
from rendering import VARIABLES, commands, dag_run, prepare

TOPIC = "arn:aws:sns:eu-west-1:123456789012:barlake-alerts"
FOUND = {
    "command": "verify", "status": "failed_requests", "exitCode": 3,
    "error": "2 findings, the worst: AAPL 1minute raw 2026-11-19 is missing (minutes): 12 bars",
    "worst": [
        {"ticker": "AAPL", "window": "1minute", "adjusted": False, "date": "2026-11-19", "verdict": "missing"},
        {"ticker": "GME", "window": "1day", "adjusted": True, "date": "2026-11-18", "verdict": "suspect"},
    ],
    "healed": {"asked": 2, "healed": 0, "silent": 0, "still": 2},
}  # fmt: skip


def planned(**more):
    return prepare("aggregates_daily", task="prepare_verify", **more)


class VerificationTest(DagsCase):
    def setUp(self):
        super().setUp()
        airflow.variables["BARLAKE_ALERT_TOPIC"] = TOPIC
        self.dag = airflow.dags["aggregates_daily"]

    def findings(self, *summaries):
        return self.dag.tasks["findings"].run(iter(summaries), dag_run=dag_run("aggregates_daily"))

    def test_the_last_week_is_verified_and_healed_within_a_cap(self):
        airflow.variables["AGGREGATES_PREFIX"] = "market"
        (flags,) = commands(planned())
        # In New York it is still Friday, November 20.
        self.assertEqual(
            flags,
            [
                "--from=2026-11-13", "--lake=s3://my-bucket/market", "--awsRegion=us-east-1", "--requestsPerMinute=200",
                "--runId=aggregates_daily.asset_triggered__2026-11-21T01:30:05.123456+00:00_aBcD1234.verify",
                "--heal=true", "--healRequests=100",
            ],
        )  # fmt: skip
        airflow.variables["VERIFY_HEAL_REQUESTS"] = "7"
        self.assertIn("--healRequests=7", commands(planned())[0])
        # The job takes no cap of 0, and no cap at all without healing.
        airflow.variables["VERIFY_HEAL_REQUESTS"] = "0"
        self.assertFalse([flag for flag in commands(planned())[0] if "heal" in flag])

    def test_without_a_task_definition_nothing_is_verified_and_nobody_is_bothered(self):
        airflow.variables = {k: v for k, v in VARIABLES.items() if not k.endswith("_VERIFY")}
        with self.assertRaisesRegex(AirflowSkipException, "ECS_CLUSTER_TASK_DEFINITION_VERIFY is not set"):
            planned()

    def test_a_variable_that_is_malformed_is_told(self):
        airflow.variables["VERIFY_HEAL_REQUESTS"] = "all"
        with self.assertRaisesRegex(AirflowFailException, "VERIFY_HEAL_REQUESTS=all"):
            planned()

    def test_no_run_runs_out_of_time_because_it_is_verified(self):
        longest = self.dag.arguments["dagrun_timeout"]
        verify = self.dag.tasks["verify"].arguments
        tries = verify["retries"] + 1
        # Airflow may double a pause.
        needs = tries * verify["execution_timeout"] + verify["retries"] * 2 * verify["retry_delay"]
        self.assertEqual((tries, needs), (2, timedelta(hours=5, minutes=10)))
        run = dag_run("aggregates_daily")
        run.start_date = datetime.now(timezone.utc) - (longest - timedelta(hours=6)) + timedelta(minutes=5)
        self.assertEqual(len(planned(run=run)), 1)
        run.start_date -= timedelta(minutes=10)
        with self.assertRaisesRegex(AirflowSkipException, "too little time"):
            planned(run=run)

    def test_it_waits_for_an_extraction_that_brought_something_or_had_nothing_to_do(self):
        # None of extract and publish failed: publish alone is skipped if the extraction failed.
        task = self.dag.tasks["prepare_verify"]
        self.assertEqual(task.arguments["trigger_rule"], "none_failed")
        self.assertEqual([before.task_id for before in task.upstream], ["extract", "publish"])

    def test_airflow_judges_the_run_without_the_task_that_verifies(self):
        # Of a run only the leaves count.
        followed = {before.task_id for task in self.dag.tasks.values() for before in task.upstream}
        self.assertEqual(set(self.dag.tasks) - followed, {"verdict", "findings"})
        self.assertEqual(self.dag.tasks["findings"].arguments["trigger_rule"], "all_done")
        # And the run's own judgement and its asset wait for nothing of it.
        for task in ("publish", "verdict"):
            before = {upstream.task_id for upstream in self.dag.tasks[task].upstream}
            self.assertFalse(before & {"prepare_verify", "verify", "findings"})

    def test_what_was_found_is_sent_and_the_task_is_a_success(self):
        self.assertIsNone(self.findings(FOUND))
        ((topic, subject, message),) = airflow.sent
        self.assertEqual((topic, subject), (TOPIC, "Barlake: aggregates_daily has findings"))
        for part in (
            "asset_triggered__2026-11-21", "AAPL 1minute raw 2026-11-19 missing",
            "GME 1day adjusted 2026-11-18 suspect", '"still": 2', "12 bars",
        ):  # fmt: skip
            self.assertIn(part, message)

    def test_where_nothing_was_found_or_verified_nobody_is_told(self):
        for summaries in ([], [None], [{"command": "verify", "status": "done", "exitCode": 0}]):
            self.findings(*summaries)
        self.assertEqual(airflow.sent, [])

    def test_a_topic_that_does_not_answer_fails_no_run(self):
        airflow.sns_is_down = True
        with self.assertLogs("barlake_dags.alerts", "ERROR") as logged:
            self.findings(FOUND)
        self.assertIn("Cannot notify anybody", logged.output[1])

    def test_a_try_that_fails_for_good_is_told_of_by_the_path_of_all_tasks(self):
        told = (self.dag.arguments["default_args"] | self.dag.tasks["verify"].arguments)["on_failure_callback"]
        why = RuntimeError("verify_etl found the vendor unavailable or its quota used up (exit code 75)")
        told({"dag": self.dag, "run_id": "r1", "ti": types.SimpleNamespace(task_id="verify"), "exception": why})
        ((_topic, subject, message),) = airflow.sent
        self.assertEqual(subject, "Barlake: aggregates_daily.verify failed")
        self.assertIn("exit code 75", message)


if __name__ == "__main__":
    unittest.main()
