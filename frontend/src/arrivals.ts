// Something arrived: two soft tones, the number in the title and on the app's badge.
import { tell } from "./page";
import { say } from "./words";

const ARRIVALS = new Set(["contact.read", "contact.unreadable", "call.filed"]);
const AGAIN = new Set(["submission.reopen_asked"]);
const UNSEEN = "ln-unseen";
const MUTED = "ln-muted";

let sound: AudioContext | undefined;

function wake(): void {
  sound ??= new AudioContext();
  if (sound.state === "suspended") void sound.resume();
}

/** Sounds may start only after the first touch of the page. */
export function prepareSound(): void {
  for (const gesture of ["pointerdown", "keydown"]) {
    document.addEventListener(gesture, wake, { capture: true, passive: true });
  }
}

/** Whether arrivals make no sound on this computer. */
export function isMuted(): boolean {
  return localStorage.getItem(MUTED) === "1";
}

/** Turn the sound of arrivals off or on. */
export function setMuted(muted: boolean): void {
  localStorage.setItem(MUTED, muted ? "1" : "0");
  if (!muted) ring();
}

function tone(context: AudioContext, frequency: number, at: number): void {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.type = "sine";
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.16, at + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0008, at + 0.55);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.6);
}

function ring(): void {
  if (sound?.state !== "running") return;
  const now = sound.currentTime;
  tone(sound, 659.26, now);
  tone(sound, 880, now + 0.16);
}

/** Three tones that fall: something is wrong, not only new. */
export function alarmTone(): void {
  if (sound?.state !== "running") return;
  for (const [at, frequency] of [987.77, 783.99, 587.33].entries()) {
    tone(sound, frequency, sound.currentTime + at * 0.18);
  }
}

/** Sound once, whatever the number of open tabs. */
export function toneOnce(name: string, play = ring): void {
  if (isMuted() || sound?.state !== "running") return;
  if (!("locks" in navigator)) {
    play();
    return;
  }
  void navigator.locks.request(`ln-ring-${name}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    play();
    await new Promise((done) => window.setTimeout(done, 3_000));
  });
}

function unseen(): string[] {
  try {
    return JSON.parse(localStorage.getItem(UNSEEN) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function watchesDesk(): boolean {
  return document.querySelector(".desk") !== null && document.visibilityState === "visible";
}

const plainTitle = document.title;

/** Show how many arrivals nobody looked at: title, badge, beside the desk's name. */
export function showUnseen(): void {
  if (watchesDesk()) localStorage.removeItem(UNSEEN);
  const count = unseen().length;
  document.title = count ? `(${count}) ${plainTitle}` : plainTitle;
  for (const badge of document.querySelectorAll<HTMLElement>("[data-nav-count]")) {
    badge.textContent = String(count);
    badge.hidden = count === 0;
  }
  if (!("setAppBadge" in navigator)) return;
  const shown = count ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  shown.catch(() => undefined);
}

/** Take notice of a live event; only what a citizen sent rings. */
export function notice(what: string, kind: string, id: number): void {
  if (!ARRIVALS.has(what) && !AGAIN.has(what)) return;
  const name = `${kind}-${id}`;
  const names = new Set(unseen()).add(name);
  localStorage.setItem(UNSEEN, JSON.stringify([...names].slice(-200)));
  toneOnce(name);
  tell(say("arrived", { n: names.size }));
  showUnseen();
}
