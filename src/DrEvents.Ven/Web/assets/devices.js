// The home's real devices for who commissions them: what they show, what was added, and the way to find and try one.

import { prepareFind } from "./find.js";
import { change, read } from "./link.js";
import { find, make, write } from "./now.js";
import { prepareTrial, showTrial } from "./trial.js";
import { day, kw, minute } from "./words.js";

const everyS = 2;
let due = 0;
let shown;
let tellProblem;

const states = { ok: "does well", stale: "has told nothing for a while", unreachable: "cannot be reached", refused: "does not do what it is told" };

/** What a device does now, in one line. */
function doing(device) {
  if (!device.isRunning) return "Added; takes part after a restart";
  const phases = [device.l1Kw, device.l2Kw, device.l3Kw].map((power, i) => (power === undefined ? "" : `L${i + 1} ${kw(power)}`)).filter(Boolean);
  return [states[device.state], ...phases].join(" · ");
}

function row(device) {
  const item = make("li", "device");
  const line = make("div", "device-line");
  line.append(make("p", "row-title", device.name), make("p", "", device.powerKw === undefined ? "" : kw(device.powerKw)));
  item.append(line, make("p", "quiet small", `${device.kind} · ${doing(device)}`));
  if (device.reason) item.append(make("p", "small reason", device.reason));
  const acts = make("p", "buttons");
  if (device.isRunning && !device.isMeter) {
    const button = make("button", "button plain-button", "Try it…");
    button.setAttribute("aria-label", `Try ${device.name}`);
    button.addEventListener("click", () => showTrial(device, shown));
    acts.append(button);
  }
  if (device.recordedAt !== undefined) {
    const link = make("a", "small", `Record of ${day(device.recordedAt, Date.now() / 1000)}, ${minute(device.recordedAt)}`);
    link.href = `api/devices/${encodeURIComponent(device.id)}/record`;
    link.download = "";
    link.setAttribute("aria-label", `Record of ${device.name}`);
    acts.append(link);
  }
  if (acts.childElementCount > 0) item.append(acts);
  return item;
}

/** Shows what the VEN says of its devices. A row is made anew only where it says something else, so that a focus is not lost. */
function show(view) {
  shown = view;
  const problem = view.homeFile === undefined ? "This VEN has no home's file of its own: start it with Ven:Home and the path of one." : (view.problem ?? "");
  write("devices-problem", problem);
  find("devices-problem").hidden = problem === "";
  find("find-part").hidden = problem !== "";
  find("devices-restart").hidden = !view.needsRestart;
  const list = find("devices");
  const keys = view.devices.map((device) => device.id);
  for (const item of [...list.children]) if (!keys.includes(item.dataset.id)) item.remove();
  for (const device of view.devices) {
    const key = JSON.stringify({ ...device, trial: null });
    const old = [...list.children].find((item) => item.dataset.id === device.id);
    if (old?.dataset.key === key) continue;
    const item = row(device);
    item.dataset.id = device.id;
    item.dataset.key = key;
    const hadFocus = old?.contains(document.activeElement) && document.activeElement.tagName;
    if (old) old.replaceWith(item);
    else list.append(item);
    if (hadFocus) item.querySelector(hadFocus)?.focus();
  }
  showTrial(null, view);
}

export async function refresh() {
  show(await read("devices"));
}

/** Reads the devices while somebody looks at them. */
export function showDevices(ven) {
  find("devices-card").hidden = !ven.mayChange;
  if (!ven.mayChange || !(find("devices-card").open || find("trial").open) || ven.at < due) return;
  due = ven.at + everyS;
  refresh().catch((error) => tellProblem(error.message));
}

export function prepareDevices(onProblem) {
  tellProblem = onProblem;
  find("devices-card").addEventListener("toggle", () => {
    if (find("devices-card").open) refresh().catch((error) => tellProblem(error.message));
  });
  find("restart").addEventListener("click", () => {
    find("restart").disabled = true;
    change("POST", "devices/restart")
      .catch((error) => tellProblem(error.message))
      .finally(() => setTimeout(() => (find("restart").disabled = false), 5000));
  });
  prepareFind(show);
  prepareTrial(refresh);
}
