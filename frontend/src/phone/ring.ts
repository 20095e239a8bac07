// The ring of the telephone: from one window only, at the volume the officer chose.

const VOLUME = "ln-ring-volume";
const CADENCE = 3; // s from ring to ring
const RINGS = 40; // planned at once: timers of hidden windows are slow

let context: AudioContext | undefined;

function wake(): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
}

/** Make sound possible: browsers ask for a touch of the page first. */
export function prepareRing(): void {
  for (const gesture of ["pointerdown", "keydown"]) {
    document.addEventListener(gesture, wake, { capture: true, passive: true });
  }
}

/** Make sound now where the browser lets this window. */
export function tryRing(): void {
  wake();
}

/** The volume of the ring, 0 to 100. */
export function ringVolume(): number {
  const kept = Number(localStorage.getItem(VOLUME) ?? "70");
  return Number.isFinite(kept) ? Math.min(100, Math.max(0, kept)) : 70;
}

export function setRingVolume(volume: number): void {
  localStorage.setItem(VOLUME, String(volume));
}

function pair(sound: AudioContext, out: AudioNode, at: number): void {
  for (const [tone, from] of [
    [523.25, 0],
    [659.26, 0.22],
    [523.25, 0.44],
    [659.26, 0.66],
  ] as const) {
    const oscillator = sound.createOscillator();
    const shape = sound.createGain();
    oscillator.type = "triangle";
    oscillator.frequency.value = tone;
    shape.gain.setValueAtTime(0, at + from);
    shape.gain.linearRampToValueAtTime(1, at + from + 0.02);
    shape.gain.exponentialRampToValueAtTime(0.001, at + from + 0.24);
    oscillator.connect(shape).connect(out);
    oscillator.start(at + from);
    oscillator.stop(at + from + 0.26);
  }
}

function play(rings: number): () => void {
  if (context?.state !== "running") return () => {};
  const out = context.createGain();
  out.gain.value = (ringVolume() / 100) ** 2 * 0.5;
  out.connect(context.destination);
  for (let n = 0; n < rings; n += 1) pair(context, out, context.currentTime + 0.05 + n * CADENCE);
  return () => out.disconnect();
}

/** Ring once, to hear how loud it is. */
export function tryOnce(): void {
  wake();
  play(1);
}

/** Rings while a call waits, from whichever window got the lock first. */
export class Ringer {
  private end: (() => void) | undefined;
  private wanted = false;

  /** `patience`: ms to leave to windows with a better claim. */
  constructor(private readonly patience: number) {}

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    window.setTimeout(() => this.claim(), this.patience);
  }

  stop(): void {
    this.wanted = false;
    this.end?.();
    this.end = undefined;
  }

  private claim(): void {
    if (!this.wanted || context?.state !== "running") return;
    if (!("locks" in navigator)) {
      this.end = play(RINGS);
      return;
    }
    void navigator.locks.request("ln-ring", { ifAvailable: true }, (lock) => {
      if (!lock || !this.wanted) return undefined;
      const silence = play(RINGS);
      return new Promise<void>((done) => {
        this.end = () => {
          silence();
          done();
        };
      });
    });
  }
}
