// <ln-keys>: every action has a key. Keys are read from the page: data-key, data-key-label.
import { isTyping, made } from "./page";
import { load } from "./swaps";
import { say } from "./words";

const PREVIEW_DELAY = 90;

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility?.() ?? element.offsetParent !== null;
}

/** A row with keys of its own (data-own-keys) is heard only while it is under the cursor. */
function isHeard(element: HTMLElement): boolean {
  return isShown(element) && !element.closest("[data-own-keys]:not([data-cursor])");
}

function keyed(): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>("[data-key]")).filter(isHeard);
}

/** What a key does: in the row under the cursor, then on the page, then in its frame. */
function find(key: string): HTMLElement | undefined {
  const wanted = key.toLowerCase();
  const fitting = keyed().filter((element) => element.dataset.key?.toLowerCase() === wanted);
  const inside = (where: string) => fitting.find((element) => element.closest(where));
  return inside("[data-cursor]") ?? inside("#main") ?? fitting[0];
}

function act(element: HTMLElement): void {
  if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
  } else {
    element.click();
    if (element.matches("summary")) stepInto(element.parentElement);
  }
}

/** What a key opens is typed into: its words must not be keys of the page. */
function stepInto(fold: HTMLElement | null): void {
  if (!(fold instanceof HTMLDetailsElement && fold.open)) return;
  fold.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select")?.focus();
}

function rows(): HTMLElement[] {
  const lists = Array.from(document.querySelectorAll<HTMLElement>("[data-list]")).filter(isShown);
  return lists.flatMap((list) => Array.from(list.children) as HTMLElement[]);
}

function linkOf(row: Element): HTMLAnchorElement | null {
  return row.querySelector<HTMLAnchorElement>("a.row-link, a");
}

let previewTimer = 0;

function preview(row: HTMLElement): void {
  const link = linkOf(row);
  const target = document.querySelector(link?.dataset.previewTarget ?? "#none");
  const url = link?.dataset.preview;
  if (!url || !(target instanceof HTMLElement) || !isShown(target)) return;
  window.clearTimeout(previewTimer);
  previewTimer = window.setTimeout(() => load(url, target), PREVIEW_DELAY);
}

function setCursor(row: HTMLElement): void {
  if (row.hasAttribute("data-cursor")) return;
  for (const old of document.querySelectorAll("[data-cursor]")) old.removeAttribute("data-cursor");
  row.setAttribute("data-cursor", "");
  preview(row);
}

