/** WAV, 16 bit: https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html */

export function wav(channels: readonly Float32Array[], sampleRate: number): Blob {
  const frames = channels[0]?.length ?? 0;
  const bytesPerFrame = channels.length * 2;
  const view = new DataView(new ArrayBuffer(44 + frames * bytesPerFrame));
  const text = (at: number, value: string) => {
    for (let n = 0; n < value.length; n++) view.setUint8(at + n, value.charCodeAt(n));
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + frames * bytesPerFrame, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * bytesPerFrame, true);
  view.setUint16(32, bytesPerFrame, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, frames * bytesPerFrame, true);
  let at = 44;
  for (let frame = 0; frame < frames; frame++) {
    for (const channel of channels) {
      const sample = Math.max(-1, Math.min(1, channel[frame] ?? 0));
      view.setInt16(at, Math.round(sample * 32767), true);
      at += 2;
    }
  }
  return new Blob([view], { type: "audio/wav" });
}

export function wavOf(buffer: AudioBuffer): Blob {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, n) => buffer.getChannelData(n));
  return wav(channels, buffer.sampleRate);
}
