// The official JavaScript client: subscribes, and prints a line of JSON for every thing that happens.
// Arguments: where socket.io-client is installed, the server's address, the session, the token, the transports by comma.
import { createRequire } from "node:module";

const [modules, url, sessionId, token, transports] = process.argv.slice(2);
const { io } = createRequire(modules)("socket.io-client");
const say = (what) => console.log(JSON.stringify(what));

const socket = io(url, { auth: { token }, transports: transports.split(",") });
socket.io.engine.on("upgrade", (transport) => say({ upgraded: transport.name }));
socket.on("connect_error", (error) => say({ failed: error.message }));
socket.on("disconnect", (reason) => say({ lost: reason }));
socket.on("session_event", (event) => say({ event: event.type, seq: event.seq }));
socket.on("connect", () => {
  // Without an ack when the proxy moves it to another process meanwhile: it connects, and comes here, again.
  socket.emit("subscribe_on_session", { session_id: sessionId }, (ack) => say({ subscribed: ack.ok }));
});
