#!/usr/bin/env bash
# Kills the aggregates job at random moments, two overlapping runs at a time, while the market lies
# and shares are split. Then the market tells the truth, one run goes to its end, and the lake must
# hold what the market answers to plain HTTP.
#
#   pipelines/src/test/scripts/kill-trials.sh [kills] [seed]
#
# 200 kills (the default) take about an hour on two cores. KEEP=1 keeps logs and the lake; a failure
# does too. The seed repeats ranges, splits, lies and pauses; what a kill hits is up to the machine.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
readonly wanted=${1:-200} seed=${2:-1}
readonly first=2023-07-01 last=2025-06-30 months=24
readonly tickers=(AAPL KO TSLA)
export BARLAKE_JAVA_OPTS="-Xmx300m -XX:TieredStopAtLevel=1"
RANDOM=$seed

say() { printf '%(%H:%M:%S)T %s\n' -1 "$*"; }
fail() { say "FAILED: $*"; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/barlake-kills.XXXXXX")
stack=
running=()
finish() {
  local code=$?
  trap - EXIT INT TERM
  for pid in "${running[@]}" $stack; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ "$code" -eq 0 ] && [ -z "${KEEP:-}" ]; then rm -rf "$work"; else say "Logs and lake: $work"; fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

control() { curl --silent --show-error --fail -X "$1" "$API_URL/_stack/$2" >>"$work/control.log"; }

# A market that is slow enough to be killed in the midst of it.
start_stack() {
  "$home/barlake" stack --services=api --latencyMillis=20 "--lies=$seed:0.1" \
    "--readyFile=$work/ready" >"$work/stack.log" 2>&1 &
  stack=$!
  for ((i = 0; i < 600; i++)); do
    [ -f "$work/ready" ] && break
    kill -0 "$stack" 2>/dev/null || { cat "$work/stack.log"; fail "the stack did not start"; }
    sleep 0.1
  done
  set -a
  # shellcheck disable=SC1091 # written by the stack
  . "$work/ready"
  set +a
}

# The launcher becomes the JVM, so its process id is the job's.
# extract <log> <flags...>
extract() {
  local log=$1
  shift
  exec "$home/barlake" aggregates --multiplier=1 --timespan=hour --adjusted=both \
    "--lake=$work/lake" "--apiBaseUrl=$API_URL" --requestsPerMinute=60000 --parallelism=2 "$@" \
    >"$log.json" 2>"$log.log"
}

day_of_month() { date -u -d "$first +$1 months" +%F; }
day_before_month() { date -u -d "$first +$1 months -1 day" +%F; }

# start <name> <first month> <end month> <runner> <refetch>
start() {
  local chosen=${tickers[RANDOM % 3]},${tickers[RANDOM % 3]}
  (extract "$work/$1" "--tickers=$chosen" "--from=$(day_of_month "$2")" \
    "--to=$(day_before_month "$3")" "--runner=$4" "--refetch=$5") &
  running+=($!)
}

unwritten=
rewrite() {
  if [ -n "$unwritten" ]; then control POST "rewrite?ticker=$unwritten"; fi
  unwritten=
}

# A split of a past date that the prices follow at once, or of the last days that they follow later.
# All after the range: the market's raw prices from a split's date on are those of the new shares, so
# one within it would change raw bars that were settled.
split() {
  local ticker=${tickers[RANDOM % 3]} from=1 to=$((2 + RANDOM % 3))
  # As many shares are joined as are divided: dozens of divisions would leave prices of 0.0001, which
  # show no split any more.
  if ((splits % 2)); then from=$to to=1; fi
  rewrite
  if ((RANDOM % 2)); then
    control POST "splits?ticker=$ticker&date=$(date -u -d "$last +$((1 + RANDOM % 365)) days" +%F)&from=$from&to=$to"
  else
    control POST "splits?ticker=$ticker&date=$(date -u -d "-$((1 + splits)) days" +%F)&from=$from&to=$to&rewritten=false"
    unwritten=$ticker
  fi
  splits=$((splits + 1))
}

kill_one() {
  if kill -9 "$1" 2>/dev/null; then kills=$((kills + 1)); fi
}

# Two overlapping runs. One or both are killed, and what is left goes on.
trial() {
  local from=$((RANDOM % (months - 6))) runner=DirectRunner refetch=STALE
  ((trials % 2)) && runner=FlinkRunner
  ((RANDOM % 2)) && refetch=ALL
  local length=$((2 + RANDOM % 3)) both=$((RANDOM % 2)) status
  running=()
  start "$trials-a" "$from" $((from + length)) "$runner" "$refetch"
  start "$trials-b" $((from + 1)) $((from + 1 + length)) "$runner" "$refetch"
  sleep "$((2 + RANDOM % 5)).$((RANDOM % 10))"
  kill_one "${running[0]}"
  if ((both)); then kill_one "${running[1]}"; fi
  for pid in "${running[@]}"; do
    status=0
    { wait "$pid" || status=$?; } 2>/dev/null
    case $status in 0 | 3 | 75 | 99 | 137) ;; *) fail "trial $trials: exit $status" ;; esac
    codes+=("$status")
  done
  running=()
  trials=$((trials + 1))
}

