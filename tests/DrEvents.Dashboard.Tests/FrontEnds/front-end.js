// What a front end of the field relies on, by the contract: names, types, and that numbers are numbers.
// A name that ends in "?" may be absent or null; anything else may not.
const base = new URLSearchParams(location.search).get("api");

const isNumber = (v) => typeof v === "number" && Number.isFinite(v);
const plain = {
    text: (v) => typeof v === "string",
    flag: (v) => typeof v === "boolean",
    number: isNumber,
    whole: (v) => Number.isInteger(v),
    // It shows them with toFixed, or as they are.
    kW: (v) => isNumber(v) && /^-?\d+(\.\d{1,3})?$/.test(String(v)) && v.toFixed(1) !== "" && !Object.is(v, -0),
    // It appends a Z of its own to anything else.
    time: (v) => typeof v === "string" && v.endsWith("Z") && !Number.isNaN(new Date(v).getTime()),
    eventId: (v) => /^evt-[0-9a-f]{8}$/.test(v),
    eventStatus: (v) => ["scheduled", "active", "completed", "cancelled"].includes(v),
    venStatus: (v) => ["online", "offline", "disabled"].includes(v),
    place: (v) => /^-?\d+(\.\d+)?, -?\d+(\.\d+)?$/.test(v),
    stopping: (v) => v === "stopping",
};

const load = { id: "text", type: "text", capacityKw: "kW", shedCapabilityKw: "kW", currentPowerKw: "kW", "name?": "text" };
const ven = {
    id: "text",
    name: "text",
    status: "venStatus",
    location: { lat: "number", lon: "number" },
    metrics: { currentPowerKw: "kW", shedAvailabilityKw: "kW", "activeEventId?": "eventId", shedLoadIds: ["text"] },
    createdAt: "time",
    "lastSeen?": "time",
    "loads?": [load],
};
const event = {
    id: "eventId",
    status: "eventStatus",
    startTime: "time",
    endTime: "time",
    requestedReductionKw: "kW",
    // Before the start there is none.
    "actualReductionKw?": "kW",
};
// Before the first answer there is no time to it.
const metrics = { currentReductionKw: "kW", vensResponding: "whole", "avgResponseMs?": "whole" };
const detail = { ...event, ...metrics, metrics, vens: [{ venId: "text", venName: "text", shedKw: "kW", status: "text" }] };
const points = {
    points: [{ timestamp: "time", usedPowerKw: "kW", shedPowerKw: "kW", "eventId?": "eventId", "requestedReductionKw?": "kW" }],
};

const shapes = {
    load,
    loads: [load],
    ven,
    vens: [ven],
    summary: [
        {
            id: "text",
            name: "text",
            location: "place",
            status: "venStatus",
            controllablePower: "kW",
            currentPower: "kW",
            address: "text",
            "lastSeen?": "time",
            "responseTime?": "whole",
        },
    ],
    telemetry: {
        venId: "text",
        samples: [
            {
                timestamp: "time",
                usedPowerKw: "kW",
                "shedPowerKw?": "kW",
                "requestedReductionKw?": "kW",
                "eventId?": "eventId",
                "baselinePowerKw?": "kW",
                "batterySoc?": "number",
                receivedAt: "time",
                flags: ["text"],
            },
        ],
        totalCount: "whole",
    },
    circuits: {
        venId: "text",
        "loadId?": "text",
        snapshots: [
            {
                timestamp: "time",
                loadId: "text",
                name: "text",
                type: "text",
                capacityKw: "kW",
                currentPowerKw: "kW",
                shedCapabilityKw: "kW",
                enabled: "flag",
                priority: "whole",
            },
        ],
        totalCount: "whole",
    },
    acks: [
        {
            id: "text",
            venId: "text",
            // An answer to a command outside of an event belongs to none, and not every answer speaks of power.
            "eventId?": "eventId",
            "correlationId?": "text",
            op: "text",
            status: "text",
            timestamp: "time",
            "requestedShedKw?": "kW",
            "actualShedKw?": "kW",
            "circuitsCurtailed?": [
                {
                    id: "text",
                    name: "text",
                    breaker_amps: "number",
                    original_kw: "kW",
                    curtailed_kw: "kW",
                    final_kw: "kW",
                    critical: "flag",
                },
            ],
        },
    ],
    points,
    event,
    events: [event],
    detail,
    metrics,
    stop: { status: "stopping", eventId: "eventId" },
    network: {
        venCount: "whole",
        controllablePowerKw: "kW",
        potentialLoadReductionKw: "kW",
        householdUsageKw: "kW",
        onlineVens: "whole",
        currentLoadReductionKw: "kW",
        ratedLoadKw: "kW",
        networkEfficiency: "number",
        averageHousePower: "kW",
        totalHousePowerToday: "number",
    },
    loadTypes: [{ type: "text", totalCapacityKw: "kW", totalShedCapabilityKw: "kW", currentUsageKw: "kW" }],
    problem: { status: "whole", title: "text" },
};

/** What is otherwise than the contract says, by its place. */
function wrong(value, shape, place) {
    if (Array.isArray(shape))
        return Array.isArray(value) ? value.flatMap((v, i) => wrong(v, shape[0], `${place}[${i}]`)) : [`${place} is no list`];
    if (typeof shape === "string") return plain[shape](value) ? [] : [`${place} is no ${shape}: ${JSON.stringify(value)}`];
    if (typeof value !== "object" || value === null) return [`${place} is no object: ${JSON.stringify(value)}`];
    return Object.entries(shape).flatMap(([said, inner]) => {
        const name = said.replace("?", "");
        const isAbsent = value[name] === undefined || value[name] === null;
        return isAbsent && said.endsWith("?") ? [] : wrong(value[name], inner, `${place}.${name}`);
    });
}

/** Calls a route as this client does: every request says that it is JSON, so that the browser asks first. */
async function call(method, path, shape, body) {
    const answer = await fetch(`${base}/api${path}`, {
        method,
        headers: { "Content-Type": "application/json", Accept: "application/json, text/plain, */*" },
        ...(body === null ? {} : { body }),
    });
    const text = await answer.text();
    const read = text === "" ? null : JSON.parse(text);
    const found = shape === null ? [] : wrong(read, answer.ok ? shapes[shape] : shapes.problem, `${method} ${path}`);
    return JSON.stringify({ status: answer.status, body: read, wrong: found.slice(0, 5) });
}
