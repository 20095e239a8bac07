// A clock for the telephone: timers of a worker go on while its window is hidden.
const EVERY = 4_000;

setInterval(() => postMessage(0), EVERY);
