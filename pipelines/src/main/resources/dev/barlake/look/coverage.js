/* Tickers by months. A layer is one entry of data.heatmaps; its kind says what its numbers are. */
const PAGE = 100;
data.heatmaps.forEach(layer => layer.rows.forEach(row => {
  row.covered = decode(row.covered);
  row.bars = decode(row.bars);
}));
const heat = {layer: data.heatmaps[0], shown: PAGE, row: 0, column: 0};

const KINDS = {
  coverage: {
    measures: {
      covered: {
        level: (cell) => !cell.covered ? 0 : cell.covered >= cell.days ? 5
          : Math.max(1, Math.min(4, Math.ceil(4 * cell.covered / cell.days))),
        text: cell => cell.covered ? Math.floor(100 * cell.covered / cell.days) + "" : "",
        legend: [["none", "nothing"], ["l1 part", "up to 25 % of the month's trading days"],
          ["l2 part", "50 %"], ["l3 part", "75 %"], ["l4 part", "99 %"], ["l5", "all of them"]]
      },
      bars: {
        level: (cell, most) => cell.bars ? Math.max(1, Math.ceil(5 * perDay(cell) / most)) : 0,
        text: cell => cell.bars ? compact(perDay(cell)) : "",
        legend: [["none", "no bar"], ["l1", "few"], ["l3", "half"],
          ["l5", "as many as in the ticker's busiest month"]]
      }
    },
    cell: (row, i) => ({covered: row.covered[i], bars: row.bars[i],
      days: heat.layer.days[row.market][i]}),
    say: (row, month, cell) => `${row.ticker}, ${monthName(month)}: ` + (cell.covered
      ? `${cell.covered} of ${cell.days} trading days covered, ${number(cell.bars)} bars, ` +
        `${number(Math.round(perDay(cell)))} a day` : "nothing")
  }
};

const perDay = cell => cell.covered ? cell.bars / cell.covered : 0;
const compact = n => n >= 9950 ? Math.round(n / 1000) + "k" : n >= 995 ? (n / 1000).toFixed(1) + "k"
  : n < 9.5 && n % 1 ? n.toFixed(1) : Math.round(n) + "";

function gaps(row) {
  return KINDS[heat.layer.kind].gaps ? KINDS[heat.layer.kind].gaps(row)
    : row.covered.reduce((sum, c, i) => sum + Math.max(0, heat.layer.days[row.market][i] - c), 0);
}

function rows() {
  const wanted = $("filter").value.split(/[\s,]+/).filter(Boolean);
  const found = heat.layer.rows.filter(row => !wanted.length
    || wanted.some(text => row.ticker.toUpperCase().startsWith(text.toUpperCase())));
  return $("order").value === "gaps" ? found.slice().sort((a, b) => gaps(b) - gaps(a)) : found;
}

function drawHeat() {
  const layer = heat.layer;
  if (!layer) {
    leaveOut("coverage");
    return;
  }
  const kind = KINDS[layer.kind];
  const name = document.querySelector("input[name=measure]:checked").value;
  const measure = kind.measures[name];
  const all = rows();
  const shown = all.slice(0, heat.shown);
  const wide = layer.columns.length <= 24;
  $("legend").replaceChildren(...measure.legend.map(([css, text]) =>
    make("span", {}, make("i", {class: css}), text)));
  const body = make("tbody", {});
  shown.forEach((row, r) => body.append(heatRow(row, r, kind, measure, wide)));
  const grid = make("table", {class: "heat", role: "grid", "aria-label":
    `${layer.name}: ${name === "bars" ? "bars a day" : "trading days covered"}, tickers by months`},
    make("colgroup", {}, make("col", {class: "name"}), ...layer.columns.map(() => make("col", {}))),
    heatHead(layer.columns, wide), body);
  grid.style.minWidth = `calc(7.5rem + ${layer.columns.length * (wide ? 34 : 15)}px)`;
  $("heat").replaceChildren(grid);
  $("more").hidden = shown.length === all.length;
  $("more").textContent = `Show ${Math.min(PAGE, all.length - shown.length)} more of ` +
    `${number(all.length - shown.length)} tickers`;
  $("cell").textContent = all.length ? "Point at a cell, or move with the arrow keys; Enter or a " +
    "click shows the ticker's prices." : "No ticker begins like that.";
  heat.row = heat.column = 0;
  const first = cellAt(0, 0);
  if (first) first.tabIndex = 0;
}

