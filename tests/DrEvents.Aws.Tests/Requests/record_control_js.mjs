// Runs the cases of the control plane through AWS's own client of Node.js, @aws-sdk/client-iot.
// Usage: node record_control_js.mjs control-cases.json http://127.0.0.1:PORT FOLDER [bare], as record_sdk_js.mjs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [cases, endpoint, folder, form] = process.argv.slice(2);
const sdk = createRequire(join(folder, "package.json"))("@aws-sdk/client-iot");
const client = new sdk.IoTClient({ endpoint, region: process.env.AWS_REGION });
if (form === "bare") {
  const strip = (next) => (args) => {
    for (const header of ["x-amz-user-agent", "amz-sdk-invocation-id", "amz-sdk-request"]) delete args.request.headers[header];
    return next(args);
  };
  client.middlewareStack.addRelativeTo(strip, { relation: "before", toMiddleware: "httpSigningMiddleware", name: "strip" });
}

for (const { op, input } of JSON.parse(readFileSync(cases, "utf8"))) await client.send(new sdk[`${op}Command`](input));
