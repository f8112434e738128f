import json
import unittest
from unittest import mock

import airflow_stub
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


class OperatorTest(unittest.TestCase):
    def setUp(self):
        airflow_stub.install()
        airflow.variables = dict(VARIABLES)
        (arguments,) = prepare("aggregates_daily")
        self.operator = airflow.dags["aggregates_daily"].tasks["extract"].instance(arguments)
        sleep = mock.patch("time.sleep")
        self.sleep = sleep.start()
        self.addCleanup(sleep.stop)

    def resume(self, ecs, *log):
        """The task has ended while Airflow waited."""
        airflow.ecs, airflow.log = ecs, list(log)
        event = {"status": "success", "task_arn": ARN, "cluster": "polygon"}
        return self.operator.execute_complete({}, event)

    def test_it_starts_the_rendered_task_and_waits_without_a_worker(self):
        airflow.ecs = Ecs()
        with self.assertRaises(TaskDeferred):
            self.operator.execute({})
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

    def test_failed_requests_fail_at_once_and_name_the_tickers(self):
        line = summary(3, failedTickers=["GME", "AMC"], failures=[{"message": "403 for 2019"}])
        with self.assertRaises(AirflowFailException) as failure:
            self.resume(Ecs(3), line)
        for part in ("exit code 3", "GME, AMC", "403 for 2019", "ecs/aggregates_etl/0123abcd"):
            self.assertIn(part, str(failure.exception))

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
            self.operator.execute_complete({}, {"status": "error"})
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
            self.operator.execute({})
        return failure.exception

    def test_without_a_triggerer_it_waits_itself(self):
        self.operator.deferrable = False
        airflow.ecs, airflow.log = Ecs(), [summary(0, n=4)]
        self.assertEqual(self.operator.execute({})["n"], 4)
        airflow.ecs, airflow.log = Ecs(3), [summary(3)]
        with self.assertRaises(AirflowFailException):
            self.operator.execute({})


if __name__ == "__main__":
    unittest.main()
