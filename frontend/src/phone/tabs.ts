// <ln-phone>: what every other page knows of the telephone, and the keys that reach it.
import { icon, made, tell } from "../page";
import { Channel, LOCK, type Phase, type Press, type Shown, WINDOW } from "./channel";
import { prepareRing, Ringer } from "./ring";
import { grouped, phrase, type Word } from "./words";

const LOOK = 5_000;
const SIZE = "popup,width=420,height=760";
const PHASES: Record<Phase, Word> = {
  ringing: "tabRinging",
  connecting: "tabConnecting",
  calling: "tabCalling",
  talking: "tabTalking",
  held: "tabHeld",
};
const PATIENCE = 300; // ms: the telephone's own window rings first

function words(shown: Shown | null): string {
  if (!shown) return phrase("tabNone");
  const { call } = shown;
  if (call) return phrase(PHASES[call.phase], { number: grouped(call.number) });
  if (shown.way === "ready") return phrase("tabReady");
  return phrase(shown.way === "starting" ? "tabStarting" : "tabLost");
}

/** Open the telephone's window, or bring the open one forward without touching its call. */
function openWindow(url: string, isOpen: boolean): void {
  const found = window.open(isOpen ? "" : url, WINDOW, SIZE);
  if (isOpen && found?.location.href === "about:blank") {
    found.close();
    tell(phrase("foundWindow"));
  } else found?.focus();
}

class Phone extends HTMLElement {
  private shown: Shown | null = null;
  private readonly ringer = new Ringer(PATIENCE);
  private readonly words = made("span", "phone-tab-words");
  private readonly opener = made("button", "phone-tab");
  private readonly channel = new Channel((said) => {
    if ("shown" in said) this.take(said.shown);
    if ("gone" in said) this.take(null);
  });

  connectedCallback(): void {
    if (this.opener.isConnected) return;
    this.opener.type = "button";
    this.opener.append(icon("headset"), this.words);
    this.opener.addEventListener("click", () => openWindow(this.url, this.shown !== null));
    this.append(this.opener);
    document.addEventListener("click", (event) => this.press(event));
    prepareRing();
    this.channel.say({ ask: true });
    window.setInterval(() => void this.look(), LOOK);
    this.take(null);
  }

  private get url(): string {
    return this.getAttribute("url") ?? "/telephone";
  }

  /** Any button of any part may reach the telephone: data-phone-press="answer". */
  private press(event: MouseEvent): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-phone-press]");
    if (button) this.channel.say({ press: button.dataset.phonePress as Press });
  }

  private take(shown: Shown | null): void {
    this.shown = shown;
    const phase = shown?.call?.phase ?? "none";
    const state = phase !== "none" ? phase : (shown?.way ?? "none");
    document.documentElement.dataset.phone = state;
    this.words.textContent = words(shown);
    this.opener.title = words(shown);
    if (phase === "ringing") this.ringer.start();
    else this.ringer.stop();
    for (const old of this.querySelectorAll("[data-phone-press]")) old.remove();
    if (phase === "ringing") this.offer("answer", "button button-primary button-small");
    if (phase !== "none") this.offer("hangup", "button button-small");
    document.dispatchEvent(new CustomEvent<Shown | null>("ln:phone", { detail: shown }));
  }

  private offer(press: Press, className: string): void {
    const button = made("button", className);
    const sign = press === "answer" ? icon("phone") : icon("phone-off");
    button.append(sign, made("span", "", phrase(press === "answer" ? "answer" : "hangup")));
    button.type = "button";
    button.title = button.textContent ?? "";
    button.dataset.phonePress = press;
    this.append(button);
  }

  /** A window that died cannot say so; its lock does. */
  private async look(): Promise<void> {
    if (!this.shown || !("locks" in navigator)) return;
    const { held } = await navigator.locks.query();
    if (!held?.some((lock) => lock.name === LOCK)) this.take(null);
  }
}

customElements.define("ln-phone", Phone);
