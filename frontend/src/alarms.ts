// Alarms sound from the bar over the page: once when they come, again when this officer is told,
// and now and then until somebody takes them. What the bar does not show makes no sound.
import { alarmTone, toneOnce } from "./arrivals";
import { tell } from "./page";
import { say } from "./words";

const HEARD = "ln-alarms-heard";
const KEPT = 200;
const AGAIN = 20_000; // ms

function heard(): string[] {
  try {
    return JSON.parse(localStorage.getItem(HEARD) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function rings(only = ""): string[] {
  const shown = document.querySelectorAll<HTMLElement>(`#alarms [data-alarm-ring]${only}`);
  return Array.from(shown, (each) => each.dataset.alarmRing ?? "");
}

/** Sound for what is new; what another tab has sounded for is not new. */
function look(): void {
  const known = heard();
  const fresh = rings().filter((name) => !known.includes(name));
  if (fresh.length === 0) return;
  localStorage.setItem(HEARD, JSON.stringify([...known, ...fresh].slice(-KEPT)));
  toneOnce(`alarm-${fresh[0]}`, alarmTone);
  tell(say("alarm"));
}

const bar = document.getElementById("alarms");
if (bar) {
  new MutationObserver(look).observe(bar, { childList: true, subtree: true, attributes: true });
  look(); // the page came with its bar
  window.setInterval(() => {
    const [mine] = rings("[data-alarm-mine]");
    if (mine) toneOnce(`alarm-again-${mine}`, alarmTone);
  }, AGAIN);
}
