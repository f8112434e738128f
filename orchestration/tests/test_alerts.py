import types
import unittest

import airflow_stub
from airflow_stub import airflow

TOPIC = "arn:aws:sns:eu-west-1:123456789012:barlake-alerts"


class AlertsTest(unittest.TestCase):
    def setUp(self):
        airflow_stub.install()
        airflow.variables = {"BARLAKE_ALERT_TOPIC": TOPIC}
        self.dag = airflow.dags["aggregates_daily"]
        self.notify = self.dag.arguments["on_failure_callback"]

    def context(self, **more):
        return {"dag": self.dag, "run_id": "r1", "ti": types.SimpleNamespace(task_id="verdict"), **more}

    def test_a_task_that_failed_is_told_of_with_its_reason(self):
        self.notify(self.context(exception=ValueError("failed tickers: GME")))
        ((topic, subject, message),) = airflow.sent
        self.assertEqual((topic, subject), (TOPIC, "Barlake: aggregates_daily.verdict failed"))
        for part in ("r1", "failed tickers: GME"):
            self.assertIn(part, message)
        self.assertIn(("sns", "aws_default", "eu-west-1"), airflow.hooks)

    def test_a_run_that_ran_out_of_time_is_told_of(self):
        self.notify(self.context(reason="timed_out"))
        self.assertIn("timed_out", airflow.sent[0][2])

    def test_a_failure_is_told_of_once(self):
        self.notify(self.context(reason="task_failure"))
        self.assertEqual(airflow.sent, [])

    def test_without_a_topic_it_is_logged(self):
        airflow.variables = {}
        with self.assertLogs("barlake_dags.alerts", "ERROR") as logged:
            self.notify(self.context(exception=ValueError("why")))
        self.assertIn("why", logged.output[0])
        self.assertEqual(airflow.sent, [])

    def test_a_topic_that_does_not_answer_breaks_nothing(self):
        airflow.sns_is_down = True
        with self.assertLogs("barlake_dags.alerts", "ERROR") as logged:
            self.notify(self.context(exception=ValueError("why")))
        self.assertIn("Cannot notify anybody", logged.output[1])

    def test_a_context_of_another_release_breaks_nothing(self):
        with self.assertLogs("barlake_dags.alerts", "ERROR"):
            self.notify({})


if __name__ == "__main__":
    unittest.main()
