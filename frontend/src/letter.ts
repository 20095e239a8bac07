// The letter beside the form that writes it: shown anew a moment after each change.
const PAUSE = 600;

/** A fresh frame takes the answer without a step in the browser's history. */
function freshFrame(name: string): void {
  const frame = document.querySelector<HTMLIFrameElement>(`iframe[name="${name}"]`);
  if (!frame) return;
  const fresh = frame.cloneNode() as HTMLIFrameElement;
  fresh.removeAttribute("src");
  frame.replaceWith(fresh);
}

/** Keep every preview true to what is typed in its form. */
export function setUpLetters(): void {
  let waiting = 0;
  document.addEventListener("submit", (event) => {
    const frame = event.submitter?.getAttribute("formtarget");
    if (frame) freshFrame(frame);
  });
  document.addEventListener("input", (event) => {
    const form = (event.target as HTMLElement).closest("form");
    const button = form?.querySelector<HTMLButtonElement>("button[formtarget]");
    if (!form || !button) return;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => form.requestSubmit(button), PAUSE);
  });
}
