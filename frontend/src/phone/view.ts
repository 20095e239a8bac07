// What the telephone's window shows.
import { isTyping } from "../page";
import { length } from "../words";
import type { CallShown, Phase, Shown } from "./channel";
import { grouped, phrase } from "./words";

/** What only this window shows, beside what every tab may know. */
export interface Extras {
  note: string;
  trouble: string;
  paused: string;
  consulting: string;
}

function one<Kind extends HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (!found) throw new Error(`the page lacks ${selector}`);
  return found;
}

function all(selector: string): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>(selector));
}

function write(selector: string, words: string): void {
  const place = one(selector);
  if (place.textContent !== words) place.textContent = words;
}

function stateWords({ way, call }: Shown): string {
  if (!call) return phrase(way);
  return way === "lost" ? phrase("lostTalking") : phrase(call.phase);
}

export class View {
  private since = 0;
  private phase: Phase | "none" = "none";

  constructor() {
    window.setInterval(() => this.tick(), 500);
  }

  show(shown: Shown, extras: Extras): void {
    const { call } = shown;
    const before = this.phase;
    this.phase = call?.phase ?? "none";
    this.since = call?.since ?? 0;
    document.body.dataset.way = shown.way;
    document.body.dataset.phase = this.phase;
    write("[data-extension]", shown.extension);
    write("[data-way-words]", phrase(shown.way === "ready" ? "connected" : "disconnected"));
    write("[data-state]", stateWords(shown));
    write("[data-number]", call ? grouped(call.number) || phrase("unknown") : "");
    write("[data-name]", call?.name ?? "");
    write("[data-note]", this.note(call, extras));
    write("[data-trouble]", extras.trouble);
    one("[data-trouble]").hidden = !extras.trouble;
    one('[data-do="again"]').hidden = !extras.trouble;
    this.title(call, stateWords(shown));
    this.buttons(call, extras);
    this.tick();
    if (before !== this.phase) this.entered();
  }

  private note(call: CallShown | null, extras: Extras): string {
    const notes = [extras.note];
    if (extras.consulting) notes.push(phrase("withOther", { who: extras.consulting }));
    if (call?.muted) notes.push(phrase("muted"));
    if (extras.paused) notes.push(phrase("recordingPaused", { reason: extras.paused }));
    return notes.filter(Boolean).join(" · ");
  }

  private title(call: CallShown | null, words: string): void {
    document.title = call ? `${words}: ${grouped(call.number)}` : `${words} · Lắng Nghe`;
  }

  private buttons(call: CallShown | null, extras: Extras): void {
    for (const button of all("[data-when]")) {
      const now = button.dataset.when?.split(" ").includes(this.phase) ?? false;
      if (button.closest(".phone-main-keys")) button.hidden = !now;
      else (button as HTMLButtonElement).disabled = !now;
    }
    this.press("mute", call?.muted ?? false, call?.muted ? "unmute" : "mute");
    this.press("hold", this.phase === "held", this.phase === "held" ? "unhold" : "hold");
    this.press("pause", !!extras.paused, extras.paused ? "resumeRecording" : "pauseRecording");
    one("[data-consulting]").hidden = !extras.consulting;
  }

  private press(what: string, on: boolean, word: Parameters<typeof phrase>[0]): void {
    const button = one(`[data-do="${what}"]`);
    button.setAttribute("aria-pressed", String(on));
    const words = button.querySelector("[data-words]");
    if (words) words.textContent = phrase(word);
  }

  private entered(): void {
    if (this.phase !== "talking" && this.phase !== "held") this.open("");
    write("[data-pressed]", "");
    if (this.phase === "ringing" && !isTyping(document.activeElement)) {
      one('[data-do="answer"]').focus();
    }
  }

  /** Open one panel, or none. */
  open(name: string): void {
    for (const panel of all("[data-panel]")) panel.hidden = panel.dataset.panel !== name;
    for (const opener of all("[data-opens]")) {
      opener.setAttribute("aria-expanded", String(opener.dataset.opens === name));
    }
    const panel = name ? one(`[data-panel="${name}"]`) : undefined;
    panel?.querySelector<HTMLElement>("input, button, select")?.focus();
  }

  toggle(name: string): void {
    this.open(one(`[data-panel="${name}"]`).hidden ? name : "");
  }

  pressed(key: string): void {
    write("[data-pressed]", (one("[data-pressed]").textContent ?? "").slice(-23) + key);
  }

  level(value: number): void {
    one<HTMLMeterElement>("[data-meter]").value = value;
  }

  private tick(): void {
    write("[data-time]", this.since ? length((Date.now() - this.since) / 1000) : "");
  }
}
