// <ln-presence>: says that this page is open, shows who else has it open.
import { csrfToken } from "./page";
import type { LiveEvent } from "./stream";

const EVERY = 15_000;

class Presence extends HTMLElement {
  private timer = 0;
  private readonly running = new AbortController();

  connectedCallback(): void {
    this.setAttribute("role", "status");
    const options = { signal: this.running.signal };
    window.addEventListener("pagehide", () => this.leave(), options);
    document.addEventListener("ln:event", (event) => this.hear(event), options);
    this.timer = window.setInterval(() => void this.stay(), EVERY);
    void this.stay();
  }

  disconnectedCallback(): void {
    this.running.abort();
    window.clearInterval(this.timer);
    this.leave();
  }

  private hear(event: Event): void {
    if ((event as CustomEvent<LiveEvent>).detail.kind === "presence") void this.stay();
  }

  private post(body: URLSearchParams, keepalive: boolean): Promise<Response> {
    return fetch(this.getAttribute("url") ?? "", {
      method: "POST",
      body,
      keepalive,
      headers: { "X-CSRFToken": csrfToken() },
      redirect: "error",
    });
  }

  private async stay(): Promise<void> {
    try {
      const answer = await this.post(new URLSearchParams(), false);
      if (!answer.ok) return;
      const html = await answer.text();
      if (html.trim() !== this.innerHTML.trim()) this.innerHTML = html;
    } catch {
      // Away for a moment; the lamp says so.
    }
  }

  private leave(): void {
    this.post(new URLSearchParams({ leaving: "1" }), true).catch(() => undefined);
  }
}

customElements.define("ln-presence", Presence);
