// The head of the page, the card of the moment, what is announced and what was opted out of.

import { bare, day, kw, kwh, left, minute, reason, round } from "./words.js";

export const find = (id) => document.getElementById(id);

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Writes only what is new, so that screen readers are not told the same again. */
export function write(id, text) {
  const element = find(id);
  if (element.textContent !== text) element.textContent = text;
}

export function showLink(ven) {
  write("ven-id", ven.venId);
  write("link", ven.isConnected ? "connected" : "offline");
  find("link").title = ven.broker;
  find("link").classList.toggle("good", ven.isConnected);
}

export function showLost(why) {
  write("link", "no answer");
  find("link").title = why;
  find("link").classList.remove("good");
}

export function showNow(ven) {
  const { shed } = ven;
  const kind = shed ? (shed.isTest ? "test" : "event") : "calm";
  document.title = kind === "event" ? "Grid event · Home energy" : "Home energy";
  find("now").dataset.kind = kind;
  write("used", bare(ven.usedKw));
  find("commands-refused").hidden = ven.commandsRefused === 0;
  write("commands-refused", `${ven.commandsRefused === 1 ? "One command was" : `${ven.commandsRefused} commands were`} refused: the grid operator did not sign ${ven.commandsRefused === 1 ? "it" : "them"}.`);
  find("running").hidden = !shed;
  if (!shed) {
    write("kicker", ven.isEnabled ? "Normal" : "Not taking part");
    write("headline", ven.isEnabled ? "Nothing is asked of your home" : "Your home takes part in no events");
    write("detail", ven.isEnabled ? `${kw(ven.availableKw)} could be spared if the grid needs it.` : "The grid operator has switched events off for this home.");
    return;
  }
  write("kicker", shed.isTest ? "Test" : "Grid event");
  write(
    "headline",
    shed.isTest
      ? `Your home tries to use ${round(shed.requestedKw)} less until ${minute(shed.until)}`
      : `The grid operator asked for ${round(shed.requestedKw)} less until ${minute(shed.until)}`,
  );
  write("detail", `Without ${shed.isTest ? "the test" : "the event"} it would be about ${kw(shed.baselineKw)}.`);
  showRunning(ven, shed);
}

function showRunning(ven, shed) {
  const lengthS = Math.max(1, shed.until - shed.startedAt);
  const percent = Math.min(100, (100 * (ven.at - shed.startedAt)) / lengthS);
  find("elapsed").style.width = `${percent}%`;
  find("progress").setAttribute("aria-valuenow", String(Math.round(percent)));
  write("countdown", `${left(shed.until - ven.at)} left`);
  write("until", `${minute(shed.startedAt)} – ${minute(shed.until)}`);
  write("saved-now", kw(shed.reducedKw));
  write("asked", kw(shed.requestedKw));
  write("saved-energy", shed.deliveredKwh === undefined ? "…" : kwh(shed.deliveredKwh));
  write("who", shed.isTest ? "Started in this house; the grid operator does not count it." : shed.eventId ? `Asked by your grid operator as ${shed.eventId}, over ${ven.broker}.` : `Asked by your grid operator over ${ven.broker}.`);
  write("leave", shed.isTest ? "Stop the test" : "Opt out…");
  find("leave").hidden = !ven.mayChange || !(shed.isTest || shed.eventId);
}

/** Rows keep their buttons while nothing about them changes: a focus must not be lost to a refresh. */
function rows(card, items, toRow) {
  const key = JSON.stringify(items);
  find(card).hidden = items.length === 0;
  if (find(card).dataset.key === key) return;
  find(card).dataset.key = key;
  find(card).querySelector("ul").replaceChildren(...items.map(toRow));
}

function when(from, until, nowS) {
  return from === undefined ? `until ${minute(until)}` : `${day(from, nowS)}, ${minute(from)} – ${minute(until)}`;
}

function row(title, detail, button) {
  const item = make("li", "row");
  const words = make("div");
  words.append(make("p", "row-title", title), make("p", "quiet small", detail));
  item.append(words);
  if (button) item.append(button);
  return item;
}

function action(label, event, onClick) {
  const button = make("button", "button plain-button", label);
  button.setAttribute("aria-label", `${label.replace("…", "")}: ${event}`);
  button.addEventListener("click", onClick);
  return button;
}

export function showComing(ven, onLeave) {
  // The cost is asked of the newest state at the click; the row itself changes with the announcement only.
  const byTime = ven.announced.toSorted((a, b) => (a.startAt ?? a.endAt) - (b.startAt ?? b.endAt));
  const items = byTime.map(({ optOutCost, ...event }) => ({ ...event, mayChange: ven.mayChange, day: day(event.startAt ?? ven.at, ven.at) }));
  rows("coming", items, (event) =>
    row(
      when(event.startAt, event.endAt, ven.at),
      `${event.requestedKw ? `The grid operator will ask for ${round(event.requestedKw)} less` : "The grid operator may ask for less"} (${event.eventId})`,
      event.mayChange ? action("Opt out…", event.eventId, () => onLeave(event.eventId)) : null,
    ),
  );
}

export function showOptedOut(ven, onReturn) {
  const items = ven.optedOut.map((event) => ({ ...event, mayChange: ven.mayChange, day: day(event.startAt ?? ven.at, ven.at) }));
  rows("opted-out", items, (event) =>
    row(
      when(event.startAt, event.until, ven.at),
      `${event.requestedKw ? `${round(event.requestedKw)} less was asked for` : event.eventId}. Your reason: ${reason(event.reason)}.`,
      event.mayChange && event.mayReturn ? action("Take part again", event.eventId, () => onReturn(event.eventId)) : null,
    ),
  );
}
