#!/usr/bin/env bash
# Runs the Python of transforms/RESEARCH.md, as it stands there, on a lake out of the local stack,
# and compares what pandas and Polars make of it.
#
#   transforms/src/test/scripts/research.sh [python]
#
# That Python needs pandas, pyarrow and polars.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/../../../.." && pwd)
python=${1:-python3}

work=$(mktemp -d "${TMPDIR:-/tmp}/barlake-research.XXXXXX")
stack=
finish() {
  [ -z "$stack" ] || { kill "$stack" 2>/dev/null || true; wait "$stack" 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT

"$home/barlake" stack "--dataDir=$work/stack" "--readyFile=$work/ready" --services=api \
  >"$work/stack.log" 2>&1 &
stack=$!
while [ ! -f "$work/ready" ]; do
  kill -0 "$stack" || { cat "$work/stack.log"; exit 1; }
  sleep 0.2
done
set -a
# shellcheck disable=SC1091 # written by the stack
. "$work/ready"
set +a

cd "$work"
for bars in "--multiplier=5 --timespan=minute" "--timespan=day"; do
  # shellcheck disable=SC2086 # two flags
  "$home/barlake" aggregates --tickers=AAPL $bars --from=2025-10-20 --to=2025-12-05 --lake=bars \
    "--apiBaseUrl=$API_URL" --requestsPerMinute=6000 2>/dev/null
done
# By hand, so that no database is needed: two on one date, one of another ticker.
cat >dividends.csv <<'CSV'
ticker,ex_dividend_date,cash
AAPL,2025-11-10,0.25
AAPL,2025-11-10,1.5
NULL,2025-11-11,9
CSV
"$python" "$here/research.py" "$home/transforms/RESEARCH.md"
