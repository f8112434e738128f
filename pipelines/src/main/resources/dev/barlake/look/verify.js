/* Tickers by dates, each cell a verdict. A letter is a verdict, a capital one that is new. */
const VERDICTS = {
  v: {word: "verified", sign: "v", says: "a witness has the same bars"},
  c: {word: "consistent", sign: "", says: "nothing contradicts the bars"},
  s: {word: "silent", sign: "·", says: "no bar, and that is proven"},
  p: {word: "pending", sign: "…", says: "the date is not over"},
  n: {word: "never asked", sign: "", says: "the lake has not asked for it"},
  u: {word: "suspect", sign: "?", says: "a test fails"},
  m: {word: "missing", sign: "!", says: "a witness has bars that the lake lacks"}
};
const VERDICT_ROWS = 100;
const VERDICT_NAME = 92;
const VERDICT_ROW = 20;
const VERDICT_HEAD = 22;
const verdicts = {layer: null, dates: [], rows: [], shown: VERDICT_ROWS, row: 0, column: 0, width: 0};

/* As VerdictCells.java writes them: a letter, and how often it stands there. */
function verdictCells(text) {
  let cells = "";
  for (const [, letter, count] of text.matchAll(/([A-Za-z.])(\d*)/g)) {
    cells += letter.repeat(Number(count || 1));
  }
  return cells;
}

const verdictOf = letter => VERDICTS[letter.toLowerCase()];
const isNewVerdict = letter => letter !== letter.toLowerCase();
const verdictColor = verdict => color("--v-" + verdict.word.split(" ")[0]);

/* How bad a row is: what lacks bars before what is only suspect. */
function verdictBadness(cells) {
  let sum = 0;
  for (const c of cells.toLowerCase()) sum += c === "m" ? 1000 : c === "u" ? 999 : 0;
  return sum;
}

function chooseVerdicts() {
  const layer = data.verify.layers[$("verify-layer").value];
  const days = decode(layer.dates).map(d => day(d * 86400));
  const years = [...new Set(days.map(d => d.slice(0, 4)))].reverse();
  const before = $("verify-year").value;
  $("verify-year").replaceChildren(...years.map(y => make("option", {value: y}, y)));
  if (years.includes(before)) $("verify-year").value = before;
  const year = $("verify-year").value;
  const start = days.findIndex(d => d.startsWith(year));
  const wanted = $("verify-filter").value.split(/[\s,]+/).filter(Boolean);
  verdicts.layer = layer;
  verdicts.dates = days.filter(d => d.startsWith(year));
  verdicts.rows = layer.rows
    .filter(([ticker]) => !wanted.length
      || wanted.some(text => ticker.toUpperCase().startsWith(text.toUpperCase())))
    .map(([ticker, text]) =>
      ({ticker, cells: verdictCells(text).substr(start, verdicts.dates.length)}));
  if ($("verify-order").value === "worst") {
    verdicts.rows.forEach(row => { row.badness = verdictBadness(row.cells); });
    verdicts.rows.sort((a, b) => b.badness - a.badness);
  }
  verdicts.row = Math.min(verdicts.row, Math.max(0, verdicts.rows.length - 1));
  verdicts.column = Math.min(verdicts.column, verdicts.dates.length - 1);
  drawVerdicts();
}

function drawVerdicts() {
  const canvas = $("verify-canvas");
  const shown = verdicts.rows.slice(0, verdicts.shown);
  const room = $("verify-heat").clientWidth - VERDICT_NAME;
  const w = Math.max(4, Math.min(34, Math.floor(room / verdicts.dates.length)));
  const width = VERDICT_NAME + w * verdicts.dates.length;
  const height = VERDICT_HEAD + VERDICT_ROW * shown.length;
  verdicts.width = w;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  canvas.style.width = width + "px";
  canvas.style.height = height + "px";
  const ctx = canvas.getContext("2d");
  ctx.scale(devicePixelRatio, devicePixelRatio);
  ctx.textBaseline = "middle";
  drawVerdictHead(ctx, w);
  shown.forEach((row, r) => drawVerdictRow(ctx, row, VERDICT_HEAD + r * VERDICT_ROW, w));
  if (document.activeElement === $("verify-heat")) {
    ctx.strokeStyle = color("--ink");
    ctx.lineWidth = 2;
    ctx.strokeRect(VERDICT_NAME + verdicts.column * w - 1,
      VERDICT_HEAD + verdicts.row * VERDICT_ROW, w + 1, VERDICT_ROW);
  }
  const more = verdicts.rows.length - shown.length;
  $("verify-more").hidden = !more;
  $("verify-more").textContent = `Show ${Math.min(VERDICT_ROWS, more)} more of ${number(more)} tickers`;
  if (!shown.length) $("verify-cell").textContent = "No ticker begins like that.";
}

