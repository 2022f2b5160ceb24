// A Socket.IO relay: every edit goes to everybody in the room, from memory. What a jam would be without a store.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
let seq = 0;
io.on("connection", (socket) => {
  socket.on("join", ({ session_id }, ack) => {
    socket.join(session_id);
    ack({ ok: true });
  });
  socket.on("edit", ({ session_id, edit_id, set }, ack) => {
    seq += 1;
    io.to(session_id).emit("session_event", { session_id, seq, type: "edited", at: Date.now(), by: socket.id, data: { set, edit_id } });
    ack({ ok: true, seq, dropped: [] });
  });
});
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
