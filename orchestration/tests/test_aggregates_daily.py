"""The daily run of bars: from where it goes on, and with which flags."""

import unittest

from airflow_stub import AirflowFailException, AirflowSkipException, airflow
from dags_case import DagsCase
from rendering import RAW, WATERMARKS, commands, dag_run, prepare, watermarks


class AggregatesDailyTest(DagsCase):
    def test_nothing_is_published_if_no_job_ended(self):
        for nothing in ([], [None]):
            with self.assertRaises(AirflowSkipException):
                self.published("aggregates_daily", *nothing)

    def test_a_lake_without_watermarks_starts_at_the_first_date(self):
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertIn("--from=2024-01-02", flags)
        # Also if there are none yet: so the job knows that the first date is a wish, which a plan may not reach.
        self.assertIn(f"--watermarks=s3://my-bucket/{WATERMARKS}", flags)

    def test_one_task_continues_from_the_watermarks_of_the_lake(self):
        marks = watermarks(AAPL="2026-11-20T01:00:00Z", MSFT="2026-11-19T01:00:00Z")
        self.lake(raw=marks, adjusted=marks)
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertEqual(
            flags,
            [
                "--tickers=AAPL,MSFT,BRK.B", "--multiplier=5", "--timespan=minute", "--adjusted=both",
                f"--watermarks=s3://my-bucket/{WATERMARKS}", "--from=2024-01-02", "--lake=s3://my-bucket",
                "--awsRegion=us-east-1", "--requestsPerMinute=200",
                "--runId=aggregates_daily.asset_triggered__2026-11-21T01:30:05.123456+00:00_aBcD1234",
            ],
        )  # fmt: skip
        self.assertEqual({hook for hook in airflow.hooks}, {("s3", "aws_default", "us-east-1")})

    def test_one_scale_without_a_file_starts_at_the_first_date_and_the_other_where_it_is(self):
        self.lake(raw=watermarks(AAPL="2026-11-20T01:00:00Z"))
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertIn(f"--watermarks=s3://my-bucket/{WATERMARKS}", flags)
        self.assertIn("--from=2024-01-02", flags)

    def test_one_scale_has_its_watermarks_below_the_lakes_prefix(self):
        airflow.variables |= {"AGGREGATES_PREFIX": "/market", "AGGREGATES_ADJUSTED": "true"}
        self.lake(adjusted=watermarks(AAPL="2026-11-20T01:00:00Z"), prefix="market/")
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertIn(f"--watermarks=s3://my-bucket/market/{WATERMARKS}", flags)
        self.assertIn("--lake=s3://my-bucket/market", flags)

    def test_watermarks_that_cannot_be_read_are_named(self):
        for text in ("no JSON", "[1]", '{"AAPL": {}}', '{"AAPL": "yesterday"}'):
            self.lake(raw=text, adjusted=text)
            with self.assertRaisesRegex(AirflowFailException, f"s3://my-bucket/{RAW}"):
                prepare("aggregates_daily")

    def test_the_free_plan_stops_days_ago_by_the_exchanges_calendar(self):
        airflow.variables["AGGREGATES_TO_DAYS_AGO"] = "1"
        (flags,) = commands(prepare("aggregates_daily"))
        self.assertIn("--to=2026-11-19", flags)

    def test_a_table_for_bars_is_named_where_one_is_wanted(self):
        self.assertNotIn("--barsTable=bars", commands(prepare("aggregates_daily"))[0])
        airflow.variables["AGGREGATES_BARS_TABLE"] = "bars"
        self.assertIn("--barsTable=bars", commands(prepare("aggregates_daily"))[0])

    def test_tickers_too_many_for_ecs_are_refused_with_the_way_out(self):
        airflow.variables["AGGREGATES_TICKERS"] = ",".join(f"T{i:04}" for i in range(1500))
        with self.assertRaisesRegex(AirflowFailException, "@s3://"):
            prepare("aggregates_daily")

    def test_run_ids_fit_the_job_and_differ_where_airflows_do(self):
        pattern = r"^[A-Za-z0-9][A-Za-z0-9._:+=-]{0,199}$"
        ids = set()
        for given in ("manual__2026-11-21T00:00:00+00:00", "my run/1", "my run-1", "x" * 250, "x" * 249 + "y"):
            (flags,) = commands(prepare("aggregates_daily", run=dag_run("aggregates_daily", given)))
            (run,) = [flag.removeprefix("--runId=") for flag in flags if flag.startswith("--runId=")]
            self.assertRegex(run, pattern)
            ids.add(run)
        self.assertEqual(len(ids), 5)

    def test_on_ec2_the_task_definition_has_the_network(self):
        airflow.variables |= {"ECS_LAUNCH_TYPE": "EC2", "ECS_SUBNETS": "", "ECS_SECURITY_GROUPS": ""}
        (task,) = prepare("aggregates_daily")
        self.assertEqual((task["launch_type"], task["network_configuration"]), ("EC2", None))


if __name__ == "__main__":
    unittest.main()
