/* What verify found, the worst first; one of them with its day, its bars and the gap in them. */
const finding = {chosen: null, row: 0, plot: null};

/* The finding of a cell of the map, and which of its rows that is; -1 if it is not on the page. */
function findingAt(layer, ticker, date) {
  const list = data.findings.list.filter(f => f.window === layer.window);
  for (const f of list) {
    const row = f.rows.findIndex(r => r[0] === ticker && r[1] === layer.adjusted && r[2] === date);
    if (row >= 0) return {finding: f, row, text: f.rows[row][3] || f.text};
  }
  return null;
}

const findingDates = f => f.from === f.to ? f.from : `${f.from} to ${f.to}`;
const findingTickers = f => f.tickers.join(", ") + (f.tickerCount > f.tickers.length
  ? ` and ${number(f.tickerCount - f.tickers.length)} more` : "");
const findingScales = f => [...new Set(f.rows.map(r => r[1] ? "adjusted" : "raw"))].sort().reverse()
  .join(" and ");

function chooseFinding(f, row, go) {
  finding.chosen = f;
  finding.row = Math.max(0, row);
  $("finding-name").replaceChildren(
    make("b", {class: `sign v-${f.verdict}`}, f.verdict === "missing" ? "!" : "?"),
    ` ${findingTickers(f)}, ${f.window} ${findingScales(f)}, ${findingDates(f)}: ${f.verdict}`);
  const more = f.count - f.rows.length;
  $("finding-day").replaceChildren(...f.rows.map((r, i) => make("option", {value: i},
    `${r[0]} ${r[1] ? "adjusted" : "raw"}, ${r[2]}`)));
  $("finding-day").value = finding.row;
  $("finding-days").hidden = f.rows.length < 2;
  $("finding-heal").textContent = f.heal;
  $("finding-copied").textContent = "";
  document.querySelectorAll("#findings-list button").forEach((b, i) =>
    b.setAttribute("aria-pressed", String(data.findings.list[i] === f)));
  $("finding-note").textContent = more > 0
    ? `The worst ${f.rows.length} of its ${number(f.count)} days can be chosen.` : "";
  drawFinding();
  if (go) {
    $("finding").scrollIntoView({block: "start"});
    $("finding-name").focus({preventScroll: true});
  }
}

function drawFinding() {
  if (finding.plot) finding.plot.destroy();
  finding.plot = null;
  const f = finding.chosen;
  const row = f.rows[finding.row];
  $("finding-text").textContent = (row[3] || f.text || "Nothing more is said.") + ` (test: ${f.test})`;
  const seen = data.findings.days[row[4]];
  $("finding-chart").hidden = !seen;
  if (!seen) {
    $("finding-readout").textContent =
      `The bars of ${row[0]} on ${row[2]} are not on this page, which holds those of the worst days.`;
    return;
  }
  drawDay(seen);
  $("finding-readout").textContent = `${row[0]}, ${row[2]}: ${number(seen.bars)} bars` +
    (seen.each > 1 ? `, ${seen.each} a point` : "") + (seen.gap ? `, ${gapText(seen)} is shaded` : "") +
    (f.window.endsWith("day") ? "" : "; times are UTC");
}

function gapText(seen) {
  const [from, to] = seen.gap.map(t => t * seen.unit);
  return seen.zone && to - from >= 82800 ? day(from + 43200) : `${clock(from)} to ${clock(to)}`;
}

const clock = seconds => new Date(seconds * 1000).toISOString().slice(11, 16);

/* Times, and high, low and close; within the gap a point without a price, so that no line hides it. */
function dayPoints(seen) {
  const scale = 10 ** seen.decimals;
  const columns = [decode(seen.t).map(t => t * seen.unit),
    ...["high", "low", "close"].map(name => decode(seen[name]).map(v => v / scale))];
  const holes = seen.gap ? [(seen.gap[0] + seen.gap[1]) / 2 * seen.unit] : [];
  if (!columns[0].length) holes.push(seen.from * seen.unit, seen.to * seen.unit);
  for (const hole of holes.sort((a, b) => a - b)) {
    let at = columns[0].findIndex(t => t >= hole);
    if (at < 0) at = columns[0].length;
    if (columns[0][at] === hole) continue;
    columns[0].splice(at, 0, hole);
    columns.slice(1).forEach(c => c.splice(at, 0, null));
  }
  return columns;
}

function shadeGap(u, seen) {
  if (!seen.gap) return;
  const [a, b] = seen.gap.map(t => u.valToPos(t * seen.unit, "x", true));
  const left = Math.max(a, u.bbox.left);
  const right = Math.min(Math.max(b, a + 2 * devicePixelRatio), u.bbox.left + u.bbox.width);
  const ctx = u.ctx;
  ctx.save();
  ctx.fillStyle = ctx.strokeStyle = color(`--v-${finding.chosen.verdict}`);
  ctx.globalAlpha = 0.25;
  ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
  ctx.globalAlpha = 1;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.strokeRect(left, u.bbox.top, right - left, u.bbox.height);
  ctx.restore();
}

