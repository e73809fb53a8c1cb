// @ts-check
// Beats in a thread of its own: browsers let the timers of pages nobody looks at run once a minute.
const EVERY_MS = 1000;
setInterval(() => postMessage(null), EVERY_MS);
