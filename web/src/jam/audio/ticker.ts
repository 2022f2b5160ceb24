/** A timer outside the page: browsers slow down the timers of a page that is not shown, but not those of its workers. */

import { TICK_MS } from "./tick";

let timer: ReturnType<typeof setInterval> | undefined;

addEventListener("message", ({ data: isOn }: MessageEvent<boolean>) => {
  clearInterval(timer);
  if (isOn) timer = setInterval(() => postMessage(null), TICK_MS);
});