function drawDay(seen) {
  const points = dayPoints(seen);
  const days = $("finding-chart");
  const axis = {stroke: color("--soft"), grid: {stroke: color("--line"), width: 1},
    ticks: {stroke: color("--line"), width: 1}, font: "12px system-ui, sans-serif"};
  const intraday = !finding.chosen.window.endsWith("day");
  const span = (seen.to - seen.from) * seen.unit;
  finding.plot = new uPlot({
    width: Math.max(240, days.clientWidth), height: 260, legend: {show: false},
    tzDate: ts => uPlot.tzDate(new Date(ts * 1e3), "Etc/UTC"),
    cursor: {drag: {x: true, y: false}, points: {size: 7}},
    scales: {x: {range: (u, min, max) => max - min < span ? [min, max]
      : [seen.from * seen.unit, seen.to * seen.unit]}},
    axes: [{...axis, values: (u, ticks) => ticks.map(t => intraday ? clock(t) : day(t).slice(5))},
      {...axis, size: 64, values: (u, ticks) => ticks.map(v => v === null ? "" : number(v))}],
    bands: [{series: [1, 2], fill: color("--band")}],
    series: [{}, ...["high", "low"].map(label => ({label, stroke: color("--band"), width: 1,
      points: {show: false}})), {label: "close", stroke: color("--adjusted"), width: 2,
      points: {show: points[0].length < 100, size: 4, fill: color("--adjusted")}}],
    hooks: {drawClear: [u => shadeGap(u, seen)], setCursor: [u => sayBar(u, points, seen)]}
  }, points, days);
  days.firstChild.setAttribute("aria-hidden", "true");
}

function sayBar(u, points, seen) {
  const i = u.cursor.idx;
  if (i === null || i === undefined || points[3][i] === null) return;
  const price = k => points[k][i].toFixed(Math.min(4, Math.max(2, seen.decimals)));
  const at = new Date(points[0][i] * 1000).toISOString().slice(0, 16).replace("T", " ");
  $("finding-readout").textContent =
    `${at} UTC: high ${price(1)}, low ${price(2)}, close ${price(3)}`;
}

/* If a page has no clipboard, the text is selected, so that the user can take it. */
async function copyText(element, status) {
  getSelection().selectAllChildren(element);
  try {
    await navigator.clipboard.writeText(element.textContent);
    status.textContent = "Copied.";
  } catch (e) {
    status.textContent = document.execCommand("copy") ? "Copied." : "Selected: copy it by Ctrl+C.";
  }
}

function findingRow(f) {
  const show = make("button", {type: "button", "aria-pressed": "false"}, findingDates(f));
  show.addEventListener("click", () => chooseFinding(f, 0, true));
  const heal = make("code", {}, f.heal);
  const status = make("span", {role: "status"});
  const copy = make("button", {type: "button", "aria-label": `Copy the command that heals ${f.rows[0][0]}, ` +
    findingDates(f)}, "Copy");
  copy.addEventListener("click", () => copyText(heal, status));
  return [make("span", {}, make("b", {class: `sign v-${f.verdict}`}, f.verdict === "missing" ? "!" : "?"),
    " " + f.verdict), show, findingTickers(f), `${f.window} ${findingScales(f)}`, f.text, f.test,
    make("span", {class: "copy"}, copy, " ", heal, " ", status)];
}

function startFindings() {
  const list = data.findings.list;
  if (!list.length) {
    if (data.verify.layers.length) {
      $("finding").hidden = true;
      $("findings-list").replaceChildren("Nothing is suspect or missing.");
    } else {
      leaveOut("findings");
    }
    return;
  }
  $("findings-list").replaceChildren(table([["verdict"], ["date"], ["tickers"], ["bars of"],
    ["what was found"], ["test"], ["heals it"]], list.map(findingRow)));
  $("findings-more").textContent = data.findings.count > list.length
    ? `The worst ${number(list.length)} of ${number(data.findings.count)} findings.` : "";
  $("finding-day").addEventListener("change", () => {
    finding.row = Number($("finding-day").value);
    drawFinding();
  });
  $("finding-copy").addEventListener("click", () => copyText($("finding-heal"), $("finding-copied")));
  new ResizeObserver(() => finding.plot && finding.plot.setSize(
    {width: Math.max(240, $("finding-chart").clientWidth), height: 260})).observe($("finding-chart"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawFinding);
  chooseFinding(list[0], 0, false);
}

start(startFindings);
