"use strict";
/* The data of the page, and small ways to build it. Each part's data is described in its class. */
const data = JSON.parse(document.getElementById("data").textContent);
const $ = id => document.getElementById(id);
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];
/* What the parts draw, once all scripts are there. */
const starters = [];
const start = draw => starters.push(draw);
const number = n => n.toLocaleString("en-US");

function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let i = 0;
  for (; bytes >= 999.95 && i < units.length - 1; i++) bytes /= 1000;
  return (i ? bytes.toFixed(1) : bytes) + " " + units[i];
}

function monthName(month) {
  return MONTHS[Number(month.slice(5)) - 1] + " " + month.slice(0, 4);
}

/* An element with attributes and children; text is text, never markup. */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/* A table: columns as [title, isNumber]. */
function table(columns, rows) {
  const head = columns.map(([t, n]) => make("th", {scope: "col", class: n ? "n" : null}, t));
  return make("table", {class: "plain"},
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows.map(row => make("tr", {},
      ...row.map((cell, i) => make("td", {class: columns[i][1] ? "n" : null}, cell))))));
}

/* Whole numbers as Deltas.java writes them: each the difference to the one before; ~ is none. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
function decode(text) {
  const values = [];
  let last = 0;
  let value = 0;
  let scale = 1;
  for (const c of text) {
    if (c === "~") {
      values.push(null);
      continue;
    }
    const digit = DIGITS.indexOf(c);
    value += (digit & 31) * scale;
    scale *= 32;
    if (digit < 32) {
      last += value % 2 ? -(value + 1) / 2 : value / 2;
      values.push(last);
      value = 0;
      scale = 1;
    }
  }
  return values;
}

function drawFrame() {
  $("lake").textContent = data.lake;
  document.title = "Barlake: " + data.lake;
  $("foot").textContent = `Made ${data.madeAt} by ${("Barlake " + data.version).trim()}. The page ` +
    "holds all its data and asks no server for anything.";
}

/* A part that has nothing to show is left out, and its link too. */
function leaveOut(name) {
  $(name).hidden = true;
  const link = document.querySelector(`nav a[href="#${name}"]`);
  if (link) link.hidden = true;
}

start(drawFrame);
