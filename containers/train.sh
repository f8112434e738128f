#!/bin/sh
# Makes the image's cache of loaded classes (JEP 483, 514): runs a job, by its main class, against the local stack, then
# runs it once more with the cache. The build fails if the job fails, or does not use the cache.
set -eu

main=$1
dir=$(mktemp -d)
cd "$dir"

java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "/opt/trained/stack/barlake-local-stack.jar:/opt/trained/stack/lib/*" \
  dev.barlake.localstack.LocalStack "--dataDir=$dir" "--readyFile=$dir/ready" >stack.log 2>&1 &
stack=$!
trap 'kill "$stack" 2>/dev/null || true' EXIT
until [ -f ready ]; do
  kill -0 "$stack" || { cat stack.log; exit 1; }
  sleep 1
done
set -a
# shellcheck disable=SC1091 # written by the stack
. ./ready
set +a

job() {
  case $main in
    *.Aggregates)
      set -- --tickers=AAPL,TSLA --multiplier=5 --timespan=minute --adjusted=both --from=2024-01-02 --to=2024-01-31 \
        "--lake=s3://$S3_BUCKET/$1" "--endpoint=$S3_ENDPOINT" --awsRegion=us-east-1 "--barsTable=bars_$1" ;;
    *) set -- ;;
  esac
  sh /opt/barlake/job.sh "$main" "--apiBaseUrl=$API_URL" --requestsPerMinute=6000 "$@"
}

BARLAKE_JAVA_OPTS=-XX:AOTCacheOutput=$dir/classes.aot job first
cp classes.aot /opt/barlake/classes.aot
BARLAKE_JAVA_OPTS=-XX:AOTMode=on job second