/* Wide cells have the day of the month, narrow ones the month where it begins. */
function drawVerdictHead(ctx, w) {
  ctx.font = "11px system-ui, sans-serif";
  ctx.fillStyle = color("--soft");
  ctx.textAlign = "left";
  let free = 0;
  verdicts.dates.forEach((date, c) => {
    const begins = !c || date.slice(0, 7) !== verdicts.dates[c - 1].slice(0, 7);
    const x = VERDICT_NAME + c * w;
    const name = MONTHS[Number(date.slice(5, 7)) - 1].slice(0, 3);
    const text = begins ? (w >= 20 ? name + " " + Number(date.slice(8)) : name)
      : w >= 20 ? String(Number(date.slice(8))) : "";
    const wide = ctx.measureText(text).width;
    const left = w >= 20 ? x + (w - wide) / 2 : x + 1;
    if (text && left >= free) {
      ctx.fillText(text, left, VERDICT_HEAD / 2);
      free = left + wide + 4;
    }
  });
}

function drawVerdictRow(ctx, row, y, w) {
  ctx.font = "13px system-ui, sans-serif";
  ctx.fillStyle = color("--ink");
  ctx.textAlign = "left";
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, y, VERDICT_NAME - 8, VERDICT_ROW);
  ctx.clip();
  ctx.fillText(row.ticker, 0, y + VERDICT_ROW / 2);
  ctx.restore();
  ctx.textAlign = "center";
  ctx.font = "600 12px system-ui, sans-serif";
  const onlyNew = $("verify-new").checked;
  for (let c = 0; c < row.cells.length; c++) {
    const verdict = verdictOf(row.cells[c]);
    if (!verdict) continue;
    ctx.globalAlpha = onlyNew && !isNewVerdict(row.cells[c]) ? 0.15 : 1;
    drawVerdict(ctx, verdict, VERDICT_NAME + c * w, y + 1, w - (w > 7 ? 2 : 1), VERDICT_ROW - 2);
  }
  ctx.globalAlpha = 1;
}

/* The form says what the color says: a frame, a cut, a whole block; and a sign if there is room. */
function drawVerdict(ctx, verdict, x, y, w, h) {
  ctx.fillStyle = ctx.strokeStyle = verdictColor(verdict);
  ctx.lineWidth = 1;
  if (verdict === VERDICTS.n || verdict === VERDICTS.p) {
    ctx.strokeRect(x + .5, y + .5, w - 1, h - 1);
  } else if (verdict === VERDICTS.s) {
    ctx.fillRect(x, y + h / 3, w, h / 3);
    return;
  } else if (verdict === VERDICTS.u && w < 9) {
    ctx.fillRect(x, y, w, h / 2 - 2);
    ctx.fillRect(x, y + h / 2 + 2, w, h / 2 - 2);
  } else {
    ctx.fillRect(x, y, w, h);
  }
  if (verdict.sign && w >= 9) {
    ctx.fillStyle = verdict === VERDICTS.p ? color("--ink") : color(`--v-${verdict.word}i`);
    ctx.fillText(verdict.sign, x + w / 2, y + h / 2);
  }
}

/* What the cell under the cursor is, in words. */
function sayVerdict(r, c) {
  const row = verdicts.rows[r];
  const verdict = row && verdictOf(row.cells[c]);
  if (!row) return;
  const found = findingAt(verdicts.layer, row.ticker, verdicts.dates[c]);
  $("verify-cell").textContent = `${row.ticker}, ${verdicts.layer.name}, ${verdicts.dates[c]}: ` +
    (!verdict ? "no verdict" : verdict.word + (isNewVerdict(row.cells[c]) ? " (new)" : "") + ", " +
      (found && found.text ? found.text : verdict.says));
}

