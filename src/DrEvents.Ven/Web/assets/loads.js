// Every load with its state, its part in events and its place in the order of shedding. Rows are made once and then only written to, so
// that a switch keeps its focus.

import { find, make } from "./now.js";
import { device, doing, kw } from "./words.js";

const placesMax = 9;
const made = new Map();

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function controls(load, onChange) {
  const line = make("div", "controls");
  const part = make("label", "switch");
  const box = make("input");
  box.type = "checkbox";
  box.setAttribute("role", "switch");
  box.setAttribute("aria-label", `${load.name} takes part in events`);
  part.append(box, make("span", "", "Takes part in events"));
  const place = make("label", "place", "Shed no. ");
  const select = make("select");
  select.setAttribute("aria-label", `Place of ${load.name} in the order of shedding; 1 goes first`);
  for (let n = 1; n <= placesMax; n++) select.append(new Option(String(n), String(n)));
  place.append(select);
  box.addEventListener("change", () => onChange(load.id, { enabled: box.checked }));
  select.addEventListener("change", () => onChange(load.id, { priority: Number(select.value) }));
  line.append(part, place);
  return { line, box, select };
}

function makeRow(load, onChange) {
  const item = make("li", "load");
  const name = make("p", "load-name", load.name);
  const power = make("p", "load-power");
  const state = make("p", "load-state small");
  const saved = make("p", "load-saved small");
  const how = make("p", "load-device small");
  const bar = make("div", "bar");
  const is = make("div", "is");
  const spared = make("div", "spared");
  bar.append(is, spared);
  bar.setAttribute("aria-hidden", "true");
  item.append(name, power, state, saved, how, bar);
  const set = load.isCritical ? null : controls(load, onChange);
  if (set) item.append(set.line);
  return { item, power, state, saved, how, is, spared, set };
}

export function showLoads(ven, onChange) {
  const scaleKw = Math.max(...ven.loads.map((load) => Math.max(load.wantedKw, Math.abs(load.powerKw))), 0.1);
  for (const load of ven.loads) {
    if (!made.has(load.id)) {
      made.set(load.id, makeRow(load, onChange));
      find("loads").append(made.get(load.id).item);
    }
    const row = made.get(load.id);
    const savedKw = load.heldFor ? Math.max(0, load.wantedKw - load.powerKw) : 0;
    row.item.classList.toggle("held", Boolean(load.heldFor));
    write(row.power, kw(load.powerKw));
    write(row.state, doing(load));
    write(row.saved, savedKw > 0.005 ? `saves ${kw(savedKw)}` : "");
    write(row.how, device(load));
    row.how.hidden = row.how.textContent === "";
    row.is.style.width = `${(100 * Math.max(0, load.powerKw)) / scaleKw}%`;
    row.spared.style.width = `${(100 * savedKw) / scaleKw}%`;
    if (!row.set) continue;
    const { box, select } = row.set;
    box.disabled = select.disabled = !ven.mayChange;
    if (document.activeElement !== select) {
      if (![...select.options].some((o) => o.value === String(load.priority))) select.append(new Option(String(load.priority)));
      select.value = String(load.priority);
    }
    box.checked = load.isEnabled;
  }
}
