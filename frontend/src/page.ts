// What every element needs of the page: its token, its icons, a voice.

/** Return the token a form or request must carry. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Make an icon of the sprite. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.classList.add("icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.body.dataset.icons ?? "/static/ln/icons.svg"}#${name}`);
  svg.append(use);
  return svg;
}

/** Make an element with a class and text. */
export function made<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = "",
  text = "",
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** Tell the person something: shown for a while, read out by screen readers. */
export function tell(words: string): void {
  document.dispatchEvent(new CustomEvent("ln:tell", { detail: words }));
}

/** Whether keys are text now: someone types. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  const silent = ["checkbox", "radio", "button", "submit", "file"];
  return target instanceof HTMLInputElement && !silent.includes(target.type);
}

let counter = 0;

/** Return an id no other element of the page has. */
export function freshId(stem: string): string {
  counter += 1;
  return `${stem}-${counter}`;
}
