// Which microphone and speaker, how loud it rings, whom the telephone can reach.
import { made } from "../page";
import { ringVolume, setRingVolume } from "./ring";
import type { Colleague } from "./server";
import { type Device, devices, type Microphone, type Speaker } from "./sound";

function place<Kind extends HTMLElement>(name: string): Kind | null {
  return document.querySelector<Kind>(`[data-${name}]`);
}

function fill(select: HTMLSelectElement | null, offered: Device[], chosen: string): void {
  select?.replaceChildren(
    ...offered.map(({ id, name }) => {
      const option = made("option", "", name);
      option.value = id;
      option.selected = id === chosen;
      return option;
    }),
  );
}

export class Settings {
  private readonly microphones = place<HTMLSelectElement>("microphone");
  private readonly speakers = place<HTMLSelectElement>("speaker");
  private readonly clean = place<HTMLInputElement>("clean");
  private readonly volume = place<HTMLInputElement>("volume");

  constructor(
    private readonly microphone: Microphone,
    private readonly speaker: Speaker,
    private readonly senders: () => RTCRtpSender[],
  ) {
    this.microphones?.addEventListener("change", () => this.chooseMicrophone());
    this.speakers?.addEventListener("change", () => {
      void this.speaker.choose(this.speakers?.value ?? "");
    });
    this.clean?.addEventListener("change", () => {
      this.microphone.setCleaned(this.clean?.checked ?? true);
      this.chooseMicrophone();
    });
    this.volume?.addEventListener("input", () => setRingVolume(Number(this.volume?.value)));
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.show());
  }

  /** The telephone typed to transfer to. */
  get target(): string {
    return place<HTMLInputElement>("to")?.value.replace(/[^0-9*#]/g, "") ?? "";
  }

  /** The code of the agency chosen to be invited. */
  get agency(): string {
    return place<HTMLSelectElement>("agency")?.value ?? "";
  }

  offer(colleagues: Colleague[]): void {
    place("colleagues")?.replaceChildren(
      ...colleagues.map(({ name, words }) => {
        const option = made("option", "", words);
        option.value = name;
        return option;
      }),
    );
  }

  async show(): Promise<void> {
    if (this.clean) this.clean.checked = this.microphone.isCleaned;
    if (this.volume) this.volume.value = String(ringVolume());
    if (!navigator.mediaDevices) return;
    fill(this.microphones, await devices("audioinput"), this.microphone.chosen);
    fill(this.speakers, await devices("audiooutput"), this.speaker.chosen);
  }

  /** Show the button for a headset's keys where this browser can have them. */
  offerHeadset(can: boolean): void {
    const button = document.querySelector<HTMLElement>('[data-do="headset"]');
    if (button) button.hidden = !can;
  }

  listening(on: boolean): void {
    document.querySelector('[data-do="listen"]')?.setAttribute("aria-pressed", String(on));
  }

  private chooseMicrophone(): void {
    void this.microphone.choose(this.microphones?.value ?? "", this.senders());
  }
}
