// <ln-suggested>: a form of suggested fields. A key opens a field, a number or letters choose; what
// is not sure is asked before everything is accepted. Where a page goes on (data-goes-on), the next
// row follows at once.

import { type Choice, listOf, matching } from "./choices";
import { csrfToken, freshId, made, tell } from "./page";
import { say } from "./words";

const UNDO_FOR = 20_000;

interface Told {
  words: string;
  undo?: string;
}

interface Option extends Choice {
  number: string;
}

/** The open list of one field: typing finds without marks, numbers choose, Esc closes. */
class Chooser {
  private readonly panel = made("div", "choose");
  private readonly input = made("input");
  private readonly list = made("ul", "choose-list");
  private shown: Option[] = [];
  private active = 0;
  private asked = 0;
  private over = false;

  constructor(
    private readonly field: HTMLElement,
    private readonly done: (chosen: Option | undefined) => void,
  ) {
    const name = this.field.querySelector<HTMLElement>("[data-key]")?.dataset.keyLabel ?? "";
    this.list.id = freshId("choose");
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", name);
    const state = { role: "combobox", "aria-expanded": "true", "aria-controls": this.list.id };
    for (const [key, value] of Object.entries({ ...state, "aria-autocomplete": "list" })) {
      this.input.setAttribute(key, value);
    }
    this.input.setAttribute("aria-label", name);
    this.input.placeholder = this.field.dataset.url ? say("chooseTyping") : say("chooseNumber");
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
    this.panel.append(this.input, this.list);
    this.field.append(this.panel);
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => void this.find());
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.click(event));
    this.show(this.own());
    this.input.focus();
  }

  private own(): Option[] {
    const items = Array.from(this.field.querySelectorAll<HTMLElement>("ol > li"));
    return items.map((item) => ({
      number: item.dataset.number ?? "",
      value: item.dataset.value ?? "",
      label: item.textContent?.trim() ?? "",
      hint: "",
      search: "",
    }));
  }

  private async find(): Promise<void> {
    const typed = this.input.value.trim();
    const url = this.field.dataset.url;
    this.asked += 1;
    const asked = this.asked;
    if (!typed || !url) {
      this.show(typed ? (matching(this.own(), typed) as Option[]) : this.own());
      return;
    }
    const all = await listOf(url).catch(() => this.own());
    if (asked !== this.asked) return;
    const found = matching(all, typed).slice(0, 9);
    this.show(found.map((choice, at) => ({ ...choice, number: String(at + 1) })));
  }

  private show(options: Option[]): void {
    this.shown = options;
    this.list.replaceChildren(...options.map((option) => this.line(option)));
    this.point(0);
  }

  private line(option: Option): HTMLLIElement {
    const line = made("li", "choose-option");
    line.id = freshId("choose");
    line.setAttribute("role", "option");
    if (option.number) line.append(made("kbd", "", option.number));
    line.append(made("span", "", option.label));
    if (option.hint) line.append(made("span", "pick-hint", option.hint));
    return line;
  }

  private point(index: number): void {
    this.active = Math.max(0, Math.min(index, this.shown.length - 1));
    Array.from(this.list.children).forEach((line, at) => {
      line.setAttribute("aria-selected", String(at === this.active));
      if (at === this.active) {
        this.input.setAttribute("aria-activedescendant", line.id);
        line.scrollIntoView({ block: "nearest" });
      }
    });
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      Enter: () => this.finish(this.shown[this.active]),
      Escape: () => this.close(),
      ArrowDown: () => this.point(this.active + 1),
      ArrowUp: () => this.point(this.active - 1),
    };
    const act = /^\d$/.test(event.key) ? () => this.number(event.key) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private number(key: string): void {
    const numbered = this.shown.find((option) => option.number === key);
    if (numbered) this.finish(numbered);
    else if (key === "0" && this.field.dataset.url) this.finish(this.nothing());
  }

  private nothing(): Option {
    return { number: "0", value: "", label: say("leftEmpty"), hint: "", search: "" };
  }

  private click(event: MouseEvent): void {
    const line = (event.target as Element).closest(".choose-option");
    if (line) this.finish(this.shown[Array.from(this.list.children).indexOf(line)]);
  }

  private finish(chosen: Option | undefined): void {
    if (chosen) this.end(chosen);
  }

  private close(): void {
    this.end(undefined);
  }

  /** Taking the panel away takes the focus, too: that is no second end. */
  private end(chosen: Option | undefined): void {
    if (this.over) return;
    this.over = true;
    this.panel.remove();
    this.done(chosen);
  }
}