# Until a run has nothing to complain about; what was put off needs a second one.
settle() {
  local status
  for attempt in 1 2 3; do
    status=0
    (extract "$work/last-$attempt" "--tickers=$(IFS=,; echo "${tickers[*]}")" "--from=$first" \
      "--to=$last" --runner=DirectRunner) || status=$?
    say "run $attempt to the end: exit $status"
    case $status in 0 | 99) return ;; esac
  done
  tail -n 1 "$work/last-3.json"
  fail "no run came to its end"
}

compare() {
  "$home/barlake" sql "SELECT concat_ws(',', ticker, adjusted, epoch_ms(window_start), open, high,
      low, close, volume, coalesce(vwap, -1), coalesce(transactions, -1)) AS bar
    FROM read_parquet('$work/lake/bars/**/*.parquet', hive_partitioning = true)" >"$work/lake.txt"
  python3 - "$work/lake.txt" "$first" "$last" "$kills" "${tickers[@]}" <<'PYTHON'
import collections, json, math, os, sys, urllib.parse, urllib.request

path, first, last, kills, *tickers = sys.argv[1:]
lake, twice = {}, 0
for line in open(path):
    parts = line.strip().split(",")
    if len(parts) == 10:
        key = (parts[0], parts[1], int(parts[2]))
        twice += key in lake
        lake[key] = [float(value) for value in parts[3:]]

truth = {}
for ticker in tickers:
    for adjusted in ("true", "false"):
        url = (f"{os.environ['API_URL']}/v2/aggs/ticker/{ticker}/range/1/hour/{first}/{last}"
               f"?adjusted={adjusted}&limit=50000")
        while url:
            headers = {"Authorization": f"Bearer {os.environ['MASSIVE_API_KEY']}"}
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                page = json.load(answer)
            for bar in page.get("results") or []:
                truth[(ticker, adjusted, bar["t"])] = [float(bar.get(name, -1)) for name in
                                                       ("o", "h", "l", "c", "v", "vw", "n")]
            # It names the vendor's host, so only its path is followed.
            following = page.get("next_url")
            parts = urllib.parse.urlsplit(following or "")
            url = following and f"{os.environ['API_URL']}{parts.path}?{parts.query}"

found = collections.defaultdict(list)
for key in sorted(truth.keys() | lake.keys()):
    if key not in lake:
        found[key[:2] + ("missing",)].append(key)
    elif key not in truth:
        found[key[:2] + ("not in the market",)].append(key)
    elif not all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
                 for a, b in zip(lake[key], truth[key])):
        found[key[:2] + ("another value",)].append(key)
for kind, keys in found.items():
    print(*kind, len(keys), "bars from", keys[0][2], "to", keys[-1][2],
          "lake", lake.get(keys[0]), "market", truth.get(keys[0]))
differences = twice + sum(map(len, found.values()))
if not truth or differences:
    print(f"FAILED: {kills} kills, {len(truth)} bars, {differences} differences, {twice} twice")
    sys.exit(1)
print(f"PASSED: {kills} kills, {len(truth)} bars, 0 differences")
PYTHON
}

kills=0 trials=0 splits=0 codes=()
"$home/barlake" stack --help >/dev/null # builds
start_stack
say "The market is up; the lake begins with a month of each ticker"
(extract "$work/begin" "--tickers=$(IFS=,; echo "${tickers[*]}")" "--from=$first" \
  "--to=$(day_before_month 1)" --runner=DirectRunner) || true
while ((kills < wanted)); do
  case $((trials % 4)) in 1) split ;; 3) rewrite ;; esac
  trial
  ((trials % 10)) || say "$kills kills, $splits splits, exit codes so far: $(printf '%s\n' "${codes[@]}" | sort -n | uniq -c | xargs)"
done
say "$kills kills in $trials trials, $splits splits; lies: $(curl --silent "$API_URL/_stack/lies")"
say "exit codes: $(printf '%s\n' "${codes[@]}" | sort -n | uniq -c | xargs)"
rewrite
control DELETE lies
settle
compare
