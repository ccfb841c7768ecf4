// Figures, times and states in the words of people who live in the house.

const minus = (text) => text.replace("-", "−");
const digits = (value, max) => new Intl.NumberFormat(undefined, { maximumFractionDigits: max, minimumFractionDigits: max }).format(value);

/** Power to a hundredth, with its unit. */
export const kw = (value) => `${minus(digits(value, 2))} kW`;

/** Power as it is asked for: no more digits than it has. */
export const round = (value) => `${minus(new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(value))} kW`;

/** Power without its unit. */
export const bare = (value) => minus(digits(value, 2));

/** Energy with its unit. */
export const kwh = (value) => `${minus(digits(value, 2))} kWh`;

/** Time of day, hours and minutes, of Unix seconds. */
export const minute = (unixS) => new Date(unixS * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** Time of day with seconds. */
export const clock = (unixS) => new Date(unixS * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The day: today, yesterday, tomorrow or its date. */
export function day(unixS, nowS) {
  const date = new Date(unixS * 1000);
  const midnight = new Date(nowS * 1000);
  midnight.setHours(0, 0, 0, 0);
  const days = Math.floor((date - midnight) / 86_400_000);
  const near = { 0: "Today", 1: "Tomorrow", "-1": "Yesterday" }[days];
  return near ?? date.toLocaleDateString([], { weekday: "short", day: "numeric", month: "short" });
}

/** Time left, as a clock counts it down. */
export function left(seconds) {
  const s = Math.max(0, Math.round(seconds));
  const pad = (n) => String(n).padStart(2, "0");
  return s >= 3600 ? `${Math.floor(s / 3600)}:${pad(Math.floor((s % 3600) / 60))}:${pad(s % 60)}` : `${Math.floor(s / 60)}:${pad(s % 60)}`;
}

/** OpenADR's reasons to opt out, in the order in which they are offered. */
export const reasons = {
  mustRun: "Something has to run now",
  notParticipating: "I do not want to take part this time",
  economic: "It costs me too much",
  "x-schedule": "It does not fit our plans today",
  overrideStatus: "I have set a device by hand",
  outageRunStatus: "A device is broken or being repaired",
  emergency: "There is an emergency at home",
};

/** A reason inside a sentence. */
export const reason = (name) => {
  const text = reasons[name] ?? name;
  return text.startsWith("I ") ? text : text.charAt(0).toLowerCase() + text.slice(1);
};

const ends = {
  "replaced by a newer command": "replaced by another event",
  disabled: "ended because events were switched off",
  "stopped by the owner": "stopped by you",
};

/** Why a past event ended, where that is worth a word. */
export const ended = (past) => (past.optOutReason || past.endReason === "opted out" ? `you opted out: ${reason(past.optOutReason ?? "")}` : (ends[past.endReason] ?? ""));

const purposes = { event: "for the grid", test: "for the test", load: "on the grid operator's order", return: "until its turn to come back" };

const states = { stale: "Has told nothing for a while", unreachable: "Cannot be reached", refused: "Does not do what it is told" };

/** How a real device does, where that is worth a word. */
export function device(load) {
  const is = load.device;
  if (!is) return "";
  const words = [];
  if (load.isUrgent) words.push("Has to run now, and is not shed");
  if (is.isLeftAlone) words.push("Left alone: you switched it yourself");
  if (states[is.state]) words.push(is.reason ? `${states[is.state]}: ${is.reason}` : states[is.state]);
  else if (load.heldFor && !is.isActuated) words.push("Told, and not confirmed yet");
  if (is.isEstimated) words.push("Power is estimated, it has no meter");
  if (is.hasNoTimer) words.push("No timer of its own: watchdog");
  return words.join(" · ");
}

/** What a load does, and why. */
export function doing(load) {
  const full = load.chargePercent === undefined ? "" : ` · ${Math.round(load.chargePercent)} % full`;
  if (load.heldFor) {
    const purpose = purposes[load.heldFor];
    if (load.limitKw < 0) return `Delivers power ${purpose}${full}`;
    if (load.limitKw > 0.05) return `Slowed to ${kw(load.limitKw)} ${purpose}${full}`;
    return `Held off ${purpose}${full}`;
  }
  const does = load.powerKw < -0.005 ? "Delivers power" : load.powerKw > 0.005 ? "On" : "Off now";
  return load.isCritical ? `${does} · never shed${full}` : `${does}${full}`;
}
