#!/bin/sh
# Starts a job in an image: the main class, then its flags. It replaces this shell, so that signals reach the JVM.
# Why these options: containers/README.md. BARLAKE_JAVA_OPTS comes after them and wins.
collector=-XX:+UseSerialGC
case "$BARLAKE_JAVA_OPTS" in *GC*) collector= ;; esac
# A crash is told on standard error; half a gigabyte of core file would help nobody.
# shellcheck disable=SC3045 # dash and bash have it
ulimit -c 0
# shellcheck disable=SC2086 # lists of options
exec java $collector -XX:TieredStopAtLevel=1 -XX:MaxRAMPercentage=37 -XX:+CrashOnOutOfMemoryError -XX:+ErrorFileToStderr \
  -Djava.util.logging.config.file=/opt/barlake/logging.properties $BARLAKE_JAVA_OPTS \
  -cp "/opt/barlake/barlake-pipelines.jar:/opt/barlake/lib/*" "$@"
