import json
import unittest
from datetime import datetime, timedelta, timezone
from unittest import mock

import airflow_stub
import rendering
from airflow_stub import AirflowFailException, AirflowSkipException, TaskDeferred, airflow
from rendering import VARIABLES, prepare

ARN = "arn:aws:ecs:us-east-1:123456789012:task/polygon/0123abcd"


class Ecs:
    """Answers as ECS does about one task."""

    def __init__(
        self, code=0, stop_code="EssentialContainerExited", reason="Essential container in task exited", why=""
    ):
        container = {"name": "aggregates_etl", "lastStatus": "STOPPED"}
        if code is not None:
            container["exitCode"] = code
        if why:
            container["reason"] = why
        self.task = {
            "taskArn": ARN,
            "lastStatus": "STOPPED",
            "stopCode": stop_code,
            "stoppedReason": reason,
            "containers": [container],
        }
        self.started = []

    def run_task(self, **call):
        self.started.append(call)
        return {"tasks": [{"taskArn": ARN}], "failures": []}

    def describe_tasks(self, cluster, tasks):
        assert tasks == [ARN]
        return {"tasks": [self.task], "failures": []}


def summary(code, **more):
    return json.dumps({"command": "aggregates", "status": "x", "exitCode": code, **more})


class TaskInstance:
    """As much of Airflow's as the operator asks."""

    def __init__(self, try_number=1):
        self.dag_id, self.task_id, self.run_id, self.map_index = "aggregates_daily", "extract", "r", 0
        self.try_number, self.max_tries = try_number, 6
        self.xcom = {}

    def xcom_push(self, key, value):
        self.xcom[key] = value

    def xcom_pull(self, task_ids, key, map_indexes):
        assert (task_ids, map_indexes) == (self.task_id, self.map_index)
        return self.xcom.get(key)


