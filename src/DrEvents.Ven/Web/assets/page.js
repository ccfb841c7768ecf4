"use strict";

const pollMs = 2000;
const chartWindowS = 30 * 60;
const svgNs = "http://www.w3.org/2000/svg";

const find = (id) => document.getElementById(id);
const kw = (value, digits = 2) => `${value.toFixed(digits).replace("-", "−")} kW`;
const clock = (unixS) => new Date(unixS * 1000).toLocaleTimeString([], { hour12: false });
const minute = (unixS) => new Date(unixS * 1000).toLocaleTimeString([], { hour12: false, hour: "2-digit", minute: "2-digit" });

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function left(seconds) {
  const s = Math.max(0, Math.round(seconds));
  const pad = (n) => String(n).padStart(2, "0");
  return s >= 3600 ? `${Math.floor(s / 3600)}:${pad(Math.floor((s % 3600) / 60))}:${pad(s % 60)}` : `${Math.floor(s / 60)}:${pad(s % 60)}`;
}

function showState(ven) {
  document.title = ven.shed ? `${ven.venId} · shedding` : ven.venId;
  find("ven-id").textContent = ven.venId;
  find("link").textContent = ven.isConnected ? "connected" : ven.keptSamples > 0 ? `offline · ${ven.keptSamples} kept` : "offline";
  find("link").title = ven.broker;
  find("link").classList.toggle("good", ven.isConnected);
  find("state").classList.toggle("shedding", Boolean(ven.shed));
  find("used").textContent = ven.usedKw.toFixed(2).replace("-", "−");
  find("progress").hidden = !ven.shed;
  if (!ven.shed) {
    find("mode").textContent = ven.isEnabled ? "Normal" : "Not taking part in events";
    find("detail").textContent = ven.isEnabled ? `${kw(ven.availableKw)} could be shed now` : "";
    return;
  }
  const shed = ven.shed;
  find("mode").textContent = shed.eventId ? `Shedding for ${shed.eventId}` : "Shedding";
  find("detail").textContent = `${kw(shed.reducedKw)} of ${kw(shed.requestedKw)} less than the usual ${kw(shed.baselineKw)}`;
  const lengthS = Math.max(1, shed.until - shed.startedAt);
  find("elapsed").style.width = `${Math.min(100, (100 * (ven.at - shed.startedAt)) / lengthS)}%`;
  find("countdown").textContent = `${left(shed.until - ven.at)} left`;
  find("until").textContent = `until ${minute(shed.until)}`;
}

function showAnnounced(ven) {
  find("coming").hidden = ven.announced.length === 0;
  find("announced").replaceChildren(
    ...ven.announced.map((event) => {
      const from = event.startAt ? `${minute(event.startAt)} to ${minute(event.endAt)}` : `until ${minute(event.endAt)}`;
      const much = event.requestedKw ? `, ${kw(event.requestedKw)}` : "";
      return make("li", "", `${event.eventId}: ${from}${much}`);
    }),
  );
}

function whatOf(load) {
  const kind = load.type.replaceAll("_", " ");
  if (load.isCritical) return `${kind} · never shed`;
  const part = load.isEnabled ? `shed as no. ${load.priority}` : "not taking part";
  return load.chargePercent === undefined ? `${kind} · ${part}` : `${kind} · ${part} · ${Math.round(load.chargePercent)} % full`;
}

function showLoads(ven) {
  const scaleKw = Math.max(...ven.loads.map((load) => Math.max(load.wantedKw, Math.abs(load.powerKw))), 0.1);
  find("loads").replaceChildren(
    ...ven.loads.map((load) => {
      const shedKw = load.isLimited ? load.wantedKw - load.powerKw : 0;
      const row = make("li", load.isLimited ? "load limited" : "load");
      const name = make("div");
      name.append(make("div", "", load.name), make("div", "what", whatOf(load)));
      const power = make("div", "kw");
      power.append(make("div", "", kw(load.powerKw)));
      if (load.isLimited) power.append(make("div", "what part", shedKw > 0.005 ? `−${kw(shedKw)} shed` : "held off"));
      const bar = make("div", "bar");
      const is = make("div", "is");
      is.style.width = `${(100 * Math.max(0, load.powerKw)) / scaleKw}%`;
      const shed = make("div", "shed");
      shed.style.width = `${(100 * Math.max(0, shedKw)) / scaleKw}%`;
      bar.append(is, shed);
      row.append(name, power, bar);
      return row;
    }),
  );
}

