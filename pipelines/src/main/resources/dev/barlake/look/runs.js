/* The last runs. */
function drawRuns() {
  $("runs-table").replaceChildren(data.runs.length ? table(
    [["started"], ["bars of"], ["ended"], ["files", true], ["bars", true], ["changed", true],
      ["failed", true], ["requests", true], ["seconds", true], ["run id"]],
    data.runs.map(r => [r.startedAt, r.of,
      make("span", {class: r.exitCode === 0 ? "good" : "bad"},
        (r.exitCode === 0 ? "✓ " : "✗ ") + r.outcome), ...[r.files, r.bars, r.changed, r.failed,
        r.requests, r.seconds].map(n => n === null ? "" : number(Math.round(n))), r.id])) : "No run left a record.");
}

start(drawRuns);
