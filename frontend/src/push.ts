// <ln-push>: lets this browser show alarms while no page is open.
import { csrfToken, tell } from "./page";
import { say } from "./words";

/** Name the browser and its machine as people do. */
function label(): string {
  const agent = navigator.userAgent;
  const named = (pairs: [RegExp, string][]) => pairs.find(([sign]) => sign.test(agent))?.[1] ?? "?";
  const browser = named([
    [/Edg\//, "Edge"],
    [/CocCoc|coc_coc/i, "Cốc Cốc"],
    [/Firefox\//, "Firefox"],
    [/Chrom(e|ium)\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const machine = named([
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Windows/, "Windows"],
    [/Mac OS/, "macOS"],
    [/Linux/, "Linux"],
  ]);
  return `${browser} · ${machine}`;
}

class Push extends HTMLElement {
  private readonly button = this.querySelector<HTMLButtonElement>("[data-push-on]");
  private readonly words = this.querySelector<HTMLElement>("[data-push-words]");

  connectedCallback(): void {
    const able = "serviceWorker" in navigator && "PushManager" in window;
    if (!able || !this.button) return;
    this.button.addEventListener("click", () => void this.turnOn());
    void this.show();
  }

  private attribute(name: string): string {
    return this.getAttribute(name) ?? "";
  }

  private async show(): Promise<void> {
    const worker = await navigator.serviceWorker.getRegistration("/");
    const device = await worker?.pushManager.getSubscription();
    const refused = Notification.permission === "denied";
    this.say(say(refused ? "pushDenied" : device ? "pushOn" : "pushOff"));
    if (this.button) this.button.hidden = refused || Boolean(device);
  }

  private say(words: string): void {
    if (this.words) this.words.textContent = words;
  }

  private async turnOn(): Promise<void> {
    try {
      if ((await Notification.requestPermission()) === "granted") await this.subscribe();
    } catch (failure) {
      this.say(say("pushFailed", { why: failure instanceof Error ? failure.message : "" }));
      return;
    }
    await this.show();
  }

  private async subscribe(): Promise<void> {
    await navigator.serviceWorker.register(this.attribute("worker"), { scope: "/" });
    const worker = await navigator.serviceWorker.ready;
    const device = await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: this.attribute("key"),
    });
    await this.keep(device);
  }

  private async keep(device: PushSubscription): Promise<void> {
    const answer = await fetch(this.attribute("url"), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ ...device.toJSON(), label: label() }),
    });
    const { words } = (await answer.json()) as { words: string };
    if (!answer.ok) {
      await device.unsubscribe();
      throw new Error(words);
    }
    tell(words);
  }
}

customElements.define("ln-push", Push);
