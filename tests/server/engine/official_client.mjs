// The official socket.io-client against servers of ours. Reads lines of JSON [url, case, transports], and answers each
// with a line of JSON: what happened, or { error }.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../../../web/package.json", import.meta.url));
const installed = createRequire(web);
const { io } = installed("socket.io-client");

let url, transports;
let opened = [];
const open = (path = "", options = {}) => {
  const socket = io(url + path, { transports, forceNew: true, ...options });
  opened.push(socket);
  return socket;
};
const event = (socket, name) => new Promise((resolve) => socket.once(name, (...all) => resolve(all)));

const cases = {
  async everything() {
    const socket = open("", { auth: { token: "t" } });
    await event(socket, "connect");
    const echo = await socket.timeout(5000).emitWithAck("echo", "é😀", Buffer.from([1, 2, 3]), { deep: [Buffer.from([4])] });
    const big = await socket.timeout(5000).emitWithAck("echo", "x".repeat(300_000));
    const refused = open("/nowhere", { reconnection: false });
    const [error] = await event(refused, "connect_error");
    const left = event(socket, "disconnect");
    socket.emit("send me away");
    const [reason] = await left;
    return { echo: JSON.stringify(echo), big: big[0].length, refused: error.message, reason };
  },

  // Many clients upgrade while the server sends; each must hear 0, 1, 2, … without a gap.
  async fire() {
    const clients = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = open("", { reconnection: false });
        const heard = [];
        const total = await new Promise((resolve, reject) => {
          socket.on("n", (n) => heard.push(n));
          socket.on("end", resolve);
          socket.on("disconnect", reject);
        });
        const good = heard.length === total && heard.every((n, index) => n === index);
        return { good, over: socket.io.engine.transport.name };
      }),
    );
    return { clients: clients.length, good: clients.filter((c) => c.good).length, over: [...new Set(clients.map((c) => c.over))] };
  },

  async heartbeat() {
    const socket = open("", { reconnection: false });
    await event(socket, "connect");
    let pings = 0;
    await new Promise((resolve) => socket.io.on("ping", () => { if (++pings === 4) resolve(); }));
    return { pings, connected: socket.connected };
  },

  // A client whose server dies is back by itself, with its session gone and its handlers working.
  async reconnects() {
    const socket = open("", { reconnectionDelay: 20, reconnectionDelayMax: 50 });
    await event(socket, "connect");
    const first = socket.id;
    const gone = event(socket, "disconnect");
    socket.emit("cut me");
    const [reason] = await gone;
    await event(socket, "connect");
    return { reason, other: socket.id !== first, echo: await socket.timeout(5000).emitWithAck("echo", "back") };
  },

  // The client with socket.io-msgpack-parser: what it is told, and whether it dials again.
  async msgpack() {
    const parser = installed("socket.io-msgpack-parser");
    const socket = open("", { parser, reconnectionDelay: 1, reconnectionDelayMax: 1 });
    let dials = 0;
    socket.io.on("reconnect_attempt", () => dials++);
    const closed = new Promise((resolve) => socket.io.engine.once("close", resolve));
    const [error] = await event(socket, "connect_error");
    await closed;
    await new Promise((resolve) => setImmediate(resolve)); // a client that comes back has made up its mind by now
    return { told: error.message, active: socket.active, dials: socket.io._reconnecting === true || dials };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [to, what, list] = JSON.parse(line);
  url = to;
  transports = list.split(",");
  opened = [];
  const answer = await cases[what]().catch((error) => ({ error: String(error?.stack ?? error) }));
  for (const socket of opened) socket.disconnect();
  console.log(JSON.stringify(answer));
}
process.exit(0);
