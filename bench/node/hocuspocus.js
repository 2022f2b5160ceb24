// Hocuspocus: a jam as a shared Y.Map, every document in memory only. Steps have the ids (1, 64 * track + step).
const { Server } = require("@hocuspocus/server");

const server = new Server({
  port: 0,
  address: "127.0.0.1",
  quiet: true,
  timeout: 600_000, // no pings within a round
  async onLoadDocument({ document }) {
    document.clientID = 1;
    const steps = document.getMap("steps");
    for (let track = 0; track < 16; track += 1) {
      for (let step = 0; step < 64; step += 1) {
        steps.set(`tracks/t${track}/steps/${step}`, (track + step) % 3 === 0);
      }
    }
  },
});
server.listen().then(() => console.log(server.address.port));
