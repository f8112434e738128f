"""Runs the Python blocks of a page in this directory, and compares pandas with Polars."""

import math
import re
import sys


def blocks(page):
    """The blocks by their first line, less the tool."""
    found = {}
    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        tool, title = re.match(r"# (\w+): (.*)", code).groups()
        found.setdefault(title, {})[tool] = code
    return found


def run(code):
    names = {}
    exec(compile(code, code.splitlines()[0], "exec"), names)
    return names


def rows(values, *columns):
    """Of a frame of either tool, numbers only."""
    return [tuple(float(value) for value in row) for row in zip(*(list(values[c]) for c in columns))]


def same(title, one, other):
    assert len(one) == len(other) and len(one) > 1, f"{title}: {len(one)} and {len(other)} rows"
    for a, b in zip(one, other):
        assert all(math.isclose(x, y, rel_tol=1e-12) for x, y in zip(a, b)), f"{title}: {a} and {b}"
    print(f"{title}: {len(one)} rows are the same")


def main():
    with open(sys.argv[1], encoding="utf-8") as page:
        found = blocks(page.read())
    prices = ("open", "high", "low", "close", "volume")
    for title, tools in found.items():
        pandas, polars = run(tools["pandas"]), run(tools["Polars"])
        if "quarters" in pandas:
            one, other = rows(pandas["quarters"], *prices), rows(polars["quarters"], *prices)
        elif "regular" in pandas:
            one, other = rows(pandas["regular"], *prices), rows(polars["regular"], *prices)
        else:
            one = [(float(value),) for value in pandas["growth"]]
            other = rows(polars["growth"], "growth")
        same(title, one, other)
    assert len(found) == 3, f"There are {len(found)} examples"


main()
