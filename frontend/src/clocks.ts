// <ln-due>, <ln-since>: the words of a clock, kept true. <ln-timer>: how long this call lasts.
import { length, say, span } from "./words";

const TICK = 30_000;
const DAY = 24 * 3600;

const ticking = new Set<Clock>();
window.setInterval(() => {
  for (const clock of ticking) clock.tick();
}, TICK);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") for (const clock of ticking) clock.tick();
});

abstract class Clock extends HTMLElement {
  static observedAttributes = ["at"];

  connectedCallback(): void {
    ticking.add(this);
  }

  disconnectedCallback(): void {
    ticking.delete(this);
  }

  /** Seconds until the moment; negative once it has passed. */
  protected seconds(): number {
    return (Date.parse(this.getAttribute("at") ?? "") - Date.now()) / 1000;
  }

  protected write(words: string): void {
    const place = this.querySelector("time") ?? this;
    if (place.textContent !== words) place.textContent = words;
  }

  tick(): void {
    const seconds = this.seconds();
    if (!Number.isNaN(seconds)) this.show(seconds);
  }

  protected abstract show(seconds: number): void;
}

class Due extends Clock {
  protected show(seconds: number): void {
    const state = seconds < 0 ? "late" : seconds < DAY ? "soon" : "calm";
    this.className = `due due-${state}`;
    this.write(say(seconds < 0 ? "overdue" : "left", { span: span(seconds) }));
  }
}

class Since extends Clock {
  protected show(seconds: number): void {
    this.write(-seconds < 60 ? say("justNow") : say("ago", { span: span(seconds) }));
  }
}

class Timer extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
    this.tick();
    this.timer = window.setInterval(() => this.tick(), 1_000);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
  }

  private tick(): void {
    const since = Date.parse(this.getAttribute("since") ?? "");
    if (!Number.isNaN(since)) this.textContent = length((Date.now() - since) / 1000);
  }
}

customElements.define("ln-due", Due);
customElements.define("ln-since", Since);
customElements.define("ln-timer", Timer);
