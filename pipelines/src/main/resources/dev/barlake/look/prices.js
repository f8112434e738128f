/* The closes of one ticker, raw and adjusted, with its splits. */
const chart = {ticker: null, plot: null, lines: null};
const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const day = seconds => new Date(seconds * 1000).toISOString().slice(0, 10);

function lines(ticker) {
  const c = data.charts[ticker];
  const values = text => text === undefined ? null
    : decode(text).map(v => v === null ? null : v / 10 ** c.decimals);
  return {dates: decode(c.dates).map(d => d * 86400), raw: values(c.raw),
    adjusted: values(c.adjusted), decimals: Math.min(4, Math.max(2, c.decimals)), chart: c};
}

function choose(ticker) {
  if (!data.charts[ticker]) {
    $("cell").textContent = `${ticker} has no bars to draw.`;
    return;
  }
  chart.ticker = ticker;
  chart.lines = lines(ticker);
  $("ticker").value = ticker;
  document.querySelectorAll(".heat tbody th button").forEach(b =>
    b.setAttribute("aria-pressed", String(b.textContent === ticker)));
  for (const name of ["raw", "adjusted"]) $("show-" + name).disabled = !chart.lines[name];
  $("chart-note").textContent = chart.lines.chart.note;
  $("date").max = chart.lines.dates.length - 1;
  $("date").value = chart.lines.dates.length - 1;
  drawChart();
  drawValues();
}

/* Whether a split lies within what is drawn: such a ticker shows best what raw and adjusted are. */
function isSplit(ticker) {
  return splitsOf(ticker).some(s => {
    const dates = lines(ticker).dates;
    const at = Date.parse(s.date) / 1000;
    return dates[0] < at && at < dates[dates.length - 1];
  });
}

function splitsOf(ticker) {
  return data.splits.filter(s => s.ticker === ticker);
}

/* A dashed line and the ratio at each split within the range that is drawn. */
function drawSplits(u) {
  const ctx = u.ctx;
  ctx.save();
  ctx.strokeStyle = color("--soft");
  ctx.fillStyle = color("--soft");
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  for (const split of splitsOf(chart.ticker)) {
    const x = u.valToPos(Date.parse(split.date) / 1000, "x", true);
    if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, u.bbox.top);
    ctx.lineTo(x, u.bbox.top + u.bbox.height);
    ctx.stroke();
    const text = `split ${split.ratio}`;
    const left = x + 6 * devicePixelRatio + ctx.measureText(text).width < u.bbox.left + u.bbox.width;
    ctx.textAlign = left ? "left" : "right";
    ctx.fillText(text, x + (left ? 6 : -6) * devicePixelRatio, u.bbox.top + 14 * devicePixelRatio);
  }
  ctx.restore();
}

function drawChart() {
  if (chart.plot) chart.plot.destroy();
  const l = chart.lines;
  const shown = ["raw", "adjusted"].filter(n => l[n] && $("show-" + n).checked);
  const axis = {stroke: color("--soft"), grid: {stroke: color("--line"), width: 1},
    ticks: {stroke: color("--line"), width: 1}, font: "12px system-ui, sans-serif"};
  chart.plot = new uPlot({
    width: Math.max(240, $("chart").clientWidth), height: 320,
    legend: {show: false}, tzDate: ts => uPlot.tzDate(new Date(ts * 1e3), "Etc/UTC"),
    cursor: {drag: {x: true, y: false}, points: {size: 7}},
    scales: {y: $("log").checked ? {distr: 3} : {}},
    axes: [axis, {...axis, size: 64, values: (u, ticks) => ticks.map(v => v === null ? "" : number(v))}],
    series: [{}, ...shown.map(name => ({label: name, stroke: color("--" + name), width: 2,
      dash: name === "raw" && shown.length > 1 ? [6, 3] : undefined, points: {show: l.dates.length < 40},
      spanGaps: true}))],
    hooks: {draw: [drawSplits], setCursor: [u => u.cursor.idx === null || say(u.cursor.idx)]}
  }, [l.dates, ...shown.map(name => l[name])], $("chart"));
  $("chart").firstChild.setAttribute("aria-hidden", "true");
  say(Number($("date").value));
}

/* What is true on a date, as text: beside the chart, and for the slider's reader. */
function say(i) {
  const l = chart.lines;
  const value = name => l[name] && l[name][i] !== null && l[name][i] !== undefined
    ? `${name} ${l[name][i].toFixed(l.decimals)}` : null;
  const parts = [value("raw"), value("adjusted")].filter(Boolean);
  const text = `${day(l.dates[i])}: ${parts.join(", ") || "no price"}`;
  $("readout").replaceChildren(make("b", {}, chart.ticker), " " + text);
  $("date").value = i;
  $("date").setAttribute("aria-valuetext", `${chart.ticker} ${text}`);
}

function drawValues() {
  const l = chart.lines;
  const rows = [];
  for (let i = l.dates.length - 1; i >= 0; i--) {
    const month = day(l.dates[i]).slice(0, 7);
    if (rows.length && rows[rows.length - 1][0].slice(0, 7) === month) continue;
    rows.push([day(l.dates[i]), ...["raw", "adjusted"].map(n =>
      l[n] && l[n][i] !== null ? l[n][i].toFixed(l.decimals) : "")]);
  }
  $("values").replaceChildren(table([["date"], ["raw", true], ["adjusted", true]], rows));
}

function chartEvents() {
  const tickers = Object.keys(data.charts).sort();
  tickers.forEach(t => $("ticker").append(make("option", {value: t}, t)));
  if (!tickers.length) {
    leaveOut("prices");
    return;
  }
  $("ticker").addEventListener("change", () => choose($("ticker").value));
  for (const id of ["show-raw", "show-adjusted", "log"]) $(id).addEventListener("change", drawChart);
  $("date").addEventListener("input", () => {
    const i = Number($("date").value);
    const u = chart.plot;
    u.setCursor({left: u.valToPos(chart.lines.dates[i], "x"), top: u.bbox.height / 3 / devicePixelRatio});
    say(i);
  });
  new ResizeObserver(() => chart.plot && chart.plot.setSize(
    {width: Math.max(240, $("chart").clientWidth), height: 320})).observe($("chart"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawChart);
  choose(tickers.find(isSplit) || tickers[0]);
}

start(chartEvents);
