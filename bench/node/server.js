// Socket.IO's own server on ws, as its documentation sets it up; deflate is off there by default.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, {
  cors: { origin: "*" },
  serveClient: false,
  perMessageDeflate: process.env.DEFLATE ? { threshold: 0 } : false,
  pingInterval: Number(process.env.PING_INTERVAL ?? "25") * 1000,
});
const event = JSON.parse(process.env.BENCH_EVENT);

io.on("connection", (socket) => {
  // Advised for memory in Socket.IO's documentation: the request is not kept.
  delete socket.conn.request;
  socket.on("fan", () => io.emit(event.name, event.data));
  socket.on("echo", (data, answer) => answer(data));
});

http.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(http.address().port));
