// <ln-live>: hears the server, refreshes what shows it. <ln-lamp>: says whether it still hears.
import htmx from "htmx.org";
import { notice, prepareSound, showUnseen } from "./arrivals";
import { made } from "./page";
import { type LiveEvent, Stream, type StreamState } from "./stream";
import { clockTime, say } from "./words";

const GATHER = 150; // ms: several events of one transaction refresh once
const LATEST = 2_000; // ms: events that never cease are shown by then

function kindsShown(): string[] {
  const places = document.querySelectorAll<HTMLElement>("[data-refresh-on]");
  return Array.from(places).flatMap((place) => (place.dataset.refreshOn ?? "").split(/\s+/));
}

class Lamp extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("ln:state", this.show);
  }

  disconnectedCallback(): void {
    document.removeEventListener("ln:state", this.show);
  }

  private readonly show = (event: Event): void => {
    const state = (event as CustomEvent<StreamState>).detail;
    this.dataset.state = state;
    const words = this.querySelector(".lamp-words");
    if (!words) return;
    words.textContent =
      state === "live" ? say("live") : say("lostSince", { at: clockTime(new Date()) });
  };
}

/** Where the reader is in a list, so that rows arriving above do not move it. */
class Place {
  private readonly rows: Set<string>;
  private readonly anchor: HTMLElement | undefined;
  private readonly top: number;

  constructor(private readonly part: HTMLElement) {
    const rows = Array.from(part.querySelectorAll<HTMLElement>("[data-list] > [id]"));
    this.rows = new Set(rows.map((row) => row.id));
    const scroller = this.scroller();
    const edge = scroller === document.documentElement ? 0 : scroller.getBoundingClientRect().top;
    const cursor = rows.find((row) => row.hasAttribute("data-cursor"));
    const seen = (row: HTMLElement) => row.getBoundingClientRect().bottom > edge + 48;
    this.anchor = cursor ?? (scroller.scrollTop > 0 ? rows.find(seen) : undefined);
    this.top = this.anchor?.getBoundingClientRect().top ?? 0;
  }

  private scroller(): HTMLElement {
    const list = this.part.querySelector<HTMLElement>(".desk-list");
    return list &&
      list.scrollHeight > list.clientHeight &&
      getComputedStyle(list).overflowY === "auto"
      ? list
      : document.documentElement;
  }

  /** Keep the anchor where it was and mark what is new; return how many came in above the edge. */
  restore(): number {
    const added = Array.from(this.part.querySelectorAll<HTMLElement>("[data-list] > [id]")).filter(
      (row) => !this.rows.has(row.id),
    );
    for (const row of added) row.classList.add("row-new");
    const scroller = this.scroller();
    if (this.anchor?.isConnected) {
      scroller.scrollTop += this.anchor.getBoundingClientRect().top - this.top;
    }
    const edge = Math.max(
      0,
      scroller === document.documentElement ? 0 : scroller.getBoundingClientRect().top,
    );
    return added.filter((row) => row.getBoundingClientRect().bottom < edge + 48).length;
  }
}

class Live extends HTMLElement {
  private readonly waiting = new Set<string>();
  private timer = 0;
  private since = 0;
  private readonly places = new WeakMap<Element, Place>();
  private readonly said = made("p", "sr-only");
  private pill: HTMLButtonElement | undefined;
  private wasLost = false;

  connectedCallback(): void {
    this.said.setAttribute("role", "status");
    this.append(this.said);
    prepareSound();
    showUnseen();
    document.addEventListener("visibilitychange", () => showUnseen());
    window.addEventListener("storage", () => showUnseen());
    document.addEventListener("ln:tell", (event) =>
      this.tell((event as CustomEvent<string>).detail),
    );
    document.addEventListener("htmx:beforeSwap", (event) => this.remember(event));
    document.addEventListener("htmx:afterSettle", (event) => this.restore(event));
    const url = this.getAttribute("url");
    if (!url) return;
    new Stream(
      url,
      kindsShown(),
      (event) => this.take(event),
      (state) => this.become(state),
    ).start();
  }

  private take(event: LiveEvent): void {
    notice(event.what, event.kind, event.id);
    const now = Date.now();
    if (!this.waiting.size) this.since = now;
    this.waiting.add(event.kind);
    document.dispatchEvent(new CustomEvent<LiveEvent>("ln:event", { detail: event }));
    window.clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(GATHER, this.since + LATEST - now));
    this.timer = window.setTimeout(() => this.refresh(), wait);
  }

  private refresh(): void {
    for (const place of document.querySelectorAll<HTMLElement>("[data-refresh-on]")) {
      const kinds = (place.dataset.refreshOn ?? "").split(/\s+/);
      if (this.waiting.has("resync") || kinds.some((kind) => this.waiting.has(kind))) {
        htmx.trigger(place, "ln:refresh", {});
      }
    }
    this.waiting.clear();
  }

  private become(state: StreamState): void {
    document.dispatchEvent(new CustomEvent<StreamState>("ln:state", { detail: state }));
    if (state === "live" && this.wasLost) this.tell(say("backAgain"));
    this.wasLost = state === "lost";
  }

  private tell(words: string): void {
    this.said.textContent = words;
    const toast = made("div", "toast", words);
    toast.setAttribute("aria-hidden", "true");
    this.append(toast);
    window.setTimeout(() => toast.remove(), 6_000);
  }

  private remember(event: Event): void {
    const target = (event as CustomEvent<{ target: Element }>).detail.target;
    if (target instanceof HTMLElement && target.matches("[data-refresh-on]")) {
      this.places.set(target, new Place(target));
    }
  }

  private restore(event: Event): void {
    const target = (event as CustomEvent<{ target: Element }>).detail.target;
    const above = this.places.get(target)?.restore() ?? 0;
    this.places.delete(target);
    if (above > 0) this.point(above);
  }

  /** Say that rows came in above what is being read. */
  private point(count: number): void {
    this.pill?.remove();
    const pill = made("button", "pill", `↑ ${say("newAbove", { n: count })}`);
    pill.type = "button";
    pill.addEventListener("click", () => {
      document.querySelector(".row-new")?.scrollIntoView({ block: "center" });
      pill.remove();
    });
    this.pill = pill;
    this.append(pill);
    window.setTimeout(() => pill.remove(), 30_000);
  }
}

customElements.define("ln-lamp", Lamp);
customElements.define("ln-live", Live);
