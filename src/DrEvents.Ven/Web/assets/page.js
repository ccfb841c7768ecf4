// Puts the page together: follows the VEN's state and shows it.

import { prepareChart, showChart } from "./chart.js";
import { prepareDevices, showDevices } from "./devices.js";
import { askWhy, prepare, showPast, showRights } from "./events.js";
import { follow, takeTokenFromAddress } from "./link.js";
import { showLoads } from "./loads.js";
import { showLog } from "./log.js";
import { find, showComing, showLink, showLost, showNow, showOptedOut, write } from "./now.js";
import { showReceipts } from "./receipts.js";

const noticeMs = 8000;
let newest = null;
let fades;

function tellProblem(text) {
  write("notice", text);
  find("notice").hidden = false;
  clearTimeout(fades);
  fades = setTimeout(() => (find("notice").hidden = true), noticeMs);
}

function show(ven) {
  newest = ven;
  showLink(ven);
  showNow(ven);
  showComing(ven, (event) => leave(event));
  showOptedOut(ven, acts.optIn);
  showLoads(ven, acts.changeLoad);
  showRights(ven);
  showDevices(ven);
  const later = [showChart(ven), showPast(ven), showReceipts(ven), showLog(ven)];
  if (find("main").ariaBusy === "true") Promise.allSettled(later).then(() => (find("main").ariaBusy = "false"));
  for (const part of later) part.catch((error) => showLost(error.message));
}

/** Says what an opt-out of the event costs by the newest state, and asks why. */
function leave(event) {
  const { shed } = newest;
  if (shed?.eventId === event) {
    askWhy(event, shed.until, shed.optOutCost);
    return;
  }
  const announced = newest.announced.find((a) => a.eventId === event);
  if (announced) askWhy(event, announced.endAt, announced.optOutCost);
}

const acts = prepare(show, (problem) => {
  tellProblem(problem);
  // What was refused is not shown as done.
  if (newest) show(newest);
});

find("leave").addEventListener("click", () => (newest.shed?.isTest ? acts.stopTest() : leave(newest.shed?.eventId)));
find("log-card").addEventListener("toggle", () => newest && showLog(newest));
prepareDevices(tellProblem);
prepareChart(() => newest && showChart(newest));
takeTokenFromAddress();
addEventListener("hashchange", () => {
  takeTokenFromAddress();
  location.reload();
});
follow(show, showLost);
