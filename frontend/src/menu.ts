// The menu's switches: the sound of arrivals, light or dark.
import { isMuted, setMuted } from "./arrivals";
import { icon } from "./page";
import { say } from "./words";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

function theme(): Theme {
  const chosen = localStorage.getItem("ln-theme");
  return chosen === "light" || chosen === "dark" ? chosen : "auto";
}

function themeWords(chosen: Theme): string {
  if (chosen === "light") return say("themeLight");
  return chosen === "dark" ? say("themeDark") : say("themeAuto");
}

function prepare(selector: string, words: () => string, act: (button: HTMLElement) => void): void {
  for (const button of document.querySelectorAll<HTMLElement>(selector)) {
    const place = button.querySelector("[data-words]") ?? button;
    const show = () => {
      place.textContent = words();
    };
    show();
    button.hidden = false;
    button.addEventListener("click", () => {
      act(button);
      show();
    });
  }
}

function nextTheme(): void {
  const chosen = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length] ?? "auto";
  if (chosen === "auto") {
    localStorage.removeItem("ln-theme");
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem("ln-theme", chosen);
    document.documentElement.dataset.theme = chosen;
  }
}

function switchSound(button: HTMLElement): void {
  setMuted(!isMuted());
  button.querySelector(".icon")?.replaceWith(isMuted() ? icon("volume-off") : icon("volume"));
}

/** Bring the switches to life. */
export function setUpMenu(): void {
  prepare("[data-sound-toggle]", () => (isMuted() ? say("soundOff") : say("soundOn")), switchSound);
  prepare("[data-theme-toggle]", () => themeWords(theme()), nextTheme);
}