function heatHead(columns, wide) {
  const years = [];
  columns.forEach(month => {
    const year = month.slice(0, 4);
    if (years.length && years[years.length - 1][0] === year) years[years.length - 1][1]++;
    else years.push([year, 1]);
  });
  return make("thead", {},
    make("tr", {}, make("td", {}), ...years.map(([year, span]) =>
      make("th", {class: "year", scope: "colgroup", colspan: span}, year))),
    make("tr", {}, make("th", {scope: "col"}, ""), ...columns.map(month => {
      const name = MONTHS[Number(month.slice(5)) - 1];
      return make("th", {scope: "col", "aria-label": monthName(month)},
        wide ? name.slice(0, 3) : name[0]);
    })));
}

function heatRow(row, r, kind, measure, wide) {
  const cells = heat.layer.columns.map((month, i) => kind.cell(row, i));
  const most = Math.max(...cells.map(perDay), 1e-9);
  const ticker = make("button", {type: "button", "aria-pressed": String(row.ticker === chart.ticker),
    title: row.ticker}, row.ticker);
  ticker.addEventListener("click", () => choose(row.ticker));
  return make("tr", {}, make("th", {scope: "row"}, ticker), ...cells.map((cell, c) => {
    const level = measure.level(cell, most);
    const partial = cell.covered > 0 && cell.covered < cell.days;
    return make("td", {
      class: (level ? "l" + level : "none") + (partial && measure.legend.length > 4 ? " part" : ""),
      role: "gridcell", tabindex: "-1", "data-r": r, "data-c": c, "data-ticker": row.ticker,
      "aria-label": kind.say(row, heat.layer.columns[c], cell)
    }, wide ? measure.text(cell) : "");
  }));
}

const cellAt = (r, c) => $("heat").querySelector(`td[data-r="${r}"][data-c="${c}"]`);

function moveTo(r, c) {
  const next = cellAt(r, c);
  if (!next) return;
  const before = cellAt(heat.row, heat.column);
  if (before) before.tabIndex = -1;
  heat.row = r;
  heat.column = c;
  next.tabIndex = 0;
  next.focus();
  next.scrollIntoView({block: "nearest", inline: "nearest"});
}

function heatEvents() {
  data.heatmaps.forEach((layer, i) => $("map").append(make("option", {value: i}, layer.name)));
  $("map").addEventListener("change", () => {
    heat.layer = data.heatmaps[$("map").value];
    heat.shown = PAGE;
    drawHeat();
  });
  $("filter").addEventListener("input", drawHeat);
  $("order").addEventListener("change", drawHeat);
  document.querySelectorAll("input[name=measure]").forEach(i => i.addEventListener("change", drawHeat));
  $("more").addEventListener("click", () => {
    const from = heat.shown;
    heat.shown += PAGE;
    drawHeat();
    moveTo(from, 0);
  });
  const tell = e => {
    const label = e.target.closest && e.target.closest("td[data-r]");
    if (label) $("cell").textContent = label.getAttribute("aria-label");
  };
  $("heat").addEventListener("mouseover", tell);
  $("heat").addEventListener("focusin", tell);
  $("heat").addEventListener("click", e => {
    const cell = e.target.closest("td[data-r]");
    if (cell) choose(cell.dataset.ticker);
  });
  $("heat").addEventListener("keydown", e => {
    if (!e.target.closest("td[data-r]")) return;
    const last = heat.layer.columns.length - 1;
    const to = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0],
      Home: [0, -heat.column], End: [0, last - heat.column], PageDown: [10, 0], PageUp: [-10, 0]}[e.key];
    if (to) {
      e.preventDefault();
      moveTo(Math.max(0, heat.row + to[0]), heat.column + to[1]);
    } else if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      choose(e.target.dataset.ticker);
      $("date").focus();
    }
  });
}

start(heatEvents);
start(drawHeat);
