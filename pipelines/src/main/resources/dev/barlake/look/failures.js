/* What failed, why, and the command that mends it. */
function drawFailures() {
  const cards = data.failures.map(f => make("div", {class: "card failure"},
    make("h3", {}, f.what), ...f.messages.map(m => make("p", {}, m)), make("p", {}, f.then),
    ...(f.command ? [make("pre", {tabindex: "0"}, f.command)] : [])));
  data.damaged.forEach(text => cards.push(make("div", {class: "card failure"},
    make("h3", {}, "A damaged file"), make("p", {}, text))));
  $("failures-list").replaceChildren(...(cards.length ? cards
    : [make("p", {class: "card"}, data.runs.length ? "Nothing failed." : "No run left a record.")]));
}

start(drawFailures);
