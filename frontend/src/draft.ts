// <ln-draft>: a form is kept as it is typed, on this computer first, then on the server.
// A draft's sequence is the time of typing in ms: it rises over tabs, sessions and reloads.
import { csrfToken, made } from "./page";
import { clockTime, say } from "./words";

type Body = Record<string, string | string[]>;

interface Kept {
  sequence: number;
  body: Body;
  sent?: boolean;
}

const PAUSE = 300;
const AGAIN = 5_000;
const KEEPALIVE_LIMIT = 60_000; // browsers refuse larger bodies once the page goes away
const PREFIX = "ln-draft:";
const NEVER = new Set(["csrfmiddlewaretoken", "once_key", "key", "version", "started_at"]);

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function fieldsOf(form: HTMLFormElement): Field[] {
  const all = Array.from(form.elements) as Field[];
  return all.filter(
    (field) =>
      field.matches("input, select, textarea") &&
      field.name &&
      !NEVER.has(field.name) &&
      !["file", "password", "submit"].includes(field.type),
  );
}

function isTick(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
}

function valuesOf(form: HTMLFormElement): Body {
  const body: Body = {};
  for (const field of fieldsOf(form)) {
    if (!isTick(field)) body[field.name] = field.value;
    else if (field.type === "checkbox") body[field.name] = field.checked ? "on" : "";
    else if (field.checked) body[field.name] = field.value;
  }
  return body;
}

/** A pick field may have been given a choice its select did not know. */
function offer(field: HTMLSelectElement, value: string): void {
  if (!Array.from(field.options).some((option) => option.value === value)) {
    field.add(new Option(value, value));
  }
}

function fill(field: Field, value: string): void {
  if (isTick(field)) {
    field.checked = field.type === "checkbox" ? value !== "" : field.value === value;
  } else if (field.value !== value) {
    if (field.closest("ln-pick") && field instanceof HTMLSelectElement) offer(field, value);
    field.value = value;
  } else {
    return;
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function readKept(text: string | null): Kept | null {
  try {
    const kept = JSON.parse(text ?? "null") as Kept | null;
    return kept && typeof kept.sequence === "number" ? kept : null;
  } catch {
    return null;
  }
}

class DraftKeeper extends HTMLElement {
  private form: HTMLFormElement | null = null;
  private timer = 0;
  private sequence = 0;
  private saved = 0;
  private over = false;
  private state: HTMLElement | null = null;
  private readonly running = new AbortController();

  connectedCallback(): void {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.state = this.querySelector<HTMLElement>("[data-draft-state]") ?? this.addState(this.form);
    this.state.setAttribute("role", "status");
    this.restore(this.form);
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => this.typed());
    this.form.addEventListener("submit", () => this.sent());
    const options = { signal: this.running.signal };
    document.addEventListener("visibilitychange", () => this.hurry(), options);
    window.addEventListener("pagehide", () => this.hurry(), options);
    window.addEventListener("online", () => this.hurry(), options);
  }

  disconnectedCallback(): void {
    this.running.abort();
    window.clearTimeout(this.timer);
  }

  private get store(): string {
    return PREFIX + (this.getAttribute("key") ?? "");
  }

  private addState(form: HTMLFormElement): HTMLElement {
    const state = made("p", "draft-state");
    state.dataset.draftState = "";
    form.append(state);
    return state;
  }

  private fromServer(): Kept | null {
    const note = this.querySelector<HTMLElement>("[data-draft-sequence]");
    const script = document.getElementById(note?.dataset.draftScript ?? "");
    if (!note || !script) return null;
    const said = JSON.parse(script.textContent ?? "null") as Body | string | null;
    const body = typeof said === "string" ? (JSON.parse(said) as Body) : said;
    return body && { sequence: Number(note.dataset.draftSequence ?? 0), body };
  }

  private restore(form: HTMLFormElement): void {
    const server = this.fromServer();
    const local = readKept(localStorage.getItem(this.store));
    if (local?.sent && (!server || server.sequence <= local.sequence)) {
      // It was sent: either it succeeded, or the server shows the form again as it was typed.
      localStorage.removeItem(this.store);
      return;
    }
    const newest = local && local.sequence > (server?.sequence ?? 0) ? local : server;
    if (!newest) return;
    this.sequence = newest.sequence;
    this.saved = server?.sequence ?? 0;
    const before = JSON.stringify(valuesOf(form));
    this.put(form, newest.body);
    if (JSON.stringify(valuesOf(form)) !== before) this.write(say("draftBack"), "kept");
    if (this.saved < this.sequence) this.plan(0);
  }

  private put(form: HTMLFormElement, body: Body): void {
    form.dispatchEvent(new CustomEvent("ln:restore", { detail: Object.keys(body), bubbles: true }));
    for (const field of fieldsOf(form)) {
      const value = body[field.name];
      if (typeof value === "string") fill(field, value);
    }
  }

  private typed(): void {
    if (!this.form || this.over) return;
    this.sequence = Math.max(Date.now(), this.sequence + 1);
    const kept: Kept = { sequence: this.sequence, body: valuesOf(this.form) };
    try {
      localStorage.setItem(this.store, JSON.stringify(kept));
    } catch {
      // The computer's own store is full: the server keeps it alone.
    }
    this.plan(PAUSE);
  }

  private plan(wait: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), wait);
  }

  /** The page is left or hidden: do not wait for a pause. */
  private hurry(): void {
    if (this.sequence > this.saved && !this.over) void this.save();
  }

  private async save(): Promise<void> {
    const url = this.getAttribute("url");
    if (!this.form || !url || this.over) return;
    window.clearTimeout(this.timer);
    const sequence = this.sequence;
    const body = JSON.stringify({ sequence, body: valuesOf(this.form) });
    try {
      const answer = await fetch(url, {
        method: "PUT",
        body,
        keepalive: body.length * 3 < KEEPALIVE_LIMIT,
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.saved = Math.max(this.saved, sequence);
      this.write(say("draftKept", { at: clockTime(new Date()) }), "kept");
    } catch {
      if (this.over) return;
      this.write(say("draftLocal"), "local");
      this.timer = window.setTimeout(() => void this.save(), AGAIN);
    }
  }

  private write(words: string, state: "kept" | "local"): void {
    if (!this.state) return;
    this.state.dataset.state = state;
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  /** Sent: what is kept here stays until the next page shows how it went. */
  private sent(): void {
    if (!this.form) return;
    this.over = true;
    window.clearTimeout(this.timer);
    const kept: Kept = { sequence: Date.now(), body: valuesOf(this.form), sent: true };
    localStorage.setItem(this.store, JSON.stringify(kept));
  }
}

/** Forget drafts that were sent and whose form this page no longer shows. */
export function forgetSentDrafts(): void {
  if (!document.querySelector(".top")) return; // signed out or refused: nothing is known yet
  const shown = new Set(
    Array.from(document.querySelectorAll("ln-draft"), (each) => PREFIX + each.getAttribute("key")),
  );
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX) || shown.has(name)) continue;
    if (readKept(localStorage.getItem(name))?.sent) localStorage.removeItem(name);
  }
}

customElements.define("ln-draft", DraftKeeper);
