// What the grid operator has signed for the home's part in events.

import { read } from "./link.js";
import { find, make, write } from "./now.js";
import { day, kw, kwh, minute } from "./words.js";

let shownVersion;

export async function showReceipts(ven) {
  if (shownVersion === ven.receiptsVersion) return;
  shownVersion = ven.receiptsVersion;
  const { receipts, refused, keyIds } = await read("receipts");
  find("receipts-card").hidden = receipts.length === 0 && refused === 0;
  const noKey = receipts.length > 0 && keyIds.length === 0;
  find("receipts-key").hidden = !noKey && keyIds.length === 0;
  write(
    "receipts-key",
    noKey
      ? "This VEN was given no key of the grid operator, so it cannot tell whether these receipts are genuine."
      : `Verified by ${keyIds.length > 1 ? "the keys" : "the key"} ${keyIds.join(", ")}`,
  );
  find("receipts-refused").hidden = refused === 0;
  write("receipts-refused", refused === 1 ? "One receipt was refused: it was not signed as it should be." : `${refused} receipts were refused: they were not signed as they should be.`);
  find("receipts").replaceChildren(...receipts.map((receipt) => row(receipt, ven.at)));
}

function row(receipt, nowS) {
  const item = make("li", "row receipt");
  const words = make("div");
  const title = make("p", "row-title", when(receipt, nowS));
  if (receipt.amount !== undefined) title.append(make("span", "amount", `${money(receipt.amount)} ${receipt.currency}`));
  const what = [`${kwh(receipt.energyKwh)} reduced`, receipt.hours === undefined ? "" : `${kw(receipt.reductionKw)} over ${length(receipt.hours)}`, receipt.eventId];
  words.append(title, make("p", "quiet small", what.filter(Boolean).join(" · ")));
  for (const mark of marks(receipt)) words.append(make("p", "small mark", mark));
  const state = make("p", "quiet small");
  state.append(make("span", receipt.isVerified ? "badge good" : "badge", receipt.isVerified ? "signature verified" : "not verifiable"));
  state.title = receipt.problem ?? `key ${receipt.keyId}`;
  const link = make("a", "", "Download");
  link.href = `api/receipts/${encodeURIComponent(receipt.eventId)}/${receipt.result}`;
  link.download = "";
  link.setAttribute("aria-label", `Download receipt ${receipt.result} of ${receipt.eventId}`);
  state.append(link);
  words.append(state);
  item.append(words);
  return item;
}

/** The event's times where this VEN remembers them; else when the receipt was issued. */
const when = (receipt, nowS) =>
  receipt.startedAt === undefined
    ? `Issued: ${day(receipt.issuedAt, nowS)}, ${minute(receipt.issuedAt)}`
    : `${day(receipt.startedAt, nowS)}, ${minute(receipt.startedAt)} – ${minute(receipt.endedAt)}`;

function marks(receipt) {
  const told = [];
  if (receipt.correctedBy !== undefined) told.push(`Corrected: receipt ${receipt.correctedBy} of this event counts`);
  else if (receipt.corrects !== undefined) told.push(`Corrects receipt ${receipt.corrects} of this event`);
  if (receipt.provisional) told.push(`May still change: ${receipt.provisional}`);
  return told;
}

const length = (hours) => (hours < 1 ? `${Math.round(hours * 60)} min` : `${new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(hours)} h`);

/** An amount keeps the digits that were signed. */
const money = (text) => text.replace("-", "−");
