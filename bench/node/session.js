// Sessions of the benchmark on Socket.IO's own server: a client subscribes, an edit reaches all subscribers on every
// server through an adapter (ADAPTER), or is stored by the product's own script (BENCH_EDIT) and answered.
const { createServer } = require("node:http");
const { createClient } = require("redis");
const { Server } = require("socket.io");
const { createAdapter, createShardedAdapter } = require("@socket.io/redis-adapter");
const { createAdapter: createStreamsAdapter } = require("@socket.io/redis-streams-adapter");

const connected = async () => {
  const client = createClient({ socket: { path: process.env.BENCH_REDIS } });
  client.on("error", (error) => console.error(error));
  await client.connect();
  return client;
};

const adapters = {
  redis: async () => createAdapter(await connected(), await connected()),
  sharded: async () => createShardedAdapter(await connected(), await connected()),
  streams: async () => createStreamsAdapter(await connected()),
};

// The arguments are those that the product's store gives the script; what is checked there is not checked here.
const stored = async () => {
  const redis = await connected();
  const edit = JSON.parse(process.env.BENCH_EDIT);
  const sha = await redis.scriptLoad(edit.script);
  return async ({ edit_id }, ack) => {
    const argv = edit.arguments.slice();
    for (const [place, before, behind] of edit.places) argv[place] = before + edit_id + behind;
    const [seq, dropped] = await redis.evalSha(sha, { keys: edit.keys, arguments: argv });
    ack({ ok: true, seq: Number(seq), dropped: dropped.split(" ").filter(Boolean) });
  };
};

const main = async () => {
  const http = createServer();
  const io = new Server(http, { cors: { origin: "*" }, serveClient: false });
  if (process.env.ADAPTER) io.adapter(await adapters[process.env.ADAPTER]());
  let seq = 0;
  const relay = ({ session_id, edit_id, set }, ack) => {
    seq += 1;
    const by = "guest_7d1f0a9c2b3e";
    io.to(session_id).emit("session_event", { session_id, seq, type: "edited", at: Date.now(), by, data: { set, edit_id } });
    ack({ ok: true, seq, dropped: [] });
  };
  const edit = process.env.BENCH_EDIT ? await stored() : relay;
  io.on("connection", (socket) => {
    delete socket.conn.request;
    socket.on("subscribe_on_session", ({ session_id }, ack) => {
      socket.join(session_id);
      ack({ ok: true });
    });
    socket.on("edit_session", edit);
  });
  http.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(http.address().port));
};

main();
