// Runs the cases through AWS's own client of Node.js, @aws-sdk/client-iot-data-plane.
// Usage: node record_sdk_js.mjs cases.json http://127.0.0.1:PORT FOLDER [bare]
// FOLDER is where npm installed the client. "bare" leaves out what names the client and its attempts, so that what it signs is the request alone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [cases, endpoint, folder, form] = process.argv.slice(2);
const sdk = createRequire(join(folder, "package.json"))("@aws-sdk/client-iot-data-plane");
const client = new sdk.IoTDataPlaneClient({ endpoint, region: process.env.AWS_REGION });
if (form === "bare") {
  const strip = (next) => (args) => {
    for (const header of ["x-amz-user-agent", "amz-sdk-invocation-id", "amz-sdk-request"]) delete args.request.headers[header];
    return next(args);
  };
  client.middlewareStack.addRelativeTo(strip, { relation: "before", toMiddleware: "httpSigningMiddleware", name: "strip" });
}

const commands = {
  publish: sdk.PublishCommand,
  getShadow: sdk.GetThingShadowCommand,
  updateShadow: sdk.UpdateThingShadowCommand,
  deleteShadow: sdk.DeleteThingShadowCommand,
};

function payloadOf(c) {
  if ("payloadSize" in c) return Uint8Array.from({ length: c.payloadSize }, (_, i) => 97 + (i % 26));
  return "payload" in c ? Uint8Array.from(Buffer.from(c.payload, "base64")) : undefined;
}

for (const c of JSON.parse(readFileSync(cases, "utf8"))) {
  const { name, op, thing, shadow, payload, payloadSize, ...rest } = c;
  const input = { ...rest, payload: payloadOf(c), ...(thing && { thingName: thing }), ...(shadow && { shadowName: shadow }) };
  await client.send(new commands[op](input));
}
