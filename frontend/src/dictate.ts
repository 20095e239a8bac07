// <ln-dictate>: speak into a text field, where this device writes down speech by itself. What is
// said here leaves the device only as the typed words: nothing that listens elsewhere is used.
import { icon, made, tell } from "./page";
import { say } from "./words";

interface Heard {
  readonly isFinal: boolean;
  readonly 0: { readonly transcript: string };
}

interface Listening extends EventTarget {
  lang: string;
  continuous: boolean;
  processLocally: boolean;
  start(): void;
  stop(): void;
}

interface ListeningClass {
  new (): Listening;
  available?(wanted: { langs: string[]; processLocally: boolean }): Promise<string>;
}

const LANGUAGES: Record<string, string> = { vi: "vi-VN", en: "en-US" };

function listeningClass(): ListeningClass | undefined {
  const known = window as unknown as Record<string, ListeningClass | undefined>;
  return known.SpeechRecognition ?? known.webkitSpeechRecognition;
}

class Dictate extends HTMLElement {
  private field: HTMLTextAreaElement | null = null;
  private ear: Listening | null = null;
  private readonly button = made("button", "button button-quiet dictate");

  connectedCallback(): void {
    this.field = this.querySelector("textarea");
    if (this.field && !this.querySelector(".dictate")) void this.offer();
  }

  disconnectedCallback(): void {
    this.ear?.stop();
  }

  private async offer(): Promise<void> {
    const known = listeningClass();
    const lang = LANGUAGES[document.documentElement.lang] ?? "vi-VN";
    const state = await known?.available?.({ langs: [lang], processLocally: true });
    if (!known || state !== "available" || !this.isConnected) return;
    this.button.type = "button";
    this.button.addEventListener("click", () => this.toggle(known, lang));
    this.append(this.button);
    this.show();
  }

  private show(): void {
    const words = this.ear ? say("dictateStop") : say("dictateStart");
    this.button.replaceChildren(this.ear ? icon("player-stop") : icon("microphone"), ` ${words}`);
    this.button.setAttribute("aria-pressed", String(this.ear !== null));
  }

  private toggle(known: ListeningClass, lang: string): void {
    if (this.ear) {
      this.ear.stop();
      return;
    }
    const ear = new known();
    ear.lang = lang;
    ear.continuous = true;
    ear.processLocally = true;
    ear.addEventListener("result", (event) => this.hear(event));
    ear.addEventListener("error", () => tell(say("noMicrophone")));
    ear.addEventListener("end", () => {
      this.ear = null;
      this.show();
    });
    this.ear = ear;
    ear.start();
    this.show();
  }

  private hear(event: Event): void {
    const { resultIndex, results } = event as Event & {
      resultIndex: number;
      results: ArrayLike<Heard>;
    };
    const said = Array.from(results)
      .slice(resultIndex)
      .filter((each) => each.isFinal)
      .map((each) => each[0].transcript.trim());
    if (!this.field || !said.length) return;
    const before = this.field.value.trimEnd();
    this.field.value = [before, ...said].filter(Boolean).join(" ");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("ln-dictate", Dictate);