class Suggested extends HTMLElement {
  private form: HTMLFormElement | null = null;
  private accepting = false;
  private sending = false;

  connectedCallback(): void {
    this.form = this.querySelector("form");
    this.form?.addEventListener("submit", (event) => this.submitted(event));
    this.querySelector("[data-tick-all]")?.addEventListener("click", () => this.tickAll());
    for (const field of this.querySelectorAll<HTMLElement>(".suggest-field")) {
      field.querySelector("button")?.addEventListener("click", () => {
        this.accepting = false;
        this.open(field);
      });
    }
  }

  /** Tick every voice of the form; where all are ticked, none. */
  private tickAll(): void {
    const boxes = Array.from(this.querySelectorAll<HTMLInputElement>("input[type=checkbox]"));
    const ticked = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = ticked;
  }

  private open(field: HTMLElement): void {
    const button = field.querySelector("button");
    if (button?.disabled || field.querySelector(".choose")) return;
    button?.setAttribute("aria-expanded", "true");
    new Chooser(field, (chosen) => {
      button?.setAttribute("aria-expanded", "false");
      if (chosen) this.take(field, chosen);
      else this.accepting = false;
      if (this.isConnected) this.leave();
    });
  }

  /** Keys go to the page again, not to a field that is closed. */
  private leave(): void {
    const row = document.querySelector<HTMLElement>("[data-cursor] a.row-link");
    if (row) row.focus({ preventScroll: true });
    else (document.activeElement as HTMLElement | null)?.blur();
  }

  private take(field: HTMLElement, chosen: Option): void {
    const input = field.querySelector<HTMLInputElement>("input[type=hidden]");
    if (input) input.value = chosen.value;
    field.removeAttribute("data-asks");
    field.dataset.changed = "";
    const words = field.querySelector("[data-value-words]");
    if (words) words.textContent = chosen.label;
    const sure = field.querySelector("[data-sure-words]");
    if (sure) sure.textContent = say("yours");
    field.querySelector("button")?.classList.remove("suggested-k3", "suggested-s2");
    if (this.form?.hasAttribute("data-at-once") || this.accepting) this.form?.requestSubmit();
  }

  private submitted(event: SubmitEvent): void {
    if (event.defaultPrevented && !this.sending) return;
    const open = this.querySelector<HTMLElement>("[data-asks]");
    if (open && !this.isSpam()) {
      event.preventDefault();
      event.stopPropagation();
      this.open(open);
      this.accepting = true;
      return;
    }
    if (!this.closest("[data-goes-on]") || !this.form) return;
    event.preventDefault();
    event.stopPropagation();
    void this.send(this.form);
  }

  /** Where it happened is no question for what is set aside. */
  private isSpam(): boolean {
    return this.querySelector<HTMLInputElement>("input[name=kind]")?.value === "spam";
  }

  private async send(form: HTMLFormElement): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    this.setAttribute("aria-busy", "true");
    const told = await post(form.action, new FormData(form));
    this.sending = false;
    this.removeAttribute("aria-busy");
    if (!told) return;
    offerUndo(told);
    document.dispatchEvent(new CustomEvent("ln:decided"));
  }
}

/** Send a form's values; what was done or refused is told. Undefined where it was not done. */
async function post(url: string, body: FormData): Promise<Told | undefined> {
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const answer = await fetch(url, { method: "POST", body, headers, redirect: "error" });
    const isTold = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (!isTold) throw new Error(String(answer.status));
    const told = (await answer.json()) as Told;
    if (answer.ok) return told;
    tell(told.words);
  } catch {
    tell(say("notReached"));
  }
  return undefined;
}

/** Say what was done, with one key that takes it back. */
function offerUndo(told: Told): void {
  document.querySelector(".decided")?.remove();
  const box = made("div", "decided");
  box.setAttribute("role", "status");
  box.append(made("span", "", told.words));
  if (told.undo) {
    const undo = told.undo;
    const button = made("button", "button button-small", `${say("undo")} `);
    button.type = "button";
    button.dataset.key = "z";
    button.dataset.keyLabel = say("undo");
    button.append(made("kbd", "", "Z"));
    button.addEventListener("click", async () => {
      const back = await post(undo, new FormData());
      if (back) offerUndo(back);
    });
    box.append(button);
  }
  document.body.append(box);
  window.setTimeout(() => box.remove(), UNDO_FOR);
}

customElements.define("ln-suggested", Suggested);
