/** A timer outside the page: browsers slow down the timers of a page that is not shown, but not those of its workers. */

import { TICK_MS } from "./tick";

setInterval(() => postMessage(null), TICK_MS);
