import io
import json
import os
import sys
import textwrap
import types
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest import mock

STACK = Path(__file__).resolve().parent.parent / "ecs" / "stack.yaml"
NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)  # a Tuesday, 7:00 in New York


def code():
    """The function as the template has it; no YAML reader is needed."""
    text = STACK.read_text().split("        ZipFile: |\n", 1)[1]
    lines = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("          "):
            break
        lines.append(line)
    return textwrap.dedent("\n".join(lines))


class Aws:
    """S3 and CloudWatch as far as they are asked."""

    def __init__(self, objects):
        self.objects, self.sent = objects, []

    def client(self, _name):
        return self

    def get_paginator(self, _operation):
        return self

    def paginate(self, Bucket, Prefix):
        found = [(key, when) for key, (when, _text) in self.objects.items() if key.startswith(Prefix)]
        # Two pages, and one without anything.
        return [{"Contents": [{"Key": k, "LastModified": w}]} for k, w in found] + [{}]

    def get_object(self, Bucket, Key):
        return {"Body": io.BytesIO(self.objects[Key][1].encode())}

    def put_metric_data(self, Namespace, MetricData):
        self.sent += [(Namespace, value["MetricName"], value["Value"]) for value in MetricData]


class WatchTest(unittest.TestCase):
    def look(self, objects):
        aws = Aws(objects)
        clock = type("Clock", (datetime,), {"now": classmethod(lambda cls, tz: NOW)})
        environment = {"BUCKET": "b", "PREFIX": "market/", "NAMESPACE": "Barlake/barlake"}
        module = {}
        with mock.patch.dict(sys.modules, {"boto3": types.SimpleNamespace(client=aws.client)}):
            exec(code(), module)  # noqa: S102 - our own template
            module["datetime"] = clock
            with mock.patch.dict(os.environ, environment):
                module["handler"]({}, None)
        return {name: value for namespace, name, value in aws.sent if namespace == "Barlake/barlake"}

    def manifest(self, when, name="r.1.json"):
        return {f"market/_manifests/{name}": (when, "")}

    def test_ages_are_of_the_newest_manifest_and_the_newest_bar(self):
        marks = json.dumps({"OLD": {"watermark": "2020-01-01T00:00:00Z"}, "KO": {"watermark": "2026-11-24T01:00:00Z"}})
        ages = self.look(
            self.manifest(NOW - timedelta(hours=5))
            | self.manifest(NOW - timedelta(hours=50), "q.1.json")
            | {"market/_watermarks/timespan=1minute/adjusted=true.json": (NOW, marks)}
            # Of the whole market, in a form of their own.
            | {"market/_watermarks/market/timespan=1day.json": (NOW, '"2026-11-24"')}
        )
        self.assertEqual(ages, {"ManifestAge": 5, "DataAge": 11})

    def test_hours_of_a_weekend_do_not_count(self):
        # Friday 20:30 in New York; until Tuesday 7:00 that is 3.5 hours, Monday, and 7.
        ages = self.look(self.manifest(datetime(2026, 11, 21, 1, 30, tzinfo=timezone.utc)))
        self.assertIn(ages["ManifestAge"], (34, 35))

    def test_a_lake_of_which_nothing_is_there_has_no_age(self):
        self.assertEqual(self.look({}), {})

    def test_the_function_fits_into_the_template(self):
        self.assertLessEqual(len(code()), 4096)


if __name__ == "__main__":
    unittest.main()
