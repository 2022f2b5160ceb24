// Socket.IO on Bun's own HTTP server and WebSockets, as @socket.io/bun-engine's documentation sets it up. With BENCH_EDIT an
// edit is stored by the product's own script, through Bun's own Redis client.
import { timingSafeEqual } from "node:crypto";
import { Server as Engine } from "@socket.io/bun-engine";
import { RedisClient } from "bun";
import { Server } from "socket.io";

const io = new Server();
const engine = new Engine({
  path: "/socket.io/",
  cors: { origin: "*" },
  pingInterval: Number(process.env.PING_INTERVAL ?? "25") * 1000,
});
io.bind(engine);
const event = JSON.parse(process.env.BENCH_EVENT);

// As in server.js: the signature (HS256) and the end.
function verified(token) {
  const [head, claims, signature] = token.split(".");
  const right = new Bun.CryptoHasher("sha256", process.env.BENCH_SECRET).update(`${head}.${claims}`).digest();
  const user = JSON.parse(Buffer.from(claims, "base64url"));
  return timingSafeEqual(right, Buffer.from(signature, "base64url")) && user.exp * 1000 > Date.now() ? user : null;
}

if (!process.env.BENCH_EDIT) {
  io.use((socket, next) => {
    socket.data.user = verified(socket.handshake.auth.token);
    next(socket.data.user ? undefined : new Error("unauthorized"));
  });
}

// The arguments are those that the product's store gives the script; what is checked there is not checked here.
const stored = async () => {
  const redis = new RedisClient(`redis+unix://${process.env.BENCH_REDIS}`);
  await redis.connect();
  const edit = JSON.parse(process.env.BENCH_EDIT);
  const sha = await redis.send("SCRIPT", ["LOAD", edit.script]);
  return async ({ edit_id }, ack) => {
    const argv = edit.arguments.slice();
    for (const [place, before, behind] of edit.places) argv[place] = before + edit_id + behind;
    const [seq, dropped] = await redis.send("EVALSHA", [sha, String(edit.keys.length), ...edit.keys, ...argv]);
    ack({ ok: true, seq: Number(seq), dropped: dropped.split(" ").filter(Boolean) });
  };
};
const edit = process.env.BENCH_EDIT ? await stored() : undefined;

io.on("connection", (socket) => {
  delete socket.conn.request;
  socket.on("fan", () => io.emit(event.name, event.data));
  socket.on("echo", (data, answer) => answer(data));
  if (edit) socket.on("edit_session", edit);
});

const { fetch, websocket, maxRequestBodySize, idleTimeout } = engine.handler();
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch, websocket, maxRequestBodySize, idleTimeout });
console.log(server.port);
