// <ln-understood>: what the words of a call may be, asked as they are typed. F4 fills in what nobody
// has chosen yet; the officer's own choice always stays.
import { Idiomorph } from "idiomorph";
import { csrfToken } from "./page";

const PAUSE = 450;
const AGAIN = 1_500;
const NOT_YET = 202;

type Field = HTMLInputElement | HTMLSelectElement;

class Understood extends HTMLElement {
  private form: HTMLFormElement | null = null;
  private timer = 0;
  private asked = 0;
  private said = "";
  private readonly own = new Set<string>();

  connectedCallback(): void {
    this.form = this.closest("form");
    const text = this.form?.querySelector<HTMLTextAreaElement>("textarea[name=text]");
    if (!this.form || !text) return;
    text.addEventListener("input", () => this.plan(text));
    this.form.addEventListener("change", (event) => this.noteOwn(event));
    this.form.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => this.pressed(event));
    if (text.value.trim()) this.plan(text);
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
  }

  private noteOwn(event: Event): void {
    const name = (event.target as Field).name || this.selectBeside(event.target as Element);
    if (event.isTrusted && name) this.own.add(name);
  }

  private selectBeside(target: Element): string {
    return target.closest("ln-pick")?.querySelector("select")?.name ?? "";
  }

  private plan(text: HTMLTextAreaElement): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(text.value), PAUSE);
  }

  private async ask(words: string): Promise<void> {
    if (words === this.said) return;
    this.said = words;
    this.asked += 1;
    const mine = this.asked;
    const body = new FormData();
    body.set("text", words);
    try {
      const headers = { "X-CSRFToken": csrfToken() };
      const url = this.getAttribute("url") ?? "";
      const answer = await fetch(url, { method: "POST", body, headers, redirect: "error" });
      if (answer.status === NOT_YET) this.askAgain(mine, words);
      else if (answer.ok && mine === this.asked) this.show(await answer.text());
    } catch {
      // Away for a moment: the call is typed all the same.
    }
  }

  /** The models are being read: the same words are asked about once more. */
  private askAgain(mine: number, words: string): void {
    this.said = "";
    window.clearTimeout(this.timer);
    if (mine === this.asked) this.timer = window.setTimeout(() => void this.ask(words), AGAIN);
  }

  private show(html: string): void {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    Idiomorph.morph(this, Array.from(fresh.content.children), { morphStyle: "innerHTML" });
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "F4" || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.fillAll();
  }

  private pressed(event: Event): void {
    const target = event.target as Element;
    const one = target.closest<HTMLElement>("[data-fill]");
    if (one) {
      this.fill(one);
      this.own.add(one.dataset.fill ?? "");
    } else if (target.closest("[data-fill-all]")) {
      this.fillAll();
    }
  }

  private fillAll(): void {
    for (const chip of this.querySelectorAll<HTMLElement>(
      ".understood-chips [data-fill]:not([data-asked])",
    )) {
      if (!this.own.has(chip.dataset.fill ?? "")) this.fill(chip);
    }
  }

  private fill(chip: HTMLElement): void {
    const field = this.form?.elements.namedItem(chip.dataset.fill ?? "");
    const value = chip.dataset.value ?? "";
    if (!(field instanceof HTMLSelectElement || field instanceof HTMLInputElement)) return;
    const isKnown = (option: HTMLOptionElement) => option.value === value;
    if (field instanceof HTMLSelectElement && !Array.from(field.options).some(isKnown)) {
      field.add(new Option(chip.dataset.words ?? value, value));
    }
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    chip.dataset.taken = "";
  }
}

customElements.define("ln-understood", Understood);
