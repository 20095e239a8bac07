// Beats every few seconds also while the window is hidden: its timers then sleep, a worker's do not.

export class Clock {
  constructor(private readonly beat: () => void) {}

  start(): void {
    const main = document.querySelector<HTMLElement>("[data-beat]");
    const worker = new Worker(main?.dataset.beat ?? "", { type: "module" });
    worker.onmessage = () => this.beat();
    window.addEventListener("online", () => this.beat());
    window.addEventListener("offline", () => this.beat());
  }
}
