#!/bin/sh
# Starts a job in an image: the main class, then its flags. It replaces this shell, so that signals reach the JVM.
# Why these options: containers/README.md. BARLAKE_JAVA_OPTS comes after them and wins.
collector=-XX:+UseSerialGC
case "$BARLAKE_JAVA_OPTS" in *GC*) collector= ;; esac
# The build of the image makes the cache last, see train.sh. It is good for this very list of jars. It needs some heap
# from the start; at the address that it was made for, 60 MB of it are not copied into the process.
cache="-Xms32m -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
[ ! -f /opt/barlake/classes.aot ] || cache="$cache -XX:AOTCache=/opt/barlake/classes.aot"
jars=/opt/barlake/barlake-pipelines.jar$(printf ':%s' /opt/barlake/lib/*.jar)
# A crash is reported on standard error; half a gigabyte of core file would help nobody.
# shellcheck disable=SC3045 # dash and bash have it
ulimit -c 0
# A job that hangs, in a task that nobody watches any more, ends itself after so many seconds, with exit code 124.
limit=
[ -z "$BARLAKE_TIME_LIMIT" ] || limit="timeout --kill-after=30 $BARLAKE_TIME_LIMIT"
# shellcheck disable=SC2086 # lists of options
exec $limit java $collector $cache -XX:TieredStopAtLevel=1 -XX:MaxRAMPercentage=37 \
  -XX:+CrashOnOutOfMemoryError -XX:+ErrorFileToStderr -Xlog:disable -Xlog:all=error:stderr \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -Djava.util.logging.config.file=/opt/barlake/logging.properties $BARLAKE_JAVA_OPTS -cp "$jars" "$@"
