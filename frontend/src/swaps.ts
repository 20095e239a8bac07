// htmx, set up for a strict policy; morphing swaps that leave the reader where they were.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { csrfToken, tell } from "./page";
import { say } from "./words";

const OURS = new Set(["data-cursor", "aria-busy"]);

interface RequestDetail {
  elt: Element;
  headers: Record<string, string>;
  parameters: Record<string, unknown>;
}

interface AnswerDetail {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  target: Element;
  requestConfig: { elt: Element };
}

/** The form whose answer comes: what was entered there is done with. */
let answered: Element | null = null;

function keepOurs(name: string, node: Element): boolean {
  return !(OURS.has(name) || (name === "open" && node.tagName === "DETAILS"));
}

/** Whether a person has changed a field since the page came. */
function isTouched(field: Element): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) {
    const options = Array.from(field.options);
    if (!options.some((option) => option.defaultSelected)) return field.selectedIndex > 0;
    return options.some((option) => option.selected !== option.defaultSelected);
  }
  if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

function isBegun(part: Element): boolean {
  if (part.querySelector("[data-changed]")) return true;
  return Array.from(part.querySelectorAll("input, select, textarea")).some(isTouched);
}

function actionOf(node: Element): string | null | undefined {
  return node.closest("form")?.getAttribute("action");
}

/** A running clock takes the moment it runs from, and goes on: the words in it are its own. */
function follow(old: Element, fresh: Element): boolean {
  old.setAttribute("since", fresh.getAttribute("since") ?? "");
  return false;
}

/** A form somebody has begun stays as it is, and so does a field that a script has dressed. */
function mayMorph(old: Node, fresh: Node): boolean {
  if (!(old instanceof Element && fresh instanceof Element)) return true;
  if (actionOf(old) !== actionOf(fresh)) return true;
  if (old.matches("ln-timer")) return follow(old, fresh);
  return old.matches("form")
    ? old === answered || !isBegun(old)
    : !old.matches("ln-pick, ln-dictate, ln-recorder");
}

/** What somebody has begun to answer is not taken away when something else comes before it. */
function mayLeave(old: Node): boolean {
  if (!(old instanceof Element && old.matches("[data-keep-begun]"))) return true;
  return old.contains(answered) || !isBegun(old);
}

const callbacks = {
  beforeAttributeUpdated: keepOurs,
  beforeNodeMorphed: mayMorph,
  beforeNodeRemoved: mayLeave,
};

interface Extension {
  isInlineSwap(style: string): boolean;
  handleSwap(style: string, target: Element, fragment: DocumentFragment): unknown;
}

const morphing: Extension = {
  isInlineSwap: (style) => style === "morph" || style === "morph:outerHTML",
  handleSwap(style, target, fragment) {
    if (!style.startsWith("morph")) return false;
    const morphStyle = style === "morph:innerHTML" ? "innerHTML" : "outerHTML";
    return Idiomorph.morph(target, Array.from(fragment.children), { morphStyle, callbacks });
  },
};

function dress(event: Event): void {
  const { detail } = event as CustomEvent<RequestDetail>;
  detail.headers["X-CSRFToken"] = csrfToken();
  const name = detail.elt.getAttribute("hx-vals-from");
  if (name && detail.elt instanceof HTMLInputElement) detail.parameters[name] = detail.elt.value;
}

/** Somebody signed out elsewhere: show the sign-in page, not a piece of it inside ours. */
function guard(event: Event): void {
  const { detail } = event as CustomEvent<AnswerDetail>;
  answered = detail.requestConfig.elt.closest("form");
  const url = detail.xhr.responseURL;
  if (url && new URL(url).pathname === "/sign-in") {
    detail.shouldSwap = false;
    window.location.reload();
  }
}

/** Set htmx up; call once. */
export function setUpSwaps(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    globalViewTransitions: false,
    scrollIntoViewOnBoost: false,
  });
  htmx.defineExtension("morph", morphing as unknown as Parameters<typeof htmx.defineExtension>[1]);
  document.addEventListener("htmx:configRequest", dress);
  document.addEventListener("htmx:beforeSwap", guard);
  document.addEventListener("htmx:sendError", (event) => {
    if (!(event.target as Element).matches("[data-refresh-on]")) tell(say("notReached"));
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { detail } = event as CustomEvent<AnswerDetail>;
    if ((event.target as Element).matches("[data-refresh-on]")) return;
    tell(say("notDone", { status: detail.xhr.status }));
  });
}

/** Load a part of a page into a place. */
export function load(url: string, target: Element): void {
  void htmx.ajax("get", url, { target: target as HTMLElement, swap: "innerHTML" });
}

/** Let htmx and our elements see what a script added. */
export function process(element: Element): void {
  htmx.process(element as HTMLElement);
}
