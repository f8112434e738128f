"""Task definitions and rendered calls against AWS's own model of ECS, where botocore is installed."""

import json
import sys
import unittest
from pathlib import Path

import airflow_stub
import rendering
from airflow_stub import airflow

try:
    from botocore.session import Session
    from botocore.validate import ParamValidator

    MODEL = Session().get_service_model("ecs")
except ImportError:
    MODEL = None

ECS = Path(__file__).resolve().parent.parent / "ecs"


def definition_in(name):
    return json.loads((ECS / name).read_text())


def mistakes(operation, call):
    """What AWS would refuse: types, unknown and missing members, and values that are none of the allowed."""
    shape = MODEL.operation_model(operation).input_shape
    report = ParamValidator().validate(call, shape)
    return ([report.generate_report()] if report.has_errors() else []) + wrong_enums(call, shape, operation)


def wrong_enums(value, shape, path):
    if shape.type_name == "structure":
        members = [(name, part, shape.members[name]) for name, part in value.items() if name in shape.members]
        return [m for name, part, member in members for m in wrong_enums(part, member, f"{path}.{name}")]
    if shape.type_name == "list":
        return [m for i, part in enumerate(value) for m in wrong_enums(part, shape.member, f"{path}[{i}]")]
    allowed = getattr(shape, "enum", None)
    return [f"{path}: {value} is none of {allowed}"] if allowed and value not in allowed else []


class SameNamesTest(unittest.TestCase):
    def test_containers_of_rendered_tasks_are_those_of_the_definitions(self):
        airflow_stub.install()
        airflow.variables = dict(rendering.VARIABLES)
        for dag, file in (
            ("aggregates_daily", "aggregates-etl.json"),
            ("reference_data_daily", "reference-data-etl.json"),
        ):
            (task,) = rendering.prepare(dag)
            definition = definition_in(file)
            self.assertEqual(task["task_definition"], definition["family"])
            (container,) = definition["containerDefinitions"]
            self.assertEqual(task["overrides"]["containerOverrides"][0]["name"], container["name"])
            operator = list(airflow.dags[dag].tasks.values())[1].instance(task)
            options = container["logConfiguration"]["options"]
            self.assertEqual(operator.log_group, options["awslogs-group"])
            self.assertEqual(sys.modules["barlake_dags.operator"].STREAM_PREFIX, options["awslogs-stream-prefix"])


@unittest.skipIf(MODEL is None, "botocore is not installed: AWS's model of ECS is not at hand")
class EcsModelTest(unittest.TestCase):
    def test_task_definitions_are_what_ecs_registers(self):
        files = sorted(file.name for file in ECS.glob("*.json"))
        self.assertEqual(files, ["aggregates-etl.json", "reference-data-etl.json"])
        for file in files:
            self.assertEqual(mistakes("RegisterTaskDefinition", definition_in(file)), [])

    def test_mistakes_would_be_seen(self):
        definition = definition_in("aggregates-etl.json")
        container = definition["containerDefinitions"][0]
        changes = [
            definition | {"networkMode": "vpc"},
            definition | {"memory": 512},
            definition | {"containerDefinitions": [container | {"enviroment": []}]},
            definition | {"containerDefinitions": [container | {"secrets": [{"name": "KEY"}]}]},
        ]
        for changed in changes:
            self.assertNotEqual(mistakes("RegisterTaskDefinition", changed), [])

    def test_rendered_tasks_are_calls_that_ecs_takes(self):
        airflow_stub.install()
        airflow.variables = dict(rendering.VARIABLES)
        calls = 0
        for dag, params in (
            ("aggregates_daily", None), ("aggregates_backfill", rendering.BACKFILL), ("reference_data_daily", None),
        ):  # fmt: skip
            for task in rendering.prepare(dag, params):
                call = {
                    "cluster": task["cluster"],
                    "taskDefinition": task["task_definition"],
                    "overrides": task["overrides"],
                    "launchType": task["launch_type"],
                    "networkConfiguration": task["network_configuration"],
                }
                self.assertEqual(mistakes("RunTask", call), [])
                calls += 1
        self.assertEqual(calls, 6)


if __name__ == "__main__":
    unittest.main()
