#!/bin/sh
# Lints workflows, DAGs and the CloudFormation template with what this machine has. --fix formats the Python files.
# Exit code 0: nothing found; 1: findings; 77: no linter could be had, and the last line says why.
set -u
repository=$(cd "$(dirname "$0")/../.." && pwd)
here=$repository/orchestration/target/lint
ran=0
failed=0

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  why="npm and node are not installed"
else
  mkdir -p "$here" && cp "$repository/orchestration/tests/lint/package.json" "$here/"
  if (cd "$here" && npm install --prefer-offline --silent --no-audit --no-fund --no-package-lock --fetch-retries=1 --fetch-timeout=30000 >npm.log 2>&1); then
    ran=1
    node "$repository/orchestration/tests/lint/lint.mjs" "$repository" "$here" "$@" || failed=1
  else
    why="npm could not install the linters, see $here/npm.log"
  fi
fi

if command -v cfn-lint >/dev/null; then
  ran=1
  if cfn-lint "$repository/orchestration/ecs/stack.yaml"; then echo "stack.yaml: nothing found by cfn-lint"; else failed=1; fi
else
  echo "stack.yaml was not linted: cfn-lint is not installed"
fi

if [ $ran -eq 0 ]; then
  echo "nothing was linted: $why"
  exit 77
fi
[ -z "${why:-}" ] || echo "workflows and DAGs were not linted: $why"
exit $failed
