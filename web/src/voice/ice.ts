import type { contract } from "../sdk";

/** The ICE servers of this installation. */
export function iceServers({ ice_servers }: contract.VoiceView): RTCIceServer[] {
  return ice_servers.map(({ urls, username, credential }) => ({
    urls,
    ...(username && credential ? { username, credential } : {}),
  }));
}

/** All candidates are in the description: one message in each direction is enough to connect. */
export function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, 2_000);
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState === "complete") done();
    });
  });
}
