// The power of the last hours: what was used, what would have been without the event, and when something was shed.

import { read } from "./link.js";
import { find } from "./now.js";
import { kw, minute } from "./words.js";

const svgNs = "http://www.w3.org/2000/svg";
const tickS = { 1: 900, 6: 3600, 24: 6 * 3600 };
let history = null;
let hours = 1;
let due = 0;
let version;

function draw(tag, attributes, text) {
  const element = document.createElementNS(svgNs, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A step of 1, 2 or 5 times a power of ten that gives about four lines. */
function step(span) {
  const raw = span / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw);
}

/** Unbroken runs of points: where the VEN was away there is no line. */
function runs(points, value) {
  const all = [];
  let last = null;
  for (const point of points) {
    if (value(point) === undefined) {
      last = null;
      continue;
    }
    if (!last || point.at - last.at > history.stepS * 3) all.push([]);
    all.at(-1).push(point);
    last = point;
  }
  return all;
}

function scales(ven, points, box) {
  const values = points.flatMap((p) => [p.usedKw, p.baselineKw ?? p.usedKw]);
  const top = Math.max(1, ...values) * 1.08;
  const bottom = Math.min(0, ...values);
  const stepKw = step(top - bottom);
  const highKw = Math.ceil(top / stepKw) * stepKw;
  const lowKw = Math.floor(bottom / stepKw) * stepKw;
  const from = ven.at - hours * 3600;
  return {
    stepKw,
    highKw,
    lowKw,
    from,
    x: (at) => box.left + (box.width - box.left - box.right) * Math.min(1, Math.max(0, (at - from) / (hours * 3600))),
    y: (power) => box.top + (box.height - box.bottom - box.top) * (1 - (power - lowKw) / (highKw - lowKw)),
  };
}

function axes(ven, box, s) {
  const parts = [];
  for (let power = s.lowKw; power <= s.highKw + 1e-9; power += s.stepKw) {
    parts.push(draw("line", { class: "grid", x1: box.left, x2: box.width - box.right, y1: s.y(power), y2: s.y(power) }));
    parts.push(draw("text", { x: box.left - 6, y: s.y(power) + 4, "text-anchor": "end" }, String(Number(power.toFixed(2)))));
  }
  parts.push(draw("text", { x: 0, y: 10 }, "kW"));
  const zoneS = new Date(ven.at * 1000).getTimezoneOffset() * 60;
  const first = Math.ceil((s.from - zoneS) / tickS[hours]) * tickS[hours] + zoneS;
  for (let at = first; at <= ven.at; at += tickS[hours]) {
    const x = s.x(at);
    if (x < box.left + 14 || x > box.width - 16) continue;
    parts.push(draw("text", { x, y: box.height - 4, "text-anchor": "middle" }, minute(at)));
  }
  return parts;
}

function shades(ven, box, s) {
  return history.sheds
    .filter((shed) => shed.until > s.from)
    .map((shed) => {
      const [x1, x2] = [s.x(shed.from), s.x(Math.min(shed.until, ven.at))];
      return draw("rect", { class: shed.isTest ? "shade test" : "shade", x: x1, width: Math.max(2, x2 - x1), y: box.top, height: box.height - box.bottom - box.top });
    });
}

function render(ven) {
  const chart = find("chart");
  const box = { width: chart.clientWidth, height: chart.clientHeight, left: 30, right: 4, bottom: 20, top: 24 };
  const points = history.points.filter((p) => p.at >= ven.at - hours * 3600);
  points.push({ at: ven.at, usedKw: ven.usedKw, baselineKw: ven.shed?.baselineKw });
  const s = scales(ven, points, box);
  const line = (run, power) => run.map((p, i) => `${i ? "L" : "M"}${s.x(p.at).toFixed(1)} ${s.y(power(p)).toFixed(1)}`).join("");
  const parts = [...shades(ven, box, s), ...axes(ven, box, s)];
  for (const run of runs(points, (p) => p.usedKw)) {
    const d = line(run, (p) => p.usedKw);
    const zero = s.y(0).toFixed(1);
    parts.push(draw("path", { class: "area", d: `${d}L${s.x(run.at(-1).at).toFixed(1)} ${zero}L${s.x(run[0].at).toFixed(1)} ${zero}Z` }));
    parts.push(draw("path", { class: "used", d }));
  }
  for (const run of runs(points, (p) => p.baselineKw)) parts.push(draw("path", { class: "baseline", d: line(run, (p) => p.baselineKw) }));
  chart.replaceChildren(...parts);
  const used = points.map((p) => p.usedKw);
  const shed = history.sheds.map((span) => `${span.isTest ? "test" : "event"} from ${minute(span.from)} to ${minute(span.until)}`).join(", ");
  const words = `Power of the last ${hours} h: ${kw(Math.min(...used))} to ${kw(Math.max(...used))}, now ${kw(ven.usedKw)}${shed ? `; ${shed}` : ""}`;
  if (chart.getAttribute("aria-label") !== words) chart.setAttribute("aria-label", words);
}

/** Draws the newest state; the points are read again when there can be new ones. */
export async function showChart(ven) {
  if (!history || ven.at >= due || version !== ven.eventsVersion) {
    due = ven.at + (hours === 1 ? 10 : 60);
    version = ven.eventsVersion;
    history = await read(`history?hours=${hours}`);
  }
  render(ven);
}

export function prepareChart(redraw) {
  find("span").addEventListener("change", (choice) => {
    hours = Number(choice.target.value);
    history = null;
    redraw();
  });
  addEventListener("resize", redraw);
}
