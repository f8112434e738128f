import random
import unittest
from datetime import date, timedelta

import airflow_stub


class RangesTest(unittest.TestCase):
    def setUp(self):
        airflow_stub.install()
        from barlake_dags import ranges

        self.split = ranges.split

    def test_parts_cover_the_range_once_and_begin_where_files_do(self):
        chance = random.Random(7)
        for _ in range(300):
            first = date(2015, 1, 1) + timedelta(days=chance.randrange(3000))
            last = first + timedelta(days=chance.randrange(1500))
            timespan = chance.choice(["second", "minute", "hour", "day", "week", "year"])
            wanted = chance.randrange(1, 9)
            parts = self.split(first, last, timespan, wanted)
            with self.subTest(first=first, last=last, timespan=timespan, wanted=wanted):
                self.assertEqual((parts[0][0], parts[-1][1]), (first, last))
                self.assertLessEqual(len(parts), wanted)
                for (_, end), (start, _) in zip(parts, parts[1:]):
                    self.assertEqual(start - end, timedelta(days=1))
                    self.assertTrue(timespan == "second" or start.day == 1)
                    self.assertTrue(timespan in ("second", "minute", "hour") or start.month == 1)
                for start, end in parts:
                    self.assertLessEqual(start, end)

    def test_there_are_as_many_parts_as_wanted_where_the_range_has_the_periods(self):
        for wanted in range(1, 9):
            self.assertEqual(len(self.split(date(2020, 1, 1), date(2020, 8, 31), "minute", wanted)), wanted)
        self.assertEqual(len(self.split(date(2020, 1, 1), date(2020, 8, 31), "day", 8)), 1)


if __name__ == "__main__":
    unittest.main()
