// Keys and buttons of the telephone's window.
import { isTyping } from "../page";
import type { Telephone } from "./telephone";

const TONES = /^[0-9*#]$/;

function isUsable(button: HTMLElement): boolean {
  return !button.matches(":disabled") && button.checkVisibility();
}

function buttonOf(key: string): HTMLElement | undefined {
  const wanted = key.toLowerCase();
  return Array.from(document.querySelectorAll<HTMLElement>("[data-key]")).find(
    (each) => each.dataset.key?.toLowerCase() === wanted && isUsable(each),
  );
}

function takeKey(event: KeyboardEvent, telephone: Telephone): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    telephone.view.open("");
    return;
  }
  if (isTyping(event.target) || event.repeat) return;
  if (TONES.test(event.key)) {
    telephone.tone(event.key);
    return;
  }
  const pressing = event.key === "Enter" && (event.target as Element).matches("button, summary");
  const button = pressing ? undefined : buttonOf(event.key);
  if (!button) return;
  event.preventDefault();
  button.click();
}

function takeClick(event: MouseEvent, telephone: Telephone): void {
  const button = (event.target as Element).closest<HTMLElement>("button");
  if (!button) return;
  const { do: action, opens, tone, invites, reason } = button.dataset;
  if (action) telephone.act(action);
  else if (opens) telephone.view.toggle(opens);
  else if (tone) telephone.tone(tone);
  else if (invites) void telephone.invite({ number: invites });
  else if (reason) void telephone.pauseRecording(reason);
}

/** Let keys and clicks reach the telephone. */
export function listenToKeys(telephone: Telephone): void {
  document.addEventListener("keydown", (event) => takeKey(event, telephone));
  document.addEventListener("click", (event) => takeClick(event, telephone));
}