function showVerdict(r, c) {
  const row = verdicts.rows[r];
  if (!row) return;
  sayVerdict(r, c);
  const found = findingAt(verdicts.layer, row.ticker, verdicts.dates[c]);
  if (found) chooseFinding(found.finding, found.row, true);
}

function verdictAt(e) {
  const box = $("verify-canvas").getBoundingClientRect();
  const c = Math.floor((e.clientX - box.left - VERDICT_NAME) / verdicts.width);
  const r = Math.floor((e.clientY - box.top - VERDICT_HEAD) / VERDICT_ROW);
  return r >= 0 && c >= 0 && c < verdicts.dates.length && r < verdicts.shown ? [r, c] : null;
}

function verdictKeys(e) {
  const last = Math.min(verdicts.rows.length, verdicts.shown) - 1;
  const to = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0],
    Home: [0, -verdicts.column], End: [0, verdicts.dates.length], PageDown: [10, 0],
    PageUp: [-10, 0]}[e.key];
  if (to) {
    e.preventDefault();
    verdicts.row = Math.max(0, Math.min(last, verdicts.row + to[0]));
    verdicts.column = Math.max(0, Math.min(verdicts.dates.length - 1, verdicts.column + to[1]));
    drawVerdicts();
    sayVerdict(verdicts.row, verdicts.column);
    $("verify-heat").scrollLeft = Math.max(0, VERDICT_NAME + verdicts.column * verdicts.width -
      $("verify-heat").clientWidth / 2);
  } else if (e.key === "Enter" || e.key === " ") {
    e.preventDefault();
    showVerdict(verdicts.row, verdicts.column);
  }
}

/* What the last verify made anew; the rest stands as it was. */
function saySince() {
  const verify = data.verify;
  const list = counts => Object.entries(counts).map(([word, n]) => `${number(n)} ${word}`).join(", ");
  const sum = counts => Object.values(counts).reduce((a, b) => a + b, 0);
  const made = sum(verify.made);
  const rest = sum(verify.all) - made;
  $("verify-since").replaceChildren(
    make("b", {}, list(verify.all)), `. Since the verify before: ` + (!verify.run ? "unknown."
      : `run ${verify.run} (${verify.at}) made ` + (made
        ? `${number(made)} verdicts: ${list(verify.made)}; ${number(rest)} stand as they were.`
        : `none, all ${number(rest)} stand as they were.`)));
}

function startVerify() {
  if (!data.verify.layers.length) {
    $("verify-body").hidden = true;
    $("verify-since").replaceChildren("Never verified. ", make("code", {}, data.verify.command),
      " says what is missing.");
    return;
  }
  saySince();
  $("verify-legend").replaceChildren(...Object.values(VERDICTS).map(v => make("span", {title: v.says},
    make("i", {class: "v-" + v.word.split(" ")[0]}, v.sign), v.word)));
  data.verify.layers.forEach((layer, i) =>
    $("verify-layer").append(make("option", {value: i}, layer.name)));
  for (const id of ["layer", "year", "filter", "order", "new"]) {
    $("verify-" + id).addEventListener(id === "filter" ? "input" : "change", chooseVerdicts);
  }
  $("verify-more").addEventListener("click", () => {
    verdicts.shown += VERDICT_ROWS;
    drawVerdicts();
  });
  const canvas = $("verify-canvas");
  canvas.addEventListener("mousemove", e => verdictAt(e) && sayVerdict(...verdictAt(e)));
  canvas.addEventListener("click", e => verdictAt(e) && showVerdict(...verdictAt(e)));
  $("verify-heat").addEventListener("keydown", verdictKeys);
  for (const name of ["focus", "blur"]) $("verify-heat").addEventListener(name, drawVerdicts);
  new ResizeObserver(drawVerdicts).observe($("verify-heat"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawVerdicts);
  $("verify-cell").textContent = "Point at a cell, or move with the arrow keys; Enter or a click " +
    "shows the day of a finding.";
  chooseVerdicts();
}

start(startVerify);
