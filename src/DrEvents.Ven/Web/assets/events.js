// Past events, the question before an opt-out, the test and the pairing.

import { change, read, saveToken } from "./link.js";
import { find, make, write } from "./now.js";
import { day, ended, kw, kwh, minute, reasons, round } from "./words.js";

const pastShown = 12;
let shownVersion;

export async function showPast(ven) {
  if (shownVersion === ven.eventsVersion) return;
  shownVersion = ven.eventsVersion;
  const { past } = await read("events");
  const rows = past.slice(0, pastShown).map((event) => pastRow(event, ven.at));
  find("past").replaceChildren(...(rows.length > 0 ? rows : [make("li", "quiet", "None yet. What your home delivers will be listed here.")]));
}

function pastRow(event, nowS) {
  const item = make("li", "row");
  const words = make("div");
  const what = event.isTest ? "Test" : "Grid event";
  words.append(make("p", "row-title", `${day(event.startedAt, nowS)}, ${minute(event.startedAt)} – ${minute(event.endedAt)}`));
  const delivered = event.deliveredKwh === undefined ? "" : `saved ${kwh(event.deliveredKwh)}, ${kw(event.meanKw)} of ${round(event.requestedKw)}`;
  words.append(make("p", "quiet small", [what, delivered, ended(event)].filter(Boolean).join(" · ")));
  item.append(words);
  if (event.deliveredPercent !== undefined) {
    const percent = Math.round(event.deliveredPercent);
    const badge = make("p", percent >= 90 ? "badge good" : "badge", `${percent} %`.replace("-", "−"));
    badge.title = "delivered of what was asked";
    item.append(badge);
  }
  return item;
}

/** Offers the reasons, and says what an opt-out costs. */
export function askWhy(event, until, cost) {
  find("opt-out").dataset.event = event;
  write(
    "opt-out-cost",
    cost && cost.kw > 0
      ? `The grid would miss ${kw(cost.kw)} from your home until ${minute(until)}: ${kwh(cost.kwh)} in all.`
      : `Your home would not take part until ${minute(until)}.`,
  );
  find("opt-out").showModal();
}

export function prepare(onState, onProblem) {
  const dialog = find("opt-out");
  const done = (promise) => promise.then(onState, (error) => onProblem(error.message));
  find("reasons").append(
    ...Object.entries(reasons).map(([name, text], n) => {
      const label = make("label", "choice");
      const radio = make("input");
      Object.assign(radio, { type: "radio", name: "reason", value: name, checked: n === 0 });
      label.append(radio, make("span", "", text));
      return label;
    }),
  );
  find("stay").addEventListener("click", () => dialog.close());
  find("opt-out-form").addEventListener("submit", (submit) => {
    submit.preventDefault();
    const reason = new FormData(submit.target).get("reason");
    dialog.close();
    done(change("POST", `events/${encodeURIComponent(dialog.dataset.event)}/opt-out`, { reason }));
  });
  find("test-form").addEventListener("submit", (submit) => {
    submit.preventDefault();
    const fields = new FormData(submit.target);
    const test = { minutes: Number(fields.get("minutes")) };
    if (fields.get("kw")) test.reductionKw = Number(fields.get("kw"));
    done(change("POST", "test-event", test));
  });
  find("pairing-form").addEventListener("submit", (submit) => {
    submit.preventDefault();
    saveToken(new FormData(submit.target).get("token").trim());
    read("state").then(
      () => location.reload(),
      (error) => {
        saveToken(null);
        onProblem(error.message);
      },
    );
  });
  return {
    optIn: (event) => done(change("POST", `events/${encodeURIComponent(event)}/opt-in`)),
    stopTest: () => done(change("DELETE", "test-event")),
    changeLoad: (load, what) => done(change("PATCH", `loads/${encodeURIComponent(load)}`, what)),
  };
}

export function showRights(ven) {
  find("pairing").hidden = ven.mayChange || !ven.needsPairing;
  find("test").hidden = !ven.mayChange;
  find("test-form").querySelector("button").disabled = Boolean(ven.shed);
}
