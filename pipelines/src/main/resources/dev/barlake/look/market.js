/* The whole market: a line for each tree, its months, and what is missing with its command. */
function monthCell(month) {
  if (!month) return make("td", {class: "none"});
  const full = month.held >= month.days;
  const level = !month.held ? "none" : full ? "l5"
    : "l" + Math.max(1, Math.ceil(4 * month.held / month.days)) + " part";
  return make("td", {class: level, "aria-label":
    `${monthName(month.month)}: ${month.held} of ${month.days} trading dates`}, String(month.held));
}

function drawMarketMonths() {
  const columns = [...new Set(data.market.flatMap(t => t.months.map(m => m.month)))].sort();
  const months = make("table", {class: "heat", "aria-label":
    "Trading dates that are there, by month"},
    make("colgroup", {}, make("col", {class: "name"}), ...columns.map(() => make("col", {}))),
    make("thead", {}, make("tr", {}, make("th", {scope: "col"}, ""), ...columns.map(c =>
      make("th", {scope: "col", "aria-label": monthName(c)}, c.slice(2))))),
    make("tbody", {}, ...data.market.map(tree => make("tr", {}, make("th", {scope: "row"}, tree.name),
      ...columns.map(c => monthCell(tree.months.find(m => m.month === c)))))));
  months.style.minWidth = `calc(7.5rem + ${columns.length * 38}px)`;
  return months;
}

function missingCard(tree) {
  const more = tree.missing - tree.firstMissing.length;
  return make("div", {class: "card failure"},
    make("h3", {}, `${number(tree.missing)} trading dates of ${tree.name} are missing`),
    make("p", {}, tree.firstMissing.join(", ") + (more ? ` and ${number(more)} more` : "")),
    make("pre", {tabindex: "0"}, tree.mend));
}

function drawMarket() {
  if (!data.market.length) {
    leaveOut("market");
    return;
  }
  $("market-table").replaceChildren(table(
    [["bars of"], ["from"], ["to"], ["dates", true], ["missing", true], ["bars", true], ["size", true]],
    data.market.map(t => [t.name, t.from, t.to, number(t.dates), number(t.missing), number(t.bars),
      size(t.bytes)])));
  $("market-months").replaceChildren(drawMarketMonths());
  $("market-missing").replaceChildren(
    ...data.market.filter(t => t.missing).map(missingCard));
}

start(drawMarket);
