#!/usr/bin/env bash
# The aggregates and market jobs on a real Flink cluster: a JobManager and two TaskManagers as
# processes of their own, the local stack's market and S3. Runs each embedded and on the cluster,
# also while a TaskManager is killed; all lakes must hold the same bars. Stops all it started.
#
#   pipelines/src/test/scripts/flink-cluster.sh [aggregates|market]
#
# Takes two to four minutes and 1.5 GB of memory. KEEP=1 keeps logs and lakes; a failure does too.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
lib=$home/pipelines/target/lib
stack=$home/containers/local-stack/target
readonly only=${1:-}
readonly files=72 # 3 tickers x 12 months x raw and adjusted
readonly job=(--tickers=AAPL,KO,TSLA --multiplier=5 --timespan=minute --adjusted=both
  --from=2024-01-01 --to=2024-12-31 --requestsPerMinute=6000)

say() { printf '%(%H:%M:%S)T %s\n' -1 "$*"; }
fail() { say "FAILED: $*"; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/barlake-cluster.XXXXXX")
pids=()
finish() {
  local code=$?
  trap - EXIT INT TERM
  # The stack is asked to end, the rest has nothing to lose.
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  sleep 1
  for pid in "${pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ "$code" -eq 0 ] && [ -z "${KEEP:-}" ]; then rm -rf "$work"; else say "Logs and lakes: $work"; fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A port that nobody listens at, below those that the kernel gives to clients.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# until_true <seconds> <what> <command...>
until_true() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "no $what in time"
    sleep 0.2
  done
}

# Flink and what Flink itself needs; nothing of Beam or Barlake, which travel with the job.
flink_class_path() {
  local jar path=
  for jar in "$lib"/{flink-,commons-,kryo-,minlog-,objenesis-,chill-,javassist-,snappy-,lz4-,async-profiler-,jsr305-,slf4j-}*.jar; do
    path+=:$jar
  done
  echo "${path#:}"
}

# Without the secrets: only those who call the API or S3 are given them.
start_job_manager() {
  env -u MASSIVE_API_KEY -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY \
    -u FLATFILES_ACCESS_KEY_ID -u FLATFILES_SECRET_ACCESS_KEY \
    java -Xmx256m -XX:+UseSerialGC -cp "$(flink_class_path)" \
    org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint --configDir "$work/conf" \
    >"$work/jobmanager.log" 2>&1 &
  pids+=($!)
}

# start_task_manager <number>; the sizes are all required where bin/taskmanager.sh does not work them out.
start_task_manager() {
  java -Xmx450m -XX:+UseSerialGC -cp "$(flink_class_path)" \
    org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$work/conf" \
    -D taskmanager.cpu.cores=2.0 \
    -D taskmanager.memory.task.heap.size=300m -D taskmanager.memory.task.off-heap.size=0b \
    -D taskmanager.memory.framework.heap.size=128m -D taskmanager.memory.framework.off-heap.size=128m \
    -D taskmanager.memory.managed.size=64m \
    -D taskmanager.memory.network.min=48m -D taskmanager.memory.network.max=48m \
    -D taskmanager.memory.jvm-overhead.min=64m -D taskmanager.memory.jvm-overhead.max=64m \
    -D taskmanager.memory.jvm-metaspace.size=200m \
    >"$work/taskmanager-$1.log" 2>&1 &
  pids+=($!)
  task_manager=$!
}

task_managers() { # <how many>
  curl -fs "http://localhost:$rest/overview" 2>/dev/null | grep -q "\"taskmanagers\":$1,"
}

# run <command> <run id> <flags...>; its JSON summary is <run id>.json.
run() {
  local command=$1 name=$2
  shift 2
  "$home/barlake" "$command" --runId="$name" --apiBaseUrl="$API_URL" "$@" \
    >"$work/$name.json" 2>"$work/$name.log" || fail "$name ended with $?: $(tail -n 1 "$work/$name.json")"
}

aggregates() { # <run id> <flags...>
  run aggregates "$1" "${job[@]}" "${@:2}"
}

# Day bars of a quarter from the API, half a second an answer, or minutes of a month from files.
market() { # <grouped|flatfiles> <run id> <flags...>
  if [ "$1" = grouped ]; then
    run market "$2" --source=grouped --adjusted=false --requestsPerMinute=6000 \
      --from="$(date -u -d '-100 days' +%F)" --to="$(date -u -d '-10 days' +%F)" "${@:3}"
  else
    run market "$2" --timespan=minute --flatFilesUrl="$FLATFILES_ENDPOINT" \
      --from="$(date -u -d '-40 days' +%F)" --to="$(date -u -d '-10 days' +%F)" "${@:3}"
  fi
}

number() { # <run id> <name>
  grep -o "\"$2\":[0-9]*" "$work/$1.json" | head -n 1 | cut -d: -f2
}

same_bars() { # <lake> <lake> [tree]
  local words
  words=$(compare "$@") || fail "the lakes differ: $words"
  say "  $words"
}

compare() {
  java -cp "$home/pipelines/target/test-classes:$(echo "$work"/duckdb/*.jar)" dev.barlake.pipelines.aggregates.SameBars "$@"
}

written() { # <lake>: how many files
  { find "$1/bars" "$1/market" -name '*.parquet' 2>/dev/null || true; } | wc -l
}

at_least() { [ "$(written "$1")" -ge "$2" ]; }

say "Building what is not built yet"
"$home/barlake" aggregates --help >/dev/null
[ -f "$home/pipelines/target/test-classes/dev/barlake/pipelines/aggregates/SameBars.class" ] ||
  fail "the tests are not compiled: mvn -DskipTests package"
version=$(grep -A1 '<artifactId>duckdb_jdbc<' "$home/pom.xml" | sed -n 's/.*<version>\(.*\)<.*/\1/p')
mvn -q -B -N -f "$home/pom.xml" dependency:copy -Dartifact="org.duckdb:duckdb_jdbc:$version" \
  -DoutputDirectory="$work/duckdb" >"$work/mvn.log" 2>&1 || fail "no DuckDB $version: see mvn.log"

say "Starting the local stack: the market, half a second an answer, and S3"
java -Xmx512m -XX:+UseSerialGC -cp "$(echo "$stack"/barlake-local-stack.jar):$stack/lib/*" \
  dev.barlake.localstack.LocalStack --services=api,s3 --latencyMillis=500 --dataDir="$work" \
  --readyFile="$work/stack.env" >"$work/stack.log" 2>&1 &
pids+=($!)
until_true 60 "local stack" test -f "$work/stack.env"
set -a
# shellcheck disable=SC1091
. "$work/stack.env"
set +a

rest=$(free_port)
mkdir "$work/conf" "$work/tmp"
cat >"$work/conf/flink-conf.yaml" <<TEXT
jobmanager.rpc.address: localhost
jobmanager.rpc.port: $(free_port)
jobmanager.bind-host: localhost
taskmanager.host: localhost
taskmanager.bind-host: localhost
rest.address: localhost
rest.bind-address: localhost
rest.port: $rest
rest.bind-port: $rest
taskmanager.numberOfTaskSlots: 2
io.tmp.dirs: $work/tmp
heartbeat.interval: 2000
heartbeat.timeout: 8000
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: 10
restart-strategy.fixed-delay.delay: 2 s
TEXT
say "Starting a JobManager and two TaskManagers of two slots; web interface http://localhost:$rest"
start_job_manager
start_task_manager 1
start_task_manager 2
started=2
cluster=(--runner=FlinkRunner --flinkMaster="localhost:$rest" --parallelism=4 --workerProcesses=2)
s3=(--endpoint="$S3_ENDPOINT" --awsRegion="$AWS_REGION_NAME")

# kill_one <job's process id> <lake>: the TaskManager that was started last; another one comes.
kill_one() {
  kill -9 "$task_manager"
  wait "$task_manager" 2>/dev/null || true
  say "  killed it at $(written "$2") files; the next comes in 3 s"
  kill -0 "$1" 2>/dev/null || fail "the job had ended already"
  sleep 3
  started=$((started + 1))
  start_task_manager "$started"
}

on_aggregates() {
  say "Embedded Flink, lake in a directory"
  began=$SECONDS
  aggregates embedded --runner=FlinkRunner --parallelism=4 --lake="$work/embedded-lake"
  say "  done in $((SECONDS - began)) s: $(number embedded bars) bars in $(number embedded files) files"
  [ "$(number embedded files)" = $files ] || fail "that is not $files files"

  say "The same on the cluster, lake in S3"
  began=$SECONDS
  aggregates clustered "${cluster[@]}" "${s3[@]}" --lake="s3://$S3_BUCKET/clustered"
  say "  done in $((SECONDS - began)) s: $(number clustered bars) bars in $(number clustered files) files"
  [ "$(number clustered files)" = $files ] || fail "that is not $files files"
  [ "$(number clustered bars)" = "$(number embedded bars)" ] || fail "not the bars of the embedded run"
  same_bars "$work/embedded-lake" "$work/s3/$S3_BUCKET/clustered"

  say "Once more on the cluster; a TaskManager is killed when a sixth of the files is there"
  began=$SECONDS
  lake=$work/s3/$S3_BUCKET/killed
  aggregates killed "${cluster[@]}" "${s3[@]}" --lake="s3://$S3_BUCKET/killed" &
  run=$!
  until_true 300 "files" at_least "$lake" $((files / 6))
  kill_one "$run" "$lake"
  wait "$run" || fail "the job did not survive"
  skipped=$(number killed skipped)
  say "  done in $((SECONDS - began)) s: $(number killed files) files written after the restart, $skipped periods were there"
  [ "$skipped" -gt 0 ] || fail "nothing was skipped, so nothing was interrupted"
  same_bars "$work/embedded-lake" "$lake"
}

on_market() {
  local dates lake run
  say "Market: embedded Flink, lake in a directory"
  market grouped days --runner=FlinkRunner --parallelism=4 --lake="$work/market-lake"
  market flatfiles minutes --runner=FlinkRunner --parallelism=4 --lake="$work/market-lake"
  dates=$(number days written)
  say "  $dates dates of days, $(number minutes written) of minutes"
  [ "$dates" -gt 50 ] || fail "that is no quarter"
  until_true 60 "two TaskManagers" task_managers 2

  say "The same on the cluster, lake in S3; a TaskManager is killed when a sixth of the dates is there"
  lake=$work/s3/$S3_BUCKET/market
  market grouped days-killed "${cluster[@]}" "${s3[@]}" --lake="s3://$S3_BUCKET/market" &
  run=$!
  until_true 300 "dates" at_least "$lake" $((dates / 6))
  kill_one "$run" "$lake"
  wait "$run" || fail "the job did not survive"
  [ "$(number days-killed written)" = "$dates" ] || fail "not all dates have a receipt"
  market flatfiles minutes-clustered "${cluster[@]}" "${s3[@]}" --lake="s3://$S3_BUCKET/market"
  same_bars "$work/market-lake" "$lake" market
}

until_true 60 "two TaskManagers" task_managers 2
if [ "$only" != market ]; then on_aggregates; fi
if [ "$only" != aggregates ]; then on_market; fi

say "Looking for the secrets in what Flink shows and logs"
for id in $(curl -fs "http://localhost:$rest/jobs" | grep -o '"id":"[0-9a-f]*"' | cut -d'"' -f4); do
  curl -fs "http://localhost:$rest/jobs/$id" "http://localhost:$rest/jobs/$id/config" >>"$work/shown.log"
done
for secret in "$MASSIVE_API_KEY" "$AWS_SECRET_ACCESS_KEY" "$FLATFILES_SECRET_ACCESS_KEY"; do
  if ls "$work"/*.log "$work"/*.json | grep -v /stack.log | xargs grep -lF -- "$secret"; then
    fail "a secret is in these files"
  fi
done
say "PASSED in $SECONDS s"
