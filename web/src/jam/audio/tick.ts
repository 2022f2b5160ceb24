/** How often the scheduler looks for steps to schedule. */
export const TICK_MS = 30;
