// What the VEN wrote down, in words. It is read while somebody looks at it.

import { read } from "./link.js";
import { find, make, write } from "./now.js";
import { clock, kw, kwh, reason } from "./words.js";

let newest;

function opOf(payload) {
  try {
    return JSON.parse(payload).op ?? "without op";
  } catch {
    return "unreadable";
  }
}

const answered = (ack) => `Answered ${ack.op}: ${ack.ok ? "yes" : `no, ${ack.error}`}`;

const tell = {
  commandReceived: (data) => `Command received: ${opOf(data.payload)}`,
  commandAnswered: (data) => answered(JSON.parse(data.ack)),
  commandDiscarded: (data) => `Command discarded: ${data.reason}`,
  eventAnnounced: (data) => `${data.eventId} announced`,
  announcementEnded: (data) => `${data.eventId} no longer waited for: ${data.reason}`,
  shedStarted: (data) => `Shedding ${kw(data.requestedReductionKw)}${data.eventId ? ` for ${data.eventId}` : ""}`,
  testStarted: (data) => `Test: shedding ${kw(data.requestedReductionKw)}`,
  loadsLimited: (data) => (Object.keys(data.limits).length > 0 ? `Limited: ${Object.keys(data.limits).join(", ")}` : "No limits"),
  shedEnded: (data) => `Shedding ended: ${data.reason}`,
  shedMeasured: (data) => `Saved so far: ${kwh(data.deliveredKwh)} of ${kwh(data.requestedKwh)}`,
  eventRestored: (data) => `${data.eventId} restored`,
  eventOptedOut: (data) => `Opted out of ${data.eventId}: ${reason(data.reason)}`,
  eventOptedIn: (data) => `Opted back into ${data.eventId}`,
  ownerNoticeSent: (data) => `Grid operator told about ${data.eventId}`,
  loadShedStarted: (data) => `${data.loadId} limited to ${kw(data.limitKw)}`,
  loadShedEnded: (data) => `${data.loadId} free again: ${data.reason}`,
  deviceStateChanged: (data) => `Device ${data.loadId}: ${data.state}${data.reason ? `, ${data.reason}` : ""}`,
  deviceHeld: (data) => (data.isHeld ? `${data.loadId} gets a limit of ours` : `${data.loadId} has no limit of ours any more`),
  deviceCommissioned: (data) => `${data.name} was tried: ${data.findings.length === 0 ? "device and main meter did what they should" : data.findings.join("; ")}`,
  loadSetByHand: (data) => `${data.loadId} was set by hand (${data.what}): left alone until the reduction is over`,
  loadHadToRun: (data) => `${data.loadId} has to run: free again, and others take its part`,
  loadChanged: (data) => `Settings of ${data.loadId} changed`,
  settingsChanged: () => "Settings changed",
  venStarted: (data) => `VEN ${data.version} started`,
  powerMeasured: (data) => `Mean power ${kw(data.meanKw)} over ${Math.max(1, Math.round(data.durationS / 60))} min`,
  receiptKept: (data) => `Receipt ${data.result} of ${data.eventId} came`,
  receiptsRefused: (data) => `${data.count === 1 ? "A receipt was" : `${data.count} receipts were`} refused: ${data.reason}`,
  commandsRefused: (data) => `${data.count === 1 ? "A command was" : `${data.count} commands were`} refused: ${data.reason}`,
  commandKeysTaken: (data) => `Commands are verified by ${data.keyIds.length === 1 ? "another key" : `${data.keyIds.length} other keys`} from now on`,
  connectionChanged: (data) => (data.isConnected ? "Connected" : `Connection lost: ${data.reason}`),
};

export async function showLog(ven) {
  const kept = ven.keptSamples > 0 ? ` · ${ven.keptSamples} samples wait to be sent` : "";
  const trust = ven.commandKeys > 0 ? " · obeys only commands that the grid operator signed" : "";
  write("facts", `VEN ${ven.venId} · broker ${ven.broker}${trust}${kept}`);
  if (!find("log-card").open) return;
  const { entries, head } = await read("log");
  write("head", head ? `Log head ${head.sequence}:${head.hash}` : "The log is kept in memory and not chained.");
  if (entries[0]?.sequence === newest) return;
  newest = entries[0]?.sequence;
  find("log").replaceChildren(
    ...entries.map((entry) => {
      const row = make("li");
      const words = tell[entry.kind]?.(JSON.parse(entry.json)) ?? entry.kind;
      row.append(make("time", "", clock(entry.at)), make("span", "", words));
      return row;
    }),
  );
}
