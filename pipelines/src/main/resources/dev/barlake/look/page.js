/* Tiles, runs, failures and splits; then the rest is started. */
function tile(name, value, more, css) {
  return make("div", {}, make("dt", {}, name),
    make("dd", {class: css || null}, value, more ? make("small", {}, more) : ""));
}

function drawTiles() {
  const t = data.totals;
  const run = data.runs[0];
  const good = run && run.exitCode === 0;
  $("lake").textContent = data.lake;
  document.title = "Barlake: " + data.lake;
  $("tiles").append(
    tile("Tickers", number(t.tickers), `${number(t.series)} series`),
    tile("Bars", number(t.bars), `in ${number(t.files)} files`),
    tile("Size", size(t.bytes)),
    tile("From", t.from || "–", t.to ? "to " + t.to : ""),
    tile("Without holes", t.series ? Math.floor(100 * (t.series - t.holes) / t.series) + " %" : "–",
      t.holes ? `${number(t.holes)} series have some` : "every date in between is covered",
      t.holes ? "bad" : null),
    tile("Last run", run ? (good ? "✓ " : "✗ ") + run.outcome : "–", run ? run.startedAt : "",
      run ? (good ? "good" : "bad") : null));
}

function drawRuns() {
  $("runs-table").replaceChildren(data.runs.length ? table(
    [["started"], ["bars of"], ["ended"], ["files", true], ["bars", true], ["changed", true],
      ["failed", true], ["requests", true], ["seconds", true], ["run id"]],
    data.runs.map(r => [r.startedAt, r.window,
      make("span", {class: r.exitCode === 0 ? "good" : "bad"},
        (r.exitCode === 0 ? "✓ " : "✗ ") + r.outcome), ...[r.files, r.bars, r.changed, r.failed,
        r.requests, r.seconds].map(n => n === null ? "" : number(Math.round(n))), r.id])) : "No run left a record.");
}

function drawFailures() {
  const cards = data.failures.map(f => make("div", {class: "card failure"},
    make("h3", {}, f.what), ...f.messages.map(m => make("p", {}, m)), make("p", {}, f.then),
    ...(f.command ? [make("pre", {tabindex: "0"}, f.command)] : [])));
  data.damaged.forEach(text => cards.push(make("div", {class: "card failure"},
    make("h3", {}, "A damaged file"), make("p", {}, text))));
  $("failures-list").replaceChildren(...(cards.length ? cards
    : [make("p", {class: "card"}, data.runs.length ? "Nothing failed." : "No run left a record.")]));
}

function drawSplitTable() {
  $("splits-table").replaceChildren(data.splits.length ? table(
    [["ticker"], ["first date on the new scale"], ["old : new shares"], ["in"]],
    data.splits.map(s => [s.ticker, s.date, s.ratio, s.windows.join(", ")]))
    : "No adjusted series was computed under a split.");
}

drawTiles();
chartEvents();
heatEvents();
drawHeat();
drawRuns();
drawFailures();
drawSplitTable();
$("foot").textContent = `Made ${data.madeAt} by ${("Barlake " + data.version).trim()}. The page holds all its data ` +
  "and asks no server for anything.";
