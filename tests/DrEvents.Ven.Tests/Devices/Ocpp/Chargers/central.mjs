// An operator's central system over ocpp-rpc, as a test plays it: lines of JSON in, lines of JSON out.
//   {"call":ACTION,"params":{...}}  calls the charger; its answer comes out as {"result":...} or {"error":...}
//   {"drop":true}                   ends all connections and takes no more
// What the charger calls for is answered, and comes out as {"called":ACTION,"params":{...}}.
import readline from "node:readline";
import { RPCServer, createRPCError } from "ocpp-rpc";
import { watch } from "./schemas.mjs";

const version = process.argv[2];
const password = process.argv[3];
const out = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const server = new RPCServer({ protocols: [version], strictMode: true, callTimeoutMs: 10_000 });
let charger = null;
let isOpen = true;

server.auth((accept, reject, handshake) => {
  const isRight = !password || (handshake.password && handshake.password.toString("utf8") === password);
  if (!isOpen) reject(503);
  else if (isRight) accept({});
  else reject(401);
});

const answers = {
  BootNotification: () => ({ status: "Accepted", currentTime: new Date().toISOString(), interval: 77 }),
  Heartbeat: () => ({ currentTime: new Date().toISOString() }),
  StatusNotification: () => ({}),
  MeterValues: () => ({}),
  Authorize: () => ({ idTagInfo: { status: "Accepted" } }),
  StartTransaction: () => ({ transactionId: 4711, idTagInfo: { status: "Accepted" } }),
  StopTransaction: () => ({ idTagInfo: { status: "Accepted" } }),
  TransactionEvent: () => ({}),
};

server.on("client", (client) => {
  charger = client;
  watch(client, version, (invalid) => out({ invalid }));
  client.handle(({ method, params }) => {
    out({ called: method, params });
    if (!answers[method]) throw createRPCError("NotImplemented", "the operator does not do this");
    return answers[method](params);
  });
  client.on("close", () => out({ left: client.identity }));
  out({ arrived: client.identity });
});

const http = await server.listen(0, "127.0.0.1");
out({ port: http.address().port });

for await (const line of readline.createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (order.call) {
    charger
      .call(order.call, order.params)
      .then((result) => out({ result }))
      .catch((error) => out({ error: { code: error.rpcErrorCode ?? error.name, message: error.message } }));
  } else if (order.drop) {
    isOpen = false;
    charger.close({ force: true });
  }
}
process.exit(0);
