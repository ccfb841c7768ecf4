// A charger over ocpp-rpc, as a test plays it: lines of JSON in, lines of JSON out.
//   {"call":ACTION,"params":{...}}        calls the central system; its answer comes out as {"result":...} or {"error":...}
//   {"vehicle":{"amperes":16,"phases":3}} what the vehicle would take; {"drop":true} breaks the connection, which is opened again
// What the central system sets is obeyed with its duration and validTo, and comes out as {"called":ACTION,"params":{...}}.
import readline from "node:readline";
import { RPCClient, createRPCError } from "ocpp-rpc";
import { watch } from "./schemas.mjs";

const [endpoint, identity, version, password] = process.argv.slice(2);
const isOld = version === "ocpp1.6";
const out = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const MaxAmperes = 16;
const Volts = 230;

const client = new RPCClient({
  endpoint,
  identity,
  password: password || undefined,
  protocols: [version],
  strictMode: true,
  callTimeoutMs: 10_000,
  reconnect: true,
  backoff: { initialDelay: 100, maxDelay: 500, factor: 2, randomisationFactor: 0 },
  wsOpts: process.env.CHARGER_CA ? { ca: (await import("node:fs")).readFileSync(process.env.CHARGER_CA) } : {},
});
watch(client, version, (invalid) => out({ invalid }));

const profiles = new Map();
let vehicle = { amperes: 0, phases: 3 };

/** The profiles that count now: that of the transaction before the default, beside them the charger's own maximum, and each only until its end. */
function counting() {
  const now = Date.now();
  const live = [...profiles.values()].filter((p) => now >= p.from && now < p.to && now < p.validTo);
  const tx = live.find((p) => p.purpose === "TxProfile") ?? live.find((p) => p.purpose.includes("Default"));
  return [tx, live.find((p) => p.purpose.includes("Max"))].filter((p) => p);
}

const amperes = () => Math.min(MaxAmperes, ...counting().map((p) => p.limit));

function keep(id, purpose, validTo, schedule) {
  const from = Date.parse(schedule.startSchedule);
  const period = schedule.chargingSchedulePeriod[0];
  profiles.set(id, {
    id,
    purpose,
    from,
    to: from + 1000 * schedule.duration,
    validTo: validTo ? Date.parse(validTo) : Infinity,
    limit: schedule.chargingRateUnit === "A" ? period.limit : period.limit / Volts / (period.numberPhases ?? 3),
  });
}

const composite = (duration) => ({
  duration,
  chargingRateUnit: "A",
  chargingSchedulePeriod: [{ startPeriod: 0, limit: Math.floor(10 * amperes()) / 10, numberPhases: 3 }],
});

const handlers = {
  SetChargingProfile(p) {
    const profile = isOld ? p.csChargingProfiles : p.chargingProfile;
    keep(
      isOld ? profile.chargingProfileId : profile.id,
      profile.chargingProfilePurpose,
      profile.validTo,
      isOld ? profile.chargingSchedule : profile.chargingSchedule[0],
    );
    return { status: "Accepted" };
  },
  ClearChargingProfile: (p) => ({
    status: profiles.delete(isOld ? p.id : p.chargingProfileId) ? "Accepted" : "Unknown",
  }),
  GetCompositeSchedule: (p) =>
    isOld
      ? {
          status: "Accepted",
          connectorId: p.connectorId,
          scheduleStart: new Date().toISOString(),
          chargingSchedule: composite(p.duration),
        }
      : {
          status: "Accepted",
          schedule: { evseId: p.evseId, scheduleStart: new Date().toISOString(), ...composite(p.duration) },
        },
  GetConfiguration: () => ({
    configurationKey: [
      { key: "ChargingScheduleAllowedChargingRateUnit", readonly: true, value: "Current" },
      { key: "ChargeProfileMaxStackLevel", readonly: true, value: "5" },
    ],
  }),
  GetVariables: (p) => ({
    getVariableResult: p.getVariableData.map(({ component, variable }) => ({
      attributeStatus: "Accepted",
      attributeValue: variable.name === "RateUnit" ? "A,W" : "5",
      component,
      variable,
    })),
  }),
  SetVariables: (p) => ({
    setVariableResult: p.setVariableData.map(({ component, variable }) => ({
      attributeStatus: "Accepted",
      component,
      variable,
    })),
  }),
  ChangeConfiguration: () => ({ status: "Accepted" }),
  TriggerMessage: () => ({ status: "Accepted" }),
  Reset: () => ({ status: "Accepted" }),
};

client.handle(({ method, params }) => {
  out({ called: method, params });
  if (!handlers[method]) throw createRPCError("NotImplemented");
  return handlers[method](params);
});

await client.connect();
out({ connected: client.protocol });
client.on("open", () => out({ connected: client.protocol }));

for await (const line of readline.createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (order.call) {
    client
      .call(order.call, order.params)
      .then((result) => out({ result }))
      .catch((error) => out({ error: { code: error.rpcErrorCode ?? error.name, message: error.message } }));
  } else if (order.vehicle) {
    vehicle = order.vehicle;
    out({ vehicle });
  } else if (order.meter) {
    out({ amperes: Math.min(vehicle.amperes, amperes()), phases: vehicle.phases });
  } else if (order.drop) {
    client._ws.terminate();
    out({ dropped: true });
  }
}
await client.close({ force: true });
process.exit(0);
