"""What holds for all DAGs. Each has a file of its own for the rest."""

import ast
import unittest
from datetime import timedelta

import airflow_stub
import rendering
from airflow_stub import AirflowFailException, airflow
from dags_case import DagsCase
from rendering import BACKFILL, VARIABLES, prepare

JOBS = {
    "aggregates_daily": "extract",
    "market_daily": "extract",
    "aggregates_backfill": "extract",
    "reference_data_daily": "refresh",
}


class DagsTest(DagsCase):
    def test_these_are_the_dags_and_their_tasks(self):
        upstream = {
            f"{name}.{task.task_id}": [before.task_id for before in task.upstream]
            for name, dag in airflow.dags.items()
            for task in dag.tasks.values()
        }
        bars = {"prepare": [], "extract": ["prepare"], "publish": ["extract"], "verdict": ["extract", "publish"]}
        reference = {"prepare": [], "refresh": ["prepare"], "publish": ["refresh"], "go_on": ["refresh"]}
        verified = {
            "prepare_verify": ["extract", "publish"],
            "verify": ["prepare_verify"],
            "findings": ["verify"],
        }
        wanted = {
            "aggregates_backfill": bars,
            "aggregates_daily": bars | verified,
            "aggregates_deadline": {"look": []},
            "market_daily": bars,
            "reference_data_daily": reference,
        }
        self.assertEqual(
            upstream, {f"{dag}.{task}": before for dag, tasks in wanted.items() for task, before in tasks.items()}
        )

    def test_no_dag_runs_twice_at_once_or_catches_up_or_for_ever(self):
        for name, dag in airflow.dags.items():
            self.assertEqual((dag.arguments["max_active_runs"], dag.arguments["catchup"]), (1, False))
            if dag.arguments["schedule"]:
                self.assertLess(dag.arguments["dagrun_timeout"], timedelta(days=1), name)
            self.assertIsNotNone(dag.arguments["dagrun_timeout"])

    def test_every_task_has_a_limit_and_somebody_who_is_told(self):
        for name, dag in airflow.dags.items():
            told = dag.arguments["on_failure_callback"]
            self.assertEqual(told.__qualname__, "failed")
            for task in dag.tasks.values():
                arguments = dag.arguments["default_args"] | task.arguments
                self.assertGreater(arguments["execution_timeout"], timedelta(), f"{name}.{task.task_id}")
                self.assertIs(arguments["on_failure_callback"], told)

    def test_the_published_asset_carries_the_summaries(self):
        for dag in ("aggregates_daily", "aggregates_backfill", "reference_data_daily"):
            done = {"exitCode": 0, "status": "done"}
            self.assertEqual(self.published(dag, done), {"summaries": [done]})

    def test_what_came_in_is_published_and_then_the_verdict_fails_with_the_tickers(self):
        partly = {
            "command": "aggregates",
            "status": "failed_requests",
            "exitCode": 3,
            "failedTickers": ["GME", "AMC"],
            "failures": [{"message": "403 for 2019"}],
        }
        for dag in ("aggregates_daily", "aggregates_backfill"):
            tasks = airflow.dags[dag].tasks
            self.assertEqual(tasks["publish"].arguments["trigger_rule"], "all_done")
            self.assertEqual(tasks["verdict"].arguments["trigger_rule"], "none_failed")
            self.assertEqual(self.published(dag, {"exitCode": 0}, partly)["summaries"][1], partly)
            with self.assertRaises(AirflowFailException) as failure:
                tasks["verdict"].run(iter([{"exitCode": 0}, partly]))
            for part in ("exit code 3", "GME, AMC", "403 for 2019"):
                self.assertIn(part, str(failure.exception))
            tasks["verdict"].run(iter([{"exitCode": 0}]))
            tasks["verdict"].run(iter([]))

    def test_assets_have_a_name_and_a_uri_of_their_own(self):
        assets = [
            asset
            for dag in airflow.dags.values()
            for task in dag.tasks.values()
            for asset in task.arguments.get("outlets", [])
        ]
        self.assertEqual(
            {(asset.name, asset.uri) for asset in assets},
            {
                ("barlake_bars", "x-barlake://bars"),
                ("barlake_market", "x-barlake://market"),
                ("barlake_reference_data", "x-barlake://reference-data"),
                ("barlake_reference_ended", "x-barlake://reference-data/ended"),
            },
        )

    def test_tasks_defer_and_reattach_and_are_tried_again(self):
        for dag, task in JOBS.items():
            arguments = airflow.dags[dag].tasks[task].arguments
            self.assertEqual(
                [arguments[name] for name in ("deferrable", "reattach", "retries", "retry_exponential_backoff")],
                [True, True, 6, True],
            )
            first, longest = arguments["retry_delay"], arguments["max_retry_delay"]
            pauses = sum((min(first * 2**n, longest) for n in range(6)), timedelta())
            self.assertEqual(pauses, timedelta(minutes=5 + 10 + 20 + 40 + 80 + 120))

    def test_dag_files_load_where_the_exceptions_have_their_old_home(self):
        airflow_stub.install(old_exceptions=True)
        self.assertEqual(len(airflow.dags), 5)

    def test_only_public_modules_are_imported(self):
        public = {
            "airflow.sdk",
            "airflow.sdk.exceptions",
            "airflow.exceptions",
            "airflow.providers.amazon.aws.hooks.s3",
            "airflow.providers.amazon.aws.hooks.logs",
            "airflow.providers.amazon.aws.hooks.sns",
            "airflow.providers.amazon.aws.operators.ecs",
        }
        imported = set()
        for file in airflow_stub.DAGS.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module.startswith("airflow"):
                    imported.add(node.module)
                if isinstance(node, ast.Import):
                    imported |= {alias.name for alias in node.names if alias.name.startswith("airflow")}
        self.assertEqual(imported, public)

    def test_airflow_does_not_take_the_package_for_dags(self):
        # Its safe mode skips files that lack one of these words, in silence.
        for file in airflow_stub.DAGS.glob("*.py"):
            self.assertIn("dag", file.read_text().lower())
            self.assertIn("airflow", file.read_text().lower())
        self.assertEqual((airflow_stub.DAGS / ".airflowignore").read_text().split(), ["barlake_dags"])

    def test_every_missing_variable_is_told_by_name_and_not_tried_again(self):
        needed = {
            "reference_data_daily": ["AWS_REGION_NAME", "ECS_CLUSTER_POLYGON_ARN", "ECS_SUBNETS",
                                     "ECS_CLUSTER_TASK_DEFINITION_REFERENCE_DATA", "ECS_SECURITY_GROUPS"],
            "aggregates_daily": ["AGGREGATES_BUCKET", "AWS_REGION_NAME", "ECS_CLUSTER_POLYGON_ARN", "ECS_SUBNETS",
                                 "ECS_CLUSTER_TASK_DEFINITION_AGGREGATES", "ECS_SECURITY_GROUPS", "AGGREGATES_TICKERS",
                                 "AGGREGATES_FROM"],
            "aggregates_backfill": ["AGGREGATES_BUCKET", "ECS_CLUSTER_TASK_DEFINITION_AGGREGATES",
                                    "BACKFILL_REQUESTS_PER_MINUTE"],
        }  # fmt: skip
        for dag, names in needed.items():
            for name in names:
                with self.subTest(dag=dag, missing=name):
                    airflow.variables = {k: v for k, v in VARIABLES.items() if k != name}
                    with self.assertRaisesRegex(AirflowFailException, f"{name} is not set"):
                        prepare(dag, BACKFILL)
            with self.subTest(dag=dag, missing="all"):
                airflow.variables = {}
                with self.assertRaises(AirflowFailException) as failure:
                    prepare(dag, BACKFILL)
                for name in names:
                    self.assertIn(name, str(failure.exception))

    def test_malformed_variables_are_told_with_their_value(self):
        for name, value in [
            ("REQUESTS_PER_MINUTE", "many"), ("AGGREGATES_TIMESPAN", "fortnight"), ("AGGREGATES_ADJUSTED", "yes"),
            ("ECS_LAUNCH_TYPE", "LAMBDA"), ("BACKFILL_REQUESTS_PER_MINUTE", "300"), ("AGGREGATES_MULTIPLIER", "0"),
        ]:  # fmt: skip
            with self.subTest(name=name):
                airflow.variables = VARIABLES | {name: value}
                with self.assertRaisesRegex(AirflowFailException, f"{name}={value}"):
                    prepare("aggregates_daily")

    def test_no_secret_passes_through_airflow(self):
        for arguments in (
            prepare("aggregates_daily"), prepare("aggregates_backfill", BACKFILL), prepare("reference_data_daily"),
        ):  # fmt: skip
            for task in arguments:
                self.assertEqual(list(task["overrides"]), ["containerOverrides"])
                for container in task["overrides"]["containerOverrides"]:
                    self.assertEqual(sorted(container), ["command", "environment", "name"])
                    self.assertEqual([v["name"] for v in container["environment"]], ["BARLAKE_TIME_LIMIT"])
                    self.assertNotRegex(" ".join(container["command"]).lower(), "key|password|secret")

    def test_every_rendered_task_is_one_that_the_operator_takes(self):
        for dag, task in JOBS.items():
            mapped = airflow.dags[dag].tasks[task]
            (before,) = mapped.upstream
            for arguments in prepare(dag, BACKFILL, task=before.task_id):
                operator = mapped.instance(arguments)
                (container,) = operator.overrides["containerOverrides"]
                self.assertEqual(container["name"], operator.container_name)
                self.assertEqual(operator.log_group, f"/ecs/{operator.container_name}")
                for named in ("staging-x_etl", "staging-x_etl:7", "arn:aws:ecs:r:1:task-definition/staging-x_etl:7"):
                    operator.task_definition = named
                    self.assertEqual(operator.log_group, "/ecs/staging-x_etl")

    def test_the_task_that_verifies_is_one_that_the_operator_takes(self):
        (arguments,) = prepare("aggregates_daily", task="prepare_verify")
        operator = airflow.dags["aggregates_daily"].tasks["verify"].instance(arguments)
        (container,) = operator.overrides["containerOverrides"]
        self.assertEqual(container["name"], operator.container_name)
        self.assertEqual(operator.log_group, "/ecs/verify_etl")

    def test_commands_can_be_rendered_from_outside(self):
        request = {"dag": "aggregates_daily", "variables": {"AGGREGATES_BUCKET": "b"}, "objects": {}}
        self.assertIn("--lake=s3://b", rendering.answer(request)[0])


if __name__ == "__main__":
    unittest.main()
