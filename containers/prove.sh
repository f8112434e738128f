#!/usr/bin/env bash
# Proves the images from nothing: builds them, runs both jobs against the local stack in small read-only containers, stops
# them midway and runs them again, compares what came out, and prints how much memory they took.
# Needs Linux, a docker engine, Java, Maven and curl. Where the base image cannot be pulled, mmdebstrap makes one of its name.
# MEMORY=512m and UNIVERSE=1200 (generated tickers beside the named ones) may be set.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
memory=${MEMORY:-512m}
universe=${UNIVERSE:-1200}
base=$(sed -n 's/^FROM \(.*\) AS job$/\1/p' "$home/containers/aggregates-etl/Dockerfile")

say() { printf '%s\n' "$*" >&2; }
fail() { say "NOT PROVEN: $*"; exit 1; }

command -v docker >/dev/null || fail "there is no docker on this machine"
docker info >/dev/null 2>&1 || fail "docker is here, but no engine answers it ('docker info' says why)"

work=$(mktemp -d)
stack_pid=
containers=()
clean() {
  [ ${#containers[@]} -eq 0 ] || docker rm --force --volumes "${containers[@]}" >/dev/null 2>&1 || true
  if [ -n "$stack_pid" ]; then
    kill "$stack_pid" 2>/dev/null || true
    wait "$stack_pid" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap clean EXIT

base_image() {
  docker image inspect "$base" >/dev/null 2>&1 && return
  docker pull --quiet "$base" >/dev/null 2>&1 && return
  command -v mmdebstrap >/dev/null || fail "cannot pull $base, and there is no mmdebstrap to make one"
  local java=${JAVA25_HOME:-$(ls -d /usr/lib/jvm/*25* 2>/dev/null | head -n 1)}
  [ -x "$java/bin/java" ] || fail "cannot pull $base, and JAVA25_HOME names no Java 25 to make one with"
  # shellcheck disable=SC2016 # $1 is mmdebstrap's
  say "Cannot pull $base: making one of that name from Debian and $java..."
  mmdebstrap --quiet --variant=minbase --include=ca-certificates --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --customize-hook='mkdir -p "$1/opt/java"' \
    --customize-hook="cp -rL '$java' \"\$1/opt/java/openjdk\"" \
    --customize-hook='cd "$1/opt/java/openjdk" && rm -rf jmods lib/src.zip include man demo' bookworm "$work/base.tar"
  docker import --change "ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    "$work/base.tar" "$base" >/dev/null
  rm "$work/base.tar"
}

stack() {
  "$home/barlake" stack "--universe=$universe" "--dataDir=$work" "--readyFile=$work/ready" >"$work/stack.log" 2>&1 &
  stack_pid=$!
  until [ -f "$work/ready" ]; do
    kill -0 "$stack_pid" 2>/dev/null || { cat "$work/stack.log" >&2; fail "the local stack did not start"; }
    sleep 0.2
  done
  set -a
  # shellcheck disable=SC1091 # written by the stack
  . "$work/ready"
  set +a
}

# start <image> <flags>: sets $id. Secrets by name, so that they stand in no process list.
start() {
  local names=(MASSIVE_API_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION_NAME RDS_DATABASE_HOST
    RDS_DATABASE_PORT RDS_DATABASE_DBNAME RDS_DATABASE_USER RDS_DATABASE_PASSWORD)
  id=$(docker run --detach --network host --memory "$memory" --memory-swap "$memory" --read-only --cap-drop ALL \
    --security-opt no-new-privileges "${names[@]/#/--env=}" "$1" "--apiBaseUrl=$API_URL" "${@:2}")
  containers+=("$id")
}

# The container's files of the memory controller, of version 2 or 1: the most it ever held, and what it holds now.
controller() {
  local pid group
  pid=$(docker inspect --format '{{.State.Pid}}' "$id")
  if group=$(sed -n 's/^[0-9]*:memory://p' "/proc/$pid/cgroup" 2>/dev/null) && [ -n "$group" ]; then
    peak_file=/sys/fs/cgroup/memory$group/memory.max_usage_in_bytes own=total_rss
  else
    group=$(sed -n 's/^0:://p' "/proc/$pid/cgroup" 2>/dev/null)
    peak_file=/sys/fs/cgroup$group/memory.peak own=anon
  fi
}

# Waits for the end of $id; prints exit code and memory. Page cache counts in the peak, but gives way.
finish() {
  local peak=0 most=0 now
  controller
  while now=$(cat "$peak_file" 2>/dev/null); do
    peak=$now
    now=$(sed -n "s/^$own //p" "${peak_file%/*}/memory.stat" 2>/dev/null) || break
    [ "${now:-0}" -le "$most" ] || most=$now
    sleep 0.2
  done
  code=$(docker wait "$id")
  summary=$(docker logs "$id" 2>/dev/null | tail -n 1)
  say "$1: exit code $code, memory $((most >> 20)) MiB of its own, $((peak >> 20)) MiB with page cache, limit $memory"
}

expect() {
  if [ "$code" -ne "$1" ]; then
    docker logs "$id" >&2 || true
    fail "exit code $code instead of $1 (out of memory: $(docker inspect --format '{{.State.OOMKilled}}' "$id"))"
  fi
}

number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" <<<"$summary"; }
rows() { "$home/barlake" sql "$@" | grep -E '^[^a-z]*[0-9]' | tr -d ' |' | tail -n 1; }
requests() { curl --silent --fail "$API_URL/_stack/requests" | sed -n 's/.*"total":\([0-9]*\).*/\1/p'; }

# Ends $id after some more requests have been answered, as docker stop and ECS do it.
stop_midway() {
  local began before=$1
  until [ "$(requests)" -ge $((before + $2)) ]; do
    [ "$(docker inspect --format '{{.State.Running}}' "$id")" = true ] || fail "it ended before it could be stopped"
    sleep 0.2
  done
  began=$SECONDS
  docker stop --time 30 "$id" >/dev/null
  code=$(docker wait "$id")
  expect 143
  say "  stopped after $((SECONDS - began)) s, and said: $(docker logs "$id" 2>&1 >/dev/null | tail -n 1)"
}

bars() { printf "read_parquet('%s/s3/lake/%s/bars/**/*.parquet', hive_partitioning = true)" "$work" "$1"; }
print_of_bars() {
  rows "SELECT concat(count(*), '-', sum(hash(ticker, adjusted, window_start, open, high, low, close, volume) % 1000000007))
    FROM $(bars "$1")"
}
print_of_tables() {
  rows --mysql "SELECT CONCAT((SELECT COUNT(*) FROM tickers), '-', (SELECT SUM(CRC32(CONCAT(ticker, market, active))) FROM tickers),
    '-', (SELECT COUNT(*) FROM dividends), '-', (SELECT SUM(CRC32(CONCAT(id, cash_amount))) FROM dividends),
    '-', (SELECT COUNT(*) FROM splits), '-', (SELECT SUM(CRC32(CONCAT(id, split_to))) FROM splits)) AS print"
}

"$home/barlake" aggregates --help >/dev/null # builds
base_image
for image in aggregates-etl reference-data-etl; do
  docker build --quiet --file "$home/containers/$image/Dockerfile" --tag "$image" "$home" >/dev/null
  say "Built $image: $(($(docker image inspect --format '{{.Size}}' "$image") / 1000000)) MB, user $(docker image inspect --format '{{.Config.User}}' "$image")"
done
stack

say "Reference data, $universe generated tickers"
start reference-data-etl --requestsPerMinute=6000
finish "  whole"
expect 0
tables=$(print_of_tables)
say "  rows and checksums: $tables"
# Some of the generated ones are of markets that are not asked for.
[ "${tables%%-*}" -gt $((universe * 9 / 10)) ] || fail "only ${tables%%-*} tickers"
before=$(requests)
start reference-data-etl --requestsPerMinute=100
stop_midway "$before" 3
[ "$(print_of_tables)" = "$tables" ] || fail "a refresh that was stopped changed the tables"
start reference-data-etl --requestsPerMinute=6000
finish "  again"
expect 0
[ "$(print_of_tables)" = "$tables" ] || fail "the next refresh made other tables"

flags=("--tickers=sql:SELECT ticker FROM active_stocks WHERE ticker NOT LIKE 'SIM%' ORDER BY ticker LIMIT 12"
  --multiplier=5 --timespan=minute --adjusted=both --from="$(date -u -d '-1 year' +%Y-%m-01)" --to="$(date -u -d '-1 day' +%F)"
  "--endpoint=$S3_ENDPOINT")
say "Bars of twelve tickers, 5 minutes, raw and adjusted, a year"
start aggregates-etl "${flags[@]}" "--lake=s3://$S3_BUCKET/whole" --requestsPerMinute=6000 --parallelism=4
finish "  whole"
expect 0
count=$(number bars)
whole=$(print_of_bars whole)
say "  $count bars in $(number files) files"
[ "$count" -gt 100000 ] || fail "only $count bars"
[ "${whole%%-*}" = "$count" ] || fail "the summary counts $count bars, the files have ${whole%%-*}"
[ "$(rows "SELECT count(*) FROM (SELECT DISTINCT ticker, adjusted, window_start FROM $(bars whole))")" = "$count" ] ||
  fail "a bar is there twice"
before=$(requests)
start aggregates-etl "${flags[@]}" "--lake=s3://$S3_BUCKET/parts" --requestsPerMinute=100 --runId=parts
stop_midway "$before" 30
say "  left $(find "$work/s3/lake/parts/bars" -name '*.parquet' | wc -l) files"
start aggregates-etl "${flags[@]}" "--lake=s3://$S3_BUCKET/parts" --requestsPerMinute=6000 --parallelism=4 --runId=parts
finish "  the rest"
expect 0
say "  skipped $(number skipped) files that were there"
[ "$(number skipped)" -gt 0 ] || fail "it began from nothing"
[ "$(print_of_bars parts)" = "$whole" ] || fail "bars of two halves are not those of the whole"
say "A daily run: twelve tickers, two weeks of 5-minute bars, raw and adjusted"
daily=("${flags[0]}" --multiplier=5 --timespan=minute --adjusted=both --from="$(date -u -d '-15 days' +%F)"
  --to="$(date -u -d '-1 day' +%F)" "--endpoint=$S3_ENDPOINT")
memory=256m start aggregates-etl "${daily[@]}" "--lake=s3://$S3_BUCKET/daily" --requestsPerMinute=300
memory=256m finish "  in 256m"
expect 0
say "A market at the largest budget: 6,000 requests a minute"
start aggregates-etl "--tickers=sql:SELECT ticker FROM active_stocks" "${daily[@]:1}" \
  "--lake=s3://$S3_BUCKET/market" --requestsPerMinute=6000
finish "  in $memory"
expect 0
say "  $(number requests) requests, $(number bars) bars in $(number files) files"
start aggregates-etl "${flags[@]}" "--lake=s3://$S3_BUCKET/none" --watermark=2024-01-01T00:00:00Z
finish "  wrong flags"
expect 2

say "Proven: both images with --memory $memory --read-only --cap-drop ALL."
