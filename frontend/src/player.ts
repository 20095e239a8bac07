// <ln-player>: a recording as a waveform one can walk through; the plain player stays without JS.
import { icon, made } from "./page";
import { length, say } from "./words";

interface Peaks {
  peaks: [number, number][];
  seconds: number;
}

const SPEEDS = [1, 1.25, 1.5, 1.75, 2];
const STEP = 5;

class Player extends HTMLElement {
  private audio: HTMLAudioElement | null = null;
  private peaks: [number, number][] = [];
  private known = 0;
  private readonly play = made("button", "player-play");
  private readonly wave = made("div", "player-wave");
  private readonly canvas = made("canvas");
  private readonly time = made("span", "player-time");
  private readonly speed = made("button", "player-speed", "1×");
  private readonly sizes = new ResizeObserver(() => this.draw());

  connectedCallback(): void {
    this.audio ??= this.querySelector("audio");
    if (!this.audio || this.querySelector(".player")) return;
    this.audio.controls = false;
    this.audio.hidden = true;
    this.build();
    this.listen(this.audio);
    this.show();
    void this.loadPeaks();
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
  }

  private get duration(): number {
    const own = this.audio?.duration ?? 0;
    return Number.isFinite(own) && own > 0 ? own : this.known;
  }

  private build(): void {
    const box = made("div", "player");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.getAttribute("label") ?? "");
    this.play.type = "button";
    this.speed.type = "button";
    this.speed.setAttribute("aria-label", `${say("speed")} 1×`);
    this.wave.setAttribute("role", "slider");
    this.wave.setAttribute("aria-label", say("position"));
    this.wave.tabIndex = 0;
    this.wave.append(this.canvas);
    box.append(this.play, this.wave, this.time, this.speed);
    this.append(box);
    this.sizes.observe(this.wave);
  }

  private listen(audio: HTMLAudioElement): void {
    for (const name of ["timeupdate", "play", "pause", "ended", "loadedmetadata", "seeked"]) {
      audio.addEventListener(name, () => this.show());
    }
    this.play.addEventListener("click", () => this.toggle());
    this.speed.addEventListener("click", () => this.faster());
    this.wave.addEventListener("pointerdown", (event) => {
      this.wave.setPointerCapture(event.pointerId);
      this.seekTo(event);
    });
    this.wave.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) this.seekTo(event);
    });
    this.wave.addEventListener("keydown", (event) => this.key(event));
  }

  private async loadPeaks(): Promise<void> {
    const url = this.getAttribute("peaks");
    if (!url) return;
    try {
      const answer = await fetch(url);
      if (!answer.ok) return;
      const said = (await answer.json()) as Peaks;
      this.peaks = said.peaks;
      this.known = said.seconds;
      this.show();
    } catch {
      // The recording can be heard without its picture.
    }
  }

  private toggle(): void {
    if (!this.audio) return;
    if (this.audio.paused) void this.audio.play().catch(() => this.show());
    else this.audio.pause();
  }

  private faster(): void {
    if (!this.audio) return;
    const now = SPEEDS.indexOf(this.audio.playbackRate);
    const next = SPEEDS[(now + 1) % SPEEDS.length] ?? 1;
    this.audio.playbackRate = next;
    this.audio.preservesPitch = true;
    this.speed.textContent = `${String(next).replace(".", ",")}×`;
    this.speed.setAttribute("aria-label", `${say("speed")} ${next}×`);
  }

  private seek(seconds: number): void {
    if (!this.audio) return;
    this.audio.currentTime = Math.min(this.duration, Math.max(0, seconds));
    this.show();
  }

  private seekTo(event: PointerEvent): void {
    const box = this.wave.getBoundingClientRect();
    this.seek(((event.clientX - box.left) / box.width) * this.duration);
  }

  private key(event: KeyboardEvent): void {
    const now = this.audio?.currentTime ?? 0;
    const to: Record<string, number> = {
      ArrowRight: now + STEP,
      ArrowUp: now + STEP,
      ArrowLeft: now - STEP,
      ArrowDown: now - STEP,
      PageUp: now + 6 * STEP,
      PageDown: now - 6 * STEP,
      Home: 0,
      End: this.duration,
    };
    const place = to[event.key];
    if (place !== undefined) this.seek(place);
    else if (event.key === " " || event.key === "Enter") this.toggle();
    else return;
    event.preventDefault();
  }

  private show(): void {
    if (!this.audio) return;
    const paused = this.audio.paused;
    this.play.replaceChildren(paused ? icon("player-play") : icon("player-pause"));
    this.play.setAttribute("aria-label", paused ? say("play") : say("pause"));
    const now = this.audio.currentTime;
    this.time.textContent = `${length(now)} / ${length(this.duration)}`;
    this.wave.setAttribute("aria-valuemin", "0");
    this.wave.setAttribute("aria-valuemax", String(Math.round(this.duration)));
    this.wave.setAttribute("aria-valuenow", String(Math.round(now)));
    this.wave.setAttribute("aria-valuetext", this.time.textContent);
    this.draw();
  }

  private draw(): void {
    const { width, height } = this.wave.getBoundingClientRect();
    const pen = this.canvas.getContext("2d");
    if (!pen || width === 0) return;
    const dense = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * dense);
    this.canvas.height = Math.round(height * dense);
    pen.scale(dense, dense);
    const style = getComputedStyle(this);
    const heard = getComputedStyle(this.play).backgroundColor;
    const rest = style.color;
    const part = this.duration ? (this.audio?.currentTime ?? 0) / this.duration : 0;
    const bars = Math.floor(width / 4);
    const loudest = Math.max(1e-6, ...this.peaks.map(([low, high]) => Math.max(-low, high)));
    for (let bar = 0; bar < bars; bar += 1) {
      const tall = Math.max(
        2,
        this.loudness(bar / bars, (bar + 1) / bars, loudest) * height * 0.92,
      );
      pen.globalAlpha = bar / bars < part ? 1 : 0.35;
      pen.fillStyle = bar / bars < part ? heard : rest;
      pen.fillRect(bar * 4, (height - tall) / 2, 2.5, tall);
    }
  }

  /** The loudest peak between two places of the recording, 0..1. */
  private loudness(from: number, to: number, loudest: number): number {
    const first = Math.floor(from * this.peaks.length);
    const last = Math.max(first + 1, Math.floor(to * this.peaks.length));
    const some = this.peaks.slice(first, last);
    return Math.max(0, ...some.map(([low, high]) => Math.max(-low, high))) / loudest;
  }
}

customElements.define("ln-player", Player);
