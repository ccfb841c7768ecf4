// The guided test of one device: switch it on, shed it for ten seconds, see what the main meter did, finish with a record.

import { change } from "./link.js";
import { find, make, write } from "./now.js";
import { kw, left, minute } from "./words.js";

let tried = null;
let isRunning = false;

const shown = (device) => (device?.powerKw === undefined ? "nothing" : kw(device.powerKw));

function showResult(trial) {
  find("trial-findings").replaceChildren(
    ...(trial.isGood
      ? [make("li", "finding good", "Device and main meter did what they should.")]
      : trial.findings.map((finding) => make("li", "finding", finding.charAt(0).toUpperCase() + finding.slice(1)))),
  );
  find("trial-measured").textContent = trial.lines.join("\n");
  find("trial-measured").hidden = false;
  find("finish").disabled = false;
}

/** Opens the test of a device, or writes the newest values into the one that is open. */
export function showTrial(device, view) {
  if (device) {
    tried = device.id;
    write("trial-title", `Try ${device.name}`);
    write("trial-status", "");
    write("finish-status", "");
    find("trial-findings").replaceChildren();
    for (const id of ["trial-measured", "finish-record"]) find(id).hidden = true;
    find("finish").disabled = true;
    find("trial-has-run").checked = false;
    if (device.trial) showResult(device.trial);
    find("trial").showModal();
  }
  if (!find("trial").open) return;
  const now = view.devices.find((one) => one.id === tried);
  write("trial-power", shown(now));
  const meter = view.devices.find((one) => one.isMeter && one.isRunning);
  write("trial-meter", meter ? shown(meter) : "is not there");
  find("trial-start").disabled = isRunning || !now?.isRunning;
  find("trial-confirm").hidden = !now?.mayConfirmRun;
}

/** What became of the device after its trial: one with a least time off is not back yet. */
const givenBack = ({ staysOffS }) =>
  staysOffS
    ? `It was shed for ten seconds. It stays off for ${left(staysOffS)} more, which protects its compressor, and comes back at ${minute(Date.now() / 1000 + staysOffS)}.`
    : "It was shed for ten seconds and given back.";

async function shed() {
  isRunning = true;
  find("trial-start").disabled = true;
  find("finish").disabled = true;
  write("trial-status", "Watching it, then shedding it: about a quarter of a minute…");
  try {
    const trial = await change("POST", `devices/${encodeURIComponent(tried)}/trial`, find("trial-confirm").hidden ? {} : { hasRunLong: find("trial-has-run").checked });
    write("trial-status", givenBack(trial));
    showResult(trial);
  } catch (error) {
    write("trial-status", error.message);
  } finally {
    isRunning = false;
    find("trial-start").disabled = false;
  }
}

export function prepareTrial(refresh) {
  find("trial-start").addEventListener("click", shed);
  find("trial-close").addEventListener("click", () => find("trial").close());
  find("finish-form").addEventListener("submit", (submit) => {
    submit.preventDefault();
    const by = new FormData(submit.target).get("by").trim();
    change("POST", `devices/${encodeURIComponent(tried)}/finish`, by ? { by } : {}).then(
      () => {
        write("finish-status", "The record is in the VEN's log.");
        find("finish-record").querySelector("a").href = `api/devices/${encodeURIComponent(tried)}/record`;
        find("finish-record").hidden = false;
        return refresh();
      },
      (error) => write("finish-status", error.message),
    );
  });
}