function move(step: number): void {
  const all = rows();
  const now = all.findIndex((row) => row.hasAttribute("data-cursor"));
  const next = all[now < 0 ? 0 : Math.min(all.length - 1, Math.max(0, now + step))];
  if (!next) return;
  setCursor(next);
  linkOf(next)?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const SENDS = "button:not([type=button], [type=reset]), input[type=submit]";
const ASKS = '[data-submit-key="ctrl+enter"], .composer';

/** The buttons that send a form: its own, wherever they stand; not those in it of another one. */
function buttonsOf(form: HTMLFormElement): HTMLElement[] {
  return (Array.from(form.elements) as HTMLElement[]).filter((each) => each.matches(SENDS));
}

/** Whether Ctrl+Enter in a field may send its form: it asks for it, or has one button to press. */
function isSendable(form: HTMLFormElement): boolean {
  return form.method === "post" && buttonsOf(form).length === 1;
}

/** The form Ctrl+Enter sends: the one being typed in, else the only one shown that asks for it. */
function formToSend(target: EventTarget | null): HTMLFormElement | null {
  const around = target instanceof Element ? target.closest("form") : null;
  if (around?.matches(ASKS)) return around;
  if (around && (target as Element).matches("input, textarea, select")) {
    return isSendable(around) ? around : null; // never another form than the one being typed in
  }
  const all = document.querySelectorAll<HTMLFormElement>('form[data-submit-key="ctrl+enter"]');
  const asking = Array.from(all).filter(isShown);
  return asking.length === 1 ? (asking[0] ?? null) : null;
}

/** The button Ctrl+Enter presses: the one that says so, else the only one there is. */
function buttonToPress(form: HTMLFormElement): HTMLElement | null {
  const buttons = buttonsOf(form);
  const only = buttons.length === 1 ? buttons[0] : undefined;
  return buttons.find((each) => each.matches("[data-sends]")) ?? only ?? null;
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>("[data-search]")?.select();
}

class Keys extends HTMLElement {
  private readonly dialog = made("dialog", "keys-dialog");

  connectedCallback(): void {
    this.append(this.dialog);
    document.addEventListener("keydown", (event) => this.take(event));
    document.addEventListener("focusin", (event) => this.follow(event));
    document.addEventListener("pointerover", (event) => this.hint(event));
    for (const opener of document.querySelectorAll<HTMLElement>("[data-keys-open]")) {
      opener.hidden = false;
      opener.addEventListener("click", () => this.open());
    }
    document.addEventListener("ln:decided", () => this.goOn());
    this.begin();
  }

  /** A row was decided: the next one comes under the cursor, the decided one leaves the list. */
  private goOn(): void {
    const done = document.querySelector<HTMLElement>("[data-cursor]");
    const all = rows();
    const now = done ? all.indexOf(done) : -1;
    const next = all[now + 1] ?? all[now - 1];
    document.querySelector("#preview")?.replaceChildren();
    if (next && next !== done) {
      setCursor(next);
      linkOf(next)?.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    }
    done?.remove();
  }

  /** A list beside a preview, or with keys of its own, begins with its first row under the cursor. */
  private begin(): void {
    const first = rows().find(
      (row) => linkOf(row)?.dataset.preview || row.matches("[data-own-keys]"),
    );
    if (first) setCursor(first);
  }

  private follow(event: FocusEvent): void {
    const row = (event.target as Element).closest<HTMLElement>("[data-list] > *");
    const leads = (event.target as Element).matches("a.row-link");
    if (row && (leads || row.matches("[data-own-keys]"))) setCursor(row);
  }

  /** A click on a row opens it; the first touch of the pointer only warms the preview. */
  private hint(event: PointerEvent): void {
    if (event.pointerType !== "mouse") return;
    const link = (event.target as Element).closest<HTMLElement>("a.row-link[data-preview]");
    const row = link?.closest<HTMLElement>("[data-list] > *");
    if (row && !document.querySelector("[data-cursor]")) setCursor(row);
  }

  private take(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") this.escape(event);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.send(event);
    else if (!this.isForOthers(event)) this.single(event);
  }

  private isForOthers(event: KeyboardEvent): boolean {
    const held = event.ctrlKey || event.metaKey || event.altKey;
    return held || this.dialog.open || isTyping(event.target);
  }

  /** Leave a field or close a menu; text stays (a search field would lose it otherwise). */
  private escape(event: KeyboardEvent): void {
    if (this.dialog.open) return;
    if (isTyping(event.target)) {
      event.preventDefault();
      (event.target as HTMLElement).blur();
    }
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      menu.open = false;
    }
  }

  private send(event: KeyboardEvent): void {
    const form = formToSend(event.target);
    if (!form || this.dialog.open) return;
    event.preventDefault();
    form.requestSubmit(buttonToPress(form));
  }

  private single(event: KeyboardEvent): void {
    const own: Record<string, () => void> = {
      "?": () => this.open(),
      "/": focusSearch,
      j: () => move(1),
      k: () => move(-1),
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
    };
    const arrow = event.key.startsWith("Arrow");
    if (arrow && !(event.target as Element).closest?.("[data-list]")) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const element = find(event.key);
    if (event.key === "Enter") {
      this.enter(event, element);
    } else if (element) {
      event.preventDefault();
      act(element);
    } else if (own[name]) {
      event.preventDefault();
      own[name]();
    }
  }

  /** Enter presses what has the focus; else the page's own Enter, else the row under the cursor. */
  private enter(event: KeyboardEvent, element: HTMLElement | undefined): void {
    if ((event.target as Element).matches("a, button, summary, [role]")) return;
    const row = document.querySelector("[data-cursor]");
    const pressed = element ?? (row ? linkOf(row) : null);
    if (!pressed) return;
    event.preventDefault();
    pressed.click();
  }

  private open(): void {
    const title = made("h2", "", say("keysTitle"));
    const list = made("dl");
    for (const [key, words] of this.lines()) {
      const name = made("dt");
      name.append(made("kbd", "", key));
      list.append(name, made("dd", "", words));
    }
    const close = made("button", "button", say("close"));
    close.type = "button";
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.replaceChildren(title, list, close);
    this.dialog.setAttribute("aria-label", say("keysTitle"));
    this.dialog.showModal();
  }

  private lines(): [string, string][] {
    const found = keyed().map((element): [string, string] => [
      element.dataset.key?.length === 1
        ? element.dataset.key.toUpperCase()
        : (element.dataset.key ?? ""),
      element.dataset.keyLabel ?? element.textContent?.trim() ?? "",
    ]);
    const own: [string, string][] = [];
    if (rows().length) own.push(["J  K", say("keyMove")], ["Enter", say("keyOpen")]);
    if (document.querySelector("[data-submit-key], .composer")) {
      own.push(["Ctrl Enter", say("keySubmit")]);
    }
    if (document.querySelector("[data-time-marks]")) own.push(["F2", say("keyTimeMark")]);
    if (document.querySelector("ln-understood")) own.push(["F4", say("keyFill")]);
    if (document.querySelector("[data-card-open]")) own.push(["F9", say("keyCall")]);
    if (document.querySelector("[data-search]")) own.push(["/", say("keySearch")]);
    return [...new Map([...found, ...own, ["?", say("keyHelp")] as [string, string]]).entries()];
  }
}

customElements.define("ln-keys", Keys);
