/* Tiles: what is there, and how the last run ended. */
function tile(name, value, more, css) {
  return make("div", {}, make("dt", {}, name),
    make("dd", {class: css || null}, value, more ? make("small", {}, more) : ""));
}

function drawTiles() {
  const t = data.totals;
  const run = data.runs[0];
  const good = run && run.exitCode === 0;
  const dates = Math.max(0, ...data.market.map(tree => tree.dates));
  $("tiles").append(
    tile("Tickers", number(t.tickers), `${number(t.series)} series`),
    tile("Bars", number(t.bars), `in ${number(t.files)} files`),
    tile("Size", size(t.bytes)),
    tile("From", t.from || "–", t.to ? "to " + t.to : ""),
    tile("Without holes", t.series ? Math.floor(100 * (t.series - t.holes) / t.series) + " %" : "–",
      t.holes ? `${number(t.holes)} series have some` : "every date in between is covered",
      t.holes ? "bad" : null),
    ...(dates ? [tile("All stocks", number(dates), "trading dates")] : []),
    tile("Last run", run ? (good ? "✓ " : "✗ ") + run.outcome : "–", run ? run.startedAt : "",
      run ? (good ? "good" : "bad") : null));
}

start(drawTiles);
