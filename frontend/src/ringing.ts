// <ln-ringing>: the cards of calls, over every page. It does not depend on a swap: each live event
// of a call asks for the cards anew, and while a telephone of this officer rings there is a tone.
import { Idiomorph } from "idiomorph";
import { isMuted, prepareSound, showUnseen, toneOnce } from "./arrivals";
import { Channel } from "./phone/channel";
import type { LiveEvent } from "./stream";
import { process } from "./swaps";
import { say } from "./words";

const KINDS = new Set(["call", "line", "alarm", "resync"]);
const GATHER = 40; // ms: several events of one moment ask once
const AGAIN = 30_000; // without events, now and then
const RING_EVERY = 4_000;

/** The call a form is about, by the form's address; another page is about its own address. */
function callOf(address: string): string {
  const url = new URL(address);
  return `${url.pathname}?${url.searchParams.get("call") ?? url.search}`;
}

class Ringing extends HTMLElement {
  private timer = 0;
  private ringer = 0;
  private asked = 0;
  private shown = "";
  private readonly known = new Set<string>();
  private readonly telephone = new Channel(() => undefined);
  private readonly running = new AbortController();

  connectedCallback(): void {
    const options = { signal: this.running.signal };
    prepareSound();
    document.addEventListener("ln:event", (event) => this.hear(event), options);
    document.addEventListener("keydown", (event) => this.key(event), options);
    document.addEventListener("visibilitychange", () => this.plan(0), options);
    window.setInterval(() => this.plan(0), AGAIN);
    this.plan(0);
  }

  disconnectedCallback(): void {
    this.running.abort();
    window.clearTimeout(this.timer);
    window.clearInterval(this.ringer);
  }

  private hear(event: Event): void {
    const { kind } = (event as CustomEvent<LiveEvent>).detail;
    if (KINDS.has(kind)) this.plan(GATHER);
  }

  private plan(wait: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), wait);
  }

  private async ask(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    try {
      const answer = await fetch(this.getAttribute("url") ?? "", { redirect: "error" });
      if (!answer.ok || mine !== this.asked) return;
      this.show(await answer.text());
    } catch {
      // Away for a moment; the lamp says so, and the next event asks again.
    }
  }

  private show(html: string): void {
    if (html === this.shown) return;
    this.shown = html;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    Idiomorph.morph(this, Array.from(fresh.content.children), { morphStyle: "innerHTML" });
    process(this);
    this.hideOwn();
    this.tellOfNew();
    this.soundAndTitle();
  }

  private cards(): HTMLElement[] {
    return Array.from(this.querySelectorAll<HTMLElement>(".card-call"));
  }

  /** The form of a call says what its card would. */
  private hideOwn(): void {
    for (const card of this.cards()) {
      const link = card.querySelector<HTMLAnchorElement>("[data-card-open]");
      card.hidden = link !== null && callOf(link.href) === callOf(location.href);
    }
  }

  /** What is new is read out and heard once, by whoever listens in another tab, too. */
  private tellOfNew(): void {
    for (const card of this.cards()) {
      const alarm = card.hasAttribute("data-alarm") || card.matches(".card-alarm");
      const name = `${card.id}${alarm ? "-alarm" : ""}`;
      if (this.known.has(name)) continue;
      this.known.add(name);
      if (card.dataset.state !== "ended" && card.dataset.state !== "talking") toneOnce(name);
    }
  }

  private soundAndTitle(): void {
    const ringing = this.cards().find((card) => card.hasAttribute("data-rings-here"));
    window.clearInterval(this.ringer);
    showUnseen();
    if (!ringing) return;
    document.title = `☎ ${say("rings", { number: ringing.dataset.number ?? "" })}`;
    this.ringer = window.setInterval(() => this.ring(ringing.id), RING_EVERY);
  }

  /** The telephone in the browser has a ring of its own. */
  private ring(name: string): void {
    if (!isMuted() && document.documentElement.dataset.phone !== "ringing") toneOnce(name);
  }

  /** F9, also while typing: takes the call in the browser, opens its form. F8: back again. */
  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "F9") this.open(event);
    if (event.key === "F8") {
      const back = document.querySelector<HTMLElement>("[data-duty-back]");
      if (back) event.preventDefault();
      back?.click();
    }
  }

  private open(event: KeyboardEvent): void {
    const shown = this.cards().filter((card) => !card.hidden && card.dataset.state);
    const card = shown.find((each) => each.hasAttribute("data-rings-here")) ?? shown[0];
    const link = card?.querySelector<HTMLAnchorElement>("[data-card-open]");
    const isRinging = document.documentElement.dataset.phone === "ringing";
    if (link || isRinging) event.preventDefault();
    if (isRinging) this.telephone.say({ press: "answer" });
    link?.click();
  }
}

customElements.define("ln-ringing", Ringing);
