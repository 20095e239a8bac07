// Forms: matters that repeat, buttons that fill a field, time marks, no double sending.
import { made } from "./page";
import { process } from "./swaps";
import { length, say } from "./words";

/** Who types a number means it: the choice it belongs to is made with it. */
function chooseFor({ dataset, form }: HTMLInputElement): void {
  const chosen = dataset.chooses;
  const choice = chosen ? form?.querySelector<HTMLInputElement>(chosen) : null;
  if (choice) choice.checked = true;
}

function itemsOf(box: Element): HTMLElement[] {
  return Array.from(box.querySelectorAll<HTMLElement>("[data-repeat-item]"));
}

/** The pristine first matter of a box, from before elements changed it. */
const patterns = new WeakMap<Element, HTMLElement>();

/** Keep a clean copy of the first item of every repeating box; call before elements are defined. */
export function rememberPatterns(): void {
  for (const box of document.querySelectorAll("[data-repeat]")) {
    const first = itemsOf(box)[0];
    if (first) patterns.set(box, first.cloneNode(true) as HTMLElement);
  }
}

function empty(field: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement): void {
  if (field instanceof HTMLSelectElement) {
    const chosen = Array.from(field.options).findIndex((option) => option.defaultSelected);
    field.selectedIndex = field.name.match(/topic|ward|case/) ? 0 : Math.max(0, chosen);
  } else if (field instanceof HTMLTextAreaElement) {
    field.value = "";
  } else if (field.type === "checkbox") {
    field.checked = false;
  } else {
    field.value = "";
    field.removeAttribute("value");
  }
}

function addItem(box: HTMLElement): HTMLElement | null {
  const pattern = patterns.get(box);
  if (!pattern) return null;
  const prefix = box.dataset.repeat ?? "m";
  const number = itemsOf(box).length;
  const item = pattern.cloneNode(true) as HTMLElement;
  for (const element of item.querySelectorAll("*")) {
    for (const name of ["name", "id", "for", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replaceAll(`${prefix}0-`, `${prefix}${number}-`));
    }
  }
  for (const error of item.querySelectorAll(".field-error")) error.remove();
  for (const field of item.querySelectorAll<HTMLInputElement>("input, select, textarea"))
    empty(field);
  const shown = item.querySelector("[data-repeat-number]");
  if (shown) shown.textContent = String(number + 1);
  box.append(item);
  process(item);
  return item;
}

function onAdd(button: HTMLElement): void {
  const scope = button.closest("form") ?? document;
  const box = scope.querySelector<HTMLElement>(button.dataset.repeatAdd ?? "[data-repeat]");
  if (!box) return;
  const item = addItem(box);
  item?.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
  button.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A draft had more matters than the page: make room before it is filled in. */
function makeRoom(event: Event): void {
  const names = (event as CustomEvent<string[]>).detail;
  for (const box of (event.target as Element).querySelectorAll<HTMLElement>("[data-repeat]")) {
    const pattern = new RegExp(`^${box.dataset.repeat}(\\d+)-`);
    const wanted = Math.max(0, ...names.map((name) => Number(pattern.exec(name)?.[1] ?? -1) + 1));
    while (itemsOf(box).length < wanted && addItem(box));
  }
}

function onSet(button: HTMLElement): void {
  const name = button.dataset.sets ?? "";
  const form = button.closest("form");
  const field = form?.elements.namedItem(name);
  if (!(field instanceof HTMLInputElement)) return;
  const same = field.value === button.dataset.value;
  field.value = same ? "" : (button.dataset.value ?? "");
  for (const other of form?.querySelectorAll(`[data-sets="${name}"]`) ?? []) {
    other.setAttribute("aria-pressed", String(other === button && !same));
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function onOpen(opener: HTMLElement, event: Event): void {
  const target = document.getElementById(opener.dataset.opens ?? "");
  if (!target) return;
  event.preventDefault();
  if (target instanceof HTMLDetailsElement) target.open = true;
  target.closest("details")?.setAttribute("open", "");
  target.scrollIntoView({ block: "center" });
  const wanted =
    "a.button, input:not([type=hidden]):not([hidden]), select:not([hidden]), textarea, button";
  target.querySelector<HTMLElement>(wanted)?.focus({ preventScroll: true });
}

function onClick(event: Event): void {
  const target = event.target as Element;
  const add = target.closest<HTMLElement>("[data-repeat-add]");
  const set = target.closest<HTMLElement>("[data-sets]");
  const opener = target.closest<HTMLElement>("[data-opens]");
  if (add) onAdd(add);
  if (set) onSet(set);
  if (opener) onOpen(opener, event);
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
}

function writeMark(field: HTMLTextAreaElement): void {
  const since = field.form?.elements.namedItem("started_at");
  const start = since instanceof HTMLInputElement ? Date.parse(since.value) : Number.NaN;
  const seconds = Number.isNaN(start) ? 0 : (Date.now() - start) / 1000;
  const before = field.value.slice(0, field.selectionStart);
  const line = before && !before.endsWith("\n") ? "\n" : "";
  field.setRangeText(
    `${line}[${length(seconds)}] `,
    field.selectionStart,
    field.selectionEnd,
    "end",
  );
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function prepareMarks(): void {
  for (const field of document.querySelectorAll<HTMLTextAreaElement>("[data-time-marks]")) {
    field.after(made("span", "mark-hint", say("timeMark")));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "F2") return;
      event.preventDefault();
      writeMark(field);
    });
  }
}

/** A second press of a tired hand sends nothing twice; coming back makes the form whole again. */
function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (event.submitter?.hasAttribute("formtarget")) return; // a look at it, not the sending
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  event.submitter?.setAttribute("aria-busy", "true");
}

/** A search shows in its address what was asked, nothing else. */
function onFormData(event: FormDataEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.method !== "get") return;
  const empty = Array.from(event.formData.entries()).filter(([, value]) => value === "");
  for (const [name] of empty) event.formData.delete(name);
}

function release(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sending]")) {
    delete form.dataset.sending;
  }
  for (const button of document.querySelectorAll("[aria-busy]"))
    button.removeAttribute("aria-busy");
}

/** What one field of a form holds is not offered to be ticked beside it as well. */
function offerWithout(field: HTMLSelectElement): void {
  const boxes = field.form?.querySelectorAll<HTMLElement>(`[data-without="${field.name}"]`) ?? [];
  for (const tick of Array.from(boxes).flatMap((box) =>
    Array.from(box.querySelectorAll<HTMLInputElement>("input[type=checkbox]")),
  )) {
    const taken = tick.value === field.value;
    const row = tick.closest("li");
    if (row) row.hidden = taken;
    if (taken) tick.checked = false;
  }
}

/** Serve the data attributes of forms. */
export function setUpForms(): void {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("formdata", onFormData);
  document.addEventListener("ln:restore", makeRoom);
  document.addEventListener("input", (event) => chooseFor(event.target as HTMLInputElement));
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLElement;
    if (!(field instanceof HTMLSelectElement)) return;
    if (event.isTrusted) field.dataset.touched = "1";
    offerWithout(field);
  });
  window.addEventListener("pageshow", release);
  prepareMarks();
}