class OperatorTest(unittest.TestCase):
    def setUp(self):
        airflow_stub.install()
        airflow.variables = dict(VARIABLES)
        (arguments,) = prepare("aggregates_daily")
        self.made = airflow.dags["aggregates_daily"].tasks["extract"].arguments | arguments
        self.operator = airflow.dags["aggregates_daily"].tasks["extract"].instance(arguments)
        self.ti = TaskInstance()
        self.context = {"ti": self.ti}
        sleep = mock.patch("time.sleep")
        self.sleep = sleep.start()
        self.addCleanup(sleep.stop)

    def resume(self, ecs, *log):
        """The task has ended while Airflow waited."""
        airflow.ecs, airflow.log = ecs, list(log)
        event = {"status": "success", "task_arn": ARN, "cluster": "polygon"}
        return self.operator.resume_execution("execute_complete", {"event": event}, self.context)

    def test_it_starts_the_rendered_task_and_waits_without_a_worker(self):
        airflow.ecs = Ecs()
        with self.assertRaises(TaskDeferred):
            self.operator.execute(self.context)
        (call,) = airflow.ecs.started
        self.assertEqual(call["cluster"], VARIABLES["ECS_CLUSTER_POLYGON_ARN"])
        self.assertEqual(call["launchType"], "FARGATE")

    def test_success_returns_the_summary_though_standard_error_came_after_it(self):
        result = self.resume(Ecs(), "pieces 1/1", summary(0, counts={"bars": 7}), "a last warning")
        self.assertEqual(result["counts"], {"bars": 7})
        self.assertIn(("read", "/ecs/aggregates_etl", "ecs/aggregates_etl/0123abcd"), airflow.hooks)

    def test_the_last_summary_counts(self):
        self.assertEqual(self.resume(Ecs(), summary(0, n=1), summary(0, n=2))["n"], 2)

    def test_success_without_a_summary_says_so(self):
        with self.assertLogs("task", "WARNING"):
            result = self.resume(Ecs(), "no summary here", "{}", "[1]")
        self.assertEqual((result["exitCode"], "no summary" in result["error"]), (0, True))
        self.assertEqual([call.args for call in self.sleep.call_args_list], [(0,), (5,), (10,)])

    def test_a_summary_that_arrives_late_is_waited_for(self):
        self.sleep.side_effect = lambda seconds: seconds and airflow.log.append(summary(0, n=3))
        self.assertEqual(self.resume(Ecs())["n"], 3)

    def test_long_lists_are_cut_for_airflows_database(self):
        many = [f"T{i}" for i in range(9000)]
        result = self.resume(Ecs(), summary(0, tickersWithoutBars=many, news={"listed": many}))
        for tickers in (result["tickersWithoutBars"], result["news"]["listed"]):
            self.assertEqual((len(tickers), tickers[-1]), (51, "and 8950 more"))

    def test_nothing_to_do_is_a_skip(self):
        with self.assertRaises(AirflowSkipException):
            self.resume(Ecs(99), summary(99))

    def test_a_job_with_failed_requests_returns_what_it_brought_for_a_later_verdict(self):
        line = summary(3, failedTickers=["GME", "AMC"], receipts="_receipts/r/1")
        self.assertEqual(self.resume(Ecs(3), line)["failedTickers"], ["GME", "AMC"])

    def test_failed_requests_whose_log_is_gone_are_for_the_verdict_too(self):
        airflow.log_is_gone = True
        self.assertEqual(self.resume(Ecs(3))["exitCode"], 3)

    def test_a_fatal_error_after_something_came_in_is_published_first(self):
        line = summary(1, error="the key was refused", receipts="_receipts/r/1")
        self.assertEqual(self.resume(Ecs(1), line)["error"], "the key was refused")

    def test_only_the_last_try_of_an_outage_returns_what_came_in(self):
        line = summary(75, receipts="_receipts/r/7")
        for number in range(1, 7):
            self.ti.try_number = number
            with self.assertRaisesRegex(Exception, "quota used up"):
                self.resume(Ecs(75), line)
        self.ti.try_number = 7
        self.assertEqual(self.resume(Ecs(75), line)["exitCode"], 75)

    def test_an_outage_that_brought_nothing_fails_in_the_last_try_too(self):
        self.ti.try_number = 7
        with self.assertRaisesRegex(Exception, "quota used up") as failure:
            self.resume(Ecs(75), summary(75))
        self.assertNotIsInstance(failure.exception, AirflowFailException)

    def test_a_log_that_cannot_be_read_fails_no_job_that_succeeded(self):
        airflow.log_is_gone = True
        with self.assertLogs("task", "WARNING"):
            self.assertEqual(self.resume(Ecs(0))["exitCode"], 0)
        self.assertIsNone(self.operator.awslogs_group)

    # a wait that came to nothing

    def lost(self, age, status="RUNNING"):
        """The triggerer says that it waited in vain, about a task of that age."""
        ecs = Ecs()
        ecs.task |= {"lastStatus": status, "createdAt": datetime.now(timezone.utc) - age}
        ecs.stopped = []
        ecs.stop_task = lambda cluster, task, reason: ecs.stopped.append((task, reason))
        airflow.ecs = ecs
        with self.assertRaises(TaskDeferred):
            self.operator.execute(self.context)
        resumed = type(self.operator)(**self.made)
        with self.assertRaises(airflow_stub.TaskDeferralError):
            resumed.resume_execution("__fail__", {"error": "Trigger timeout"}, self.context)
        return ecs.stopped

    def test_a_task_that_hangs_is_stopped_when_its_time_is_over(self):
        ((task, reason),) = self.lost(timedelta(hours=8, minutes=1))
        self.assertEqual(task, ARN)
        self.assertIn("8:00:00", reason)

    def test_a_task_whose_trigger_was_lost_runs_on_and_is_found_again(self):
        self.assertEqual(self.lost(timedelta(hours=1)), [])

    def test_a_task_that_has_stopped_is_left_alone(self):
        self.assertEqual(self.lost(timedelta(hours=9), "STOPPED"), [])

    def test_the_wait_the_task_and_the_container_have_one_limit(self):
        for dag in ("aggregates_daily", "aggregates_backfill", "reference_data_daily", "market_daily"):
            airflow_stub.install()
            airflow.variables = dict(VARIABLES)
            mapped = list(airflow.dags[dag].tasks.values())[1]
            (arguments, *_) = prepare(dag, rendering.BACKFILL)
            operator = mapped.instance(arguments)
            (container,) = operator.overrides["containerOverrides"]
            (limit,) = [v["value"] for v in container["environment"] if v["name"] == "BARLAKE_TIME_LIMIT"]
            self.assertEqual(operator.waiter_delay * operator.waiter_max_attempts, int(limit))
            self.assertGreater(operator.execution_timeout, timedelta(seconds=int(limit)))
            self.assertLess(timedelta(seconds=int(limit)), airflow.dags[dag].arguments["dagrun_timeout"])

    def test_bad_options_and_errors_fail_at_once_with_the_jobs_own_words(self):
        for code in (1, 2):
            with self.assertRaisesRegex(AirflowFailException, "the key was refused"):
                self.resume(Ecs(code), summary(code, error="the key was refused"))

    def test_a_permanent_failure_without_a_summary_is_one_all_the_same(self):
        with self.assertRaisesRegex(AirflowFailException, "exit code 2"):
            self.resume(Ecs(2))

    def test_what_may_pass_is_tried_again(self):
        cases = [
            (Ecs(75), "quota used up"),
            (Ecs(137, why="OutOfMemoryError: Container killed due to memory usage"), "OutOfMemoryError"),
            (Ecs(143, "UserInitiated", "Stopped by someone"), "Stopped by someone"),
            (Ecs(137, "SpotInterruption", "Your Spot Task was interrupted."), "Spot Task was interrupted"),
            (Ecs(None, "TaskFailedToStart", "CannotPullContainerError"), "CannotPullContainerError"),
            (Ecs(134), "exit code 134"),
            (Ecs(124), "longer than its limit"),
        ]
        for ecs, words in cases:
            with self.subTest(words=words):
                with self.assertRaisesRegex(Exception, words) as failure:
                    self.resume(ecs, "half of a line")
                self.assertNotIsInstance(failure.exception, AirflowFailException)
                self.assertNotIsInstance(failure.exception, AirflowSkipException)
                self.assertIsNotNone(failure.exception.__cause__)

    def test_another_containers_exit_code_is_not_the_jobs(self):
        ecs = Ecs(None)
        ecs.task["containers"].append({"name": "sidecar", "lastStatus": "STOPPED", "exitCode": 2})
        with self.assertRaises(Exception) as failure:
            self.resume(ecs)
        self.assertNotIsInstance(failure.exception, AirflowFailException)

    def test_a_wait_that_broke_is_tried_again(self):
        with self.assertRaises(Exception) as failure:
            self.operator.execute_complete(self.context, {"status": "error"})
        self.assertNotIsInstance(failure.exception, AirflowFailException)

    def test_a_refusal_to_start_names_what_to_look_at(self):
        failure = self.refused("ClusterNotFoundException")
        self.assertIsInstance(failure, AirflowFailException)
        for name in ("ECS_CLUSTER_POLYGON_ARN", "AWS_REGION_NAME"):
            self.assertIn(VARIABLES[name], str(failure))

    def test_a_throttled_start_is_tried_again(self):
        self.assertNotIsInstance(self.refused("ThrottlingException"), AirflowFailException)

    def test_a_refusal_after_the_start_is_none_to_start(self):
        ecs = mock.Mock()
        ecs.describe_tasks.side_effect = self.error("AccessDeniedException")
        with self.assertRaises(Exception) as failure:
            self.resume(ecs)
        self.assertNotIsInstance(failure.exception, AirflowFailException)

    def error(self, code):
        from botocore.exceptions import ClientError

        return ClientError({"Error": {"Code": code, "Message": "no"}}, "AnyCall")

    def refused(self, code):
        """What the operator raises where ECS answers RunTask with an error."""
        airflow.ecs = mock.Mock()
        airflow.ecs.run_task.side_effect = self.error(code)
        with self.assertRaises(Exception) as failure:
            self.operator.execute(self.context)
        return failure.exception

    def test_without_a_triggerer_it_waits_itself(self):
        self.operator.deferrable = False
        airflow.ecs, airflow.log = Ecs(), [summary(0, n=4)]
        self.assertEqual(self.operator.execute(self.context)["n"], 4)
        airflow.ecs, airflow.log = Ecs(3), [summary(3)]
        self.assertEqual(self.operator.execute(self.context)["exitCode"], 3)


if __name__ == "__main__":
    unittest.main()