function draw(tag, attributes, text) {
  const element = document.createElementNS(svgNs, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function showChart(ven) {
  const chart = find("chart");
  const box = { width: chart.clientWidth, height: chart.clientHeight, left: 28, bottom: 18, top: 6 };
  const highKw = Math.ceil(Math.max(1, ...ven.trace.map((p) => Math.max(p.usedKw, p.baselineKw ?? 0))) * 1.08);
  const lowKw = Math.min(0, Math.floor(Math.min(...ven.trace.map((p) => p.usedKw), 0)));
  const x = (at) => box.left + (box.width - box.left) * (1 - (ven.at - at) / chartWindowS);
  const y = (power) => box.top + (box.height - box.bottom - box.top) * (1 - (power - lowKw) / (highKw - lowKw));
  const line = (points, power) => points.map((p, i) => `${i ? "L" : "M"}${x(p.at).toFixed(1)} ${y(power(p)).toFixed(1)}`).join("");
  const parts = [];

  const stepKw = highKw - lowKw > 6 ? 2 : 1;
  for (let power = lowKw; power <= highKw; power += stepKw) {
    parts.push(draw("line", { class: "grid", x1: box.left, x2: box.width, y1: y(power), y2: y(power) }));
    parts.push(draw("text", { x: box.left - 6, y: y(power) + 4, "text-anchor": "end" }, String(power)));
  }
  for (const minutes of [30, 20, 10, 0]) {
    const anchor = minutes === 0 ? "end" : minutes === 30 ? "start" : "middle";
    const label = minutes === 0 ? "now" : `−${minutes} min`;
    parts.push(draw("text", { x: x(ven.at - minutes * 60), y: box.height - 4, "text-anchor": anchor }, label));
  }
  const points = ven.trace.filter((p) => ven.at - p.at <= chartWindowS);
  if (points.length > 1) {
    const used = line(points, (p) => p.usedKw);
    const ends = `L${x(points.at(-1).at).toFixed(1)} ${y(0).toFixed(1)}L${x(points[0].at).toFixed(1)} ${y(0).toFixed(1)}Z`;
    parts.push(draw("path", { class: "area", d: used + ends }), draw("path", { class: "used", d: used }));
    let run = [];
    for (const point of [...points, {}]) {
      if (point.baselineKw !== undefined) {
        run.push(point);
      } else if (run.length > 0) {
        parts.push(draw("path", { class: "baseline", d: line(run, (p) => p.baselineKw) }));
        run = [];
      }
    }
  }
  chart.replaceChildren(...parts);
}

function opOf(payload) {
  try {
    return JSON.parse(payload).op ?? "without op";
  } catch {
    return "unreadable";
  }
}

function tell(kind, data) {
  const limits = Object.keys(data.limits ?? {});
  switch (kind) {
    case "commandReceived":
      return `Command received: ${opOf(data.payload)}`;
    case "commandAnswered": {
      const ack = JSON.parse(data.ack);
      return `Answered ${ack.op}: ${ack.ok ? "yes" : `no, ${ack.error}`}`;
    }
    case "commandDiscarded":
      return `Command discarded: ${data.reason}`;
    case "eventAnnounced":
      return `${data.eventId} announced`;
    case "announcementEnded":
      return `${data.eventId} no longer waited for: ${data.reason}`;
    case "shedStarted":
      return `Shedding ${kw(data.requestedReductionKw)}${data.eventId ? ` for ${data.eventId}` : ""}`;
    case "loadsLimited":
      return limits.length > 0 ? `Limited: ${limits.join(", ")}` : "No limits";
    case "shedEnded":
      return `Shedding ended: ${data.reason}`;
    case "loadShedStarted":
      return `${data.loadId} limited to ${kw(data.limitKw)}`;
    case "loadShedEnded":
      return `${data.loadId} free again: ${data.reason}`;
    case "loadChanged":
      return `Settings of ${data.loadId} changed`;
    case "settingsChanged":
      return "Settings changed";
    case "connectionChanged":
      return data.isConnected ? "Connected" : "Connection lost";
    default:
      return kind;
  }
}

function showLog(ven) {
  find("log").replaceChildren(
    ...ven.log.map((entry) => {
      const row = make("li");
      row.append(make("time", "", clock(entry.at)), make("span", "", tell(entry.kind, JSON.parse(entry.json))));
      return row;
    }),
  );
}

async function refresh() {
  try {
    const answer = await fetch("api/state", { cache: "no-store" });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const ven = await answer.json();
    showState(ven);
    showAnnounced(ven);
    showLoads(ven);
    showChart(ven);
    showLog(ven);
  } catch (error) {
    find("link").textContent = "VEN does not answer";
    find("link").title = String(error);
    find("link").classList.remove("good");
  }
  setTimeout(refresh, pollMs);
}

refresh();
