/** Renders jams for the tests, in a real browser. It is built for them and not part of the product. */

import { midi } from "../src/jam/audio/midi";
import { PRESETS, STARTERS } from "../src/jam/audio/presets";
import { render } from "../src/jam/audio/render";
import { wavOf } from "../src/jam/audio/wav";
import { HEADROOM, type SessionSnapshot, stateFrom } from "../src/jam/document/model";
import { GROOVES, grooveState } from "../src/jam/opening/grooves";

const HARNESS = {
  starters: () => STARTERS,
  grooves: () => GROOVES.map((groove) => ({ name: groove.name, state: grooveState(groove) })),
  headroom: HEADROOM,
  presets: () => PRESETS.map((preset) => preset.id),
  /** The first channel, as base64 of 32-bit floats. */
  async render(session: SessionSnapshot, loops: number): Promise<string> {
    const buffer = await render(stateFrom(session), new Map(), { loops });
    return base64(new Uint8Array(buffer.getChannelData(0).slice().buffer));
  },
  async wav(session: SessionSnapshot): Promise<{ file: string; progress: number[] }> {
    const progress: number[] = [];
    const onProgress = (share: number) => progress.push(share);
    const buffer = await render(stateFrom(session), new Map(), { loops: 1, onProgress });
    return { file: base64(new Uint8Array(await wavOf(buffer).arrayBuffer())), progress };
  },
  async midi(session: SessionSnapshot): Promise<string> {
    return base64(new Uint8Array(await midi(stateFrom(session)).arrayBuffer()));
  },
};

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(text);
}

Object.assign(window, { harness: HARNESS });
