"""The whole market: when it comes, from where it goes on, what is not published yet."""

import unittest

from airflow_stub import AirflowFailException, airflow
from dags_case import DagsCase
from rendering import commands, prepare


class MarketDailyTest(DagsCase):
    def test_the_market_comes_the_day_after_and_starts_at_its_first_date(self):
        dag = airflow.dags["market_daily"].arguments
        self.assertEqual((dag["schedule"], str(dag["start_date"].tzinfo)), ("30 11 * * 2-6", "America/New_York"))
        (flags,) = commands(prepare("market_daily"))
        self.assertEqual(
            flags,
            [
                "--source=flatfiles", "--timespan=minute", "--adjusted=false", "--lake=s3://my-bucket",
                "--awsRegion=us-east-1", "--requestsPerMinute=200",
                "--runId=market_daily.asset_triggered__2026-11-21T01:30:05.123456+00:00_aBcD1234",
                "--from=2026-11-02",
            ],
        )  # fmt: skip

    def test_the_market_continues_from_its_watermarks_once_each_scale_has_one(self):
        airflow.variables |= {"MARKET_SOURCE": "grouped", "MARKET_ADJUSTED": "both", "AGGREGATES_PREFIX": "m"}
        marks = "m/_watermarks/market/timespan=1day/adjusted={}.json"
        airflow.objects = {("my-bucket", marks.format("false")): "{}"}
        self.assertIn("--from=2026-11-02", commands(prepare("market_daily"))[0])
        airflow.objects[("my-bucket", marks.format("true"))] = "{}"
        (flags,) = commands(prepare("market_daily"))
        self.assertFalse([flag for flag in flags if flag.startswith("--from")])
        self.assertIn("--timespan=day", flags)

    def test_a_date_that_is_pending_to_the_end_is_named(self):
        pending = {"command": "market", "exitCode": 75, "pending": ["2026-11-20"], "receipts": "_market/r"}
        self.assertEqual(self.published("market_daily", pending)["summaries"], [pending])
        with self.assertRaisesRegex(AirflowFailException, "not published yet: 2026-11-20"):
            airflow.dags["market_daily"].tasks["verdict"].run(iter([pending]))


if __name__ == "__main__":
    unittest.main()
