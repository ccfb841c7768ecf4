// Finds devices in the home's network, and takes one into the home.

import { change } from "./link.js";
import { find, make, write } from "./now.js";

const mdnsS = 4;
const chargersS = 30;

const by = { sunspec: "SunSpec", mdns: "announces itself", ocpp: "charger that connected" };

/** Fields in the words of who holds the device in his hands. */
const labels = {
  name: "Name",
  id: "Id, for commands and the log (empty: made of the name)",
  type: "Type",
  ratedKw: "Most power, kW (its plate says it)",
  url: "Address, as http://192.168.1.20",
  profile: "Profile",
  address: "Line",
  unit: "Unit",
  charger: "Identity of the charger",
  phases: "Phases that it is connected to",
  kind: "Kind",
};

const types = { circuit: "Circuit", water_heater: "Water heater", hvac: "Heat pump", ev: "Charger", battery: "Battery", pv: "Solar roof" };
const profiles = { shelly2: "Shelly, second generation and later", tasmota: "Tasmota" };

const byHand = {
  isMeter: false,
  fields: { id: "", name: "", type: "circuit", ratedKw: 2, driver: { kind: "http", profile: "shelly2", url: "http://" } },
  secrets: ["secretFile"],
};

let taken = null;

/** A field below its label. */
function labelled(words, field) {
  field.id = `add-${field.name}`;
  const label = make("label", "", words);
  label.htmlFor = field.id;
  const both = make("div", "field");
  both.append(label, field);
  return both;
}

function input(name, value) {
  const choices = name === "type" ? types : name === "profile" && value in profiles ? profiles : null;
  const field = make(choices ? "select" : "input");
  if (choices) for (const [key, words] of Object.entries(choices)) field.append(new Option(words, key));
  else field.type = typeof value === "number" ? "number" : "text";
  if (typeof value === "number") Object.assign(field, { step: "any", min: 0 });
  Object.assign(field, { name, value: String(value), required: name !== "id", autocomplete: "off", spellcheck: false });
  return labelled(labels[name] ?? name, field);
}

function secretInput(field) {
  const secret = make("input");
  Object.assign(secret, { type: "password", name: `secret:${field}`, autocomplete: "new-password" });
  return labelled("Password, if it has one: kept in a file of its own, never shown again", secret);
}

function plain(fields) {
  return Object.entries(fields).filter(([, value]) => typeof value === "string" || typeof value === "number");
}

/** Asks what is still to be said of a device. */
function open(take) {
  taken = take;
  const driver = take.isMeter ? take.fields : take.fields.driver;
  const fields = take.isMeter ? [] : plain(take.fields).filter(([name]) => name !== "id").map(([name, value]) => input(name, value));
  fields.push(...plain(driver).filter(([name]) => name !== "kind").map(([name, value]) => input(name, value)));
  fields.push(...take.secrets.map(secretInput));
  if (!take.isMeter) fields.push(input("id", take.fields.id));
  find("add-fields").replaceChildren(...fields);
  write("add-title", take.isMeter ? "Add as the home's meter" : "Add a device");
  write("add-command", take.command ?? "drevents-ven device add");
  find("add-command").closest("details").hidden = !take.command;
  find("add-problem").hidden = true;
  find("add-device").showModal();
}

/** An id made of a name, as the command line makes it. */
export const idOf = (name) =>
  name
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => ({ ä: "ae", ö: "oe", ü: "ue", ß: "ss" })[letter])
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);

/** The device as the form says it. */
function said(form) {
  const fields = structuredClone(taken.fields);
  const driver = taken.isMeter ? fields : fields.driver;
  const secrets = {};
  for (const [name, text] of new FormData(form)) {
    if (name.startsWith("secret:")) {
      if (text) secrets[name.slice("secret:".length)] = text;
      // A charger has a password or is let in without one: the file says which.
      else if (driver.kind === "ocpp") driver.open = true;
      continue;
    }
    const owner = !taken.isMeter && name in fields ? fields : driver;
    owner[name] = typeof owner[name] === "number" ? Number(text) : text.trim();
  }
  if (!taken.isMeter) fields.id ||= idOf(fields.name);
  return { fields, isMeter: taken.isMeter, secrets };
}

function row(found) {
  const item = make("li", "found");
  const what = [found.maker, found.model, found.serial].filter(Boolean).join(" ");
  item.append(make("p", "row-title", found.name ?? (what || found.address)));
  item.append(make("p", "quiet small", [by[found.by], what, found.address].filter(Boolean).join(" · ")));
  if (found.knownAs) item.append(make("p", "small", `In the home already: ${found.knownAs}`));
  if (found.hint) item.append(make("p", "quiet small", found.hint));
  const acts = make("p", "buttons");
  for (const take of found.takes) {
    const words = take.isMeter ? "Add as the meter…" : `Add as ${(types[take.fields.type] ?? take.fields.type).toLowerCase()}…`;
    const button = make("button", "button plain-button", words);
    button.setAttribute("aria-label", `${words.replace("…", "")}: ${found.name ?? what}`);
    button.addEventListener("click", () => open(take));
    acts.append(button);
  }
  if (acts.childElementCount > 0) item.append(acts);
  return item;
}

async function search(form) {
  const asked = new FormData(form);
  const wish = {};
  if (asked.get("modbus").trim()) wish.modbus = asked.get("modbus").trim();
  if (asked.get("mdns")) wish.mdnsS = mdnsS;
  if (asked.get("chargers")) wish.chargersS = chargersS;
  find("find").disabled = true;
  write("find-status", asked.get("chargers") ? `Looking, for ${chargersS} seconds…` : "Looking…");
  try {
    const { found, problems } = await change("POST", "devices/scan", wish);
    find("found").replaceChildren(...found.map(row));
    const count = found.length === 0 ? "Nothing was found." : found.length === 1 ? "One was found." : `${found.length} were found.`;
    write("find-status", [count, ...problems].join(" "));
  } catch (error) {
    write("find-status", error.message);
  } finally {
    find("find").disabled = false;
  }
}

export function prepareFind(onAdded) {
  find("find-form").addEventListener("submit", (submit) => {
    submit.preventDefault();
    search(submit.target);
  });
  find("by-hand").addEventListener("click", () => open(byHand));
  find("add-cancel").addEventListener("click", () => find("add-device").close());
  find("add-form").addEventListener("submit", (submit) => {
    submit.preventDefault();
    const device = said(submit.target);
    change("POST", "devices", device).then(
      (view) => {
        onAdded(view);
        find("add-device").close();
        find("found").replaceChildren();
        write("find-status", device.isMeter ? "The meter was added." : `${device.fields.name} was added.`);
      },
      (error) => {
        write("add-problem", error.message);
        find("add-problem").hidden = false;
      },
    );
  });
  // Passwords do not stay in a form that is closed.
  find("add-device").addEventListener("close", () => find("add-fields").replaceChildren());
}
