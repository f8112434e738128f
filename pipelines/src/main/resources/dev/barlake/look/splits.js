/* The splits that adjusted bars were computed under. */
function drawSplitTable() {
  $("splits-table").replaceChildren(data.splits.length ? table(
    [["ticker"], ["first date on the new scale"], ["old : new shares"], ["in"]],
    data.splits.map(s => [s.ticker, s.date, s.ratio, s.windows.join(", ")]))
    : "No adjusted series was computed under a split.");
}

start(drawSplitTable);
