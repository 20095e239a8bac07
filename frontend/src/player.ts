// <ln-player>: a recording one can walk through, both sides apart; without JS the plain player
// stays. Its children with data-seek (marks, lines of a draft) lead to their moment.
import { icon, made } from "./page";
import { drawWave, type Picture } from "./wave";
import { length, say } from "./words";

const SPEEDS = [1, 1.25, 1.5, 1.75, 2];
const STEP = 5;
const MARGIN = 0.25;
const SPEED_KEPT = "ln-player-speed";
const SKIP_KEPT = "ln-player-skip";

class Player extends HTMLElement {
  private audio: HTMLAudioElement | null = null;
  private picture: Picture = { sides: [], silences: [], seconds: 0 };
  private skips = localStorage.getItem(SKIP_KEPT) === "1";
  private readonly play = made("button", "player-play");
  private readonly wave = made("div", "player-wave");
  private readonly canvas = made("canvas");
  private readonly time = made("span", "player-time");
  private readonly speed = made("button", "player-speed");
  private readonly skip = made("button", "player-speed player-skip");
  private readonly sizes = new ResizeObserver(() => this.draw());

  connectedCallback(): void {
    this.audio ??= this.querySelector("audio");
    if (!this.audio || this.querySelector(".player")) return;
    this.audio.controls = false;
    this.audio.hidden = true;
    this.build(this.audio);
    this.listen(this.audio);
    this.setSpeed(Number(localStorage.getItem(SPEED_KEPT)) || 1);
    this.show();
    void this.load();
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
  }

  private get duration(): number {
    const own = this.audio?.duration ?? 0;
    return Number.isFinite(own) && own > 0 ? own : this.picture.seconds;
  }

  private get marks(): number[] {
    const found = Array.from(this.querySelectorAll<HTMLElement>("[data-mark]"));
    return found.map((mark) => Number(mark.dataset.seek)).sort((one, other) => one - other);
  }

  private build(audio: HTMLAudioElement): void {
    const box = made("div", "player");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.getAttribute("label") ?? "");
    for (const button of [this.play, this.speed, this.skip]) button.type = "button";
    this.wave.setAttribute("role", "slider");
    this.wave.setAttribute("aria-label", say("position"));
    this.wave.title = say("playerKeys");
    this.wave.tabIndex = 0;
    this.wave.append(this.canvas, ...this.names());
    this.skip.hidden = true;
    box.append(this.play, this.wave, this.time, this.skip, this.speed);
    audio.after(box);
    this.sizes.observe(this.wave);
  }

  /** Who is above and who below, beside the wave. */
  private names(): HTMLElement[] {
    const sides = this.getAttribute("sides")?.split("|") ?? [];
    this.wave.classList.toggle("player-wave-two", sides.length === 2);
    return sides.map((name) => made("span", "player-side", name));
  }

  private listen(audio: HTMLAudioElement): void {
    for (const name of ["timeupdate", "play", "pause", "ended", "loadedmetadata", "seeked"]) {
      audio.addEventListener(name, () => this.show());
    }
    audio.addEventListener("timeupdate", () => this.leap());
    this.play.addEventListener("click", () => this.toggle());
    this.speed.addEventListener("click", () => this.faster(1));
    this.skip.addEventListener("click", () => this.toggleSkip());
    this.addEventListener("click", (event) => this.follow(event));
    this.wave.addEventListener("pointerdown", (event) => {
      this.wave.setPointerCapture(event.pointerId);
      this.seekTo(event);
    });
    this.wave.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) this.seekTo(event);
    });
    this.wave.addEventListener("keydown", (event) => this.key(event));
  }

  private async load(): Promise<void> {
    const url = this.getAttribute("picture");
    if (!url) return;
    try {
      const answer = await fetch(url);
      if (!answer.ok) return;
      this.picture = (await answer.json()) as Picture;
      this.offerSkip();
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

  /** The next speed of the row, or the one before; after the last comes the first. */
  private faster(step: number): void {
    const now = SPEEDS.indexOf(this.audio?.playbackRate ?? 1);
    this.setSpeed(SPEEDS[(now + step + SPEEDS.length) % SPEEDS.length] ?? 1);
  }

  private setSpeed(speed: number): void {
    if (!this.audio || !SPEEDS.includes(speed)) return;
    this.audio.defaultPlaybackRate = speed;
    this.audio.playbackRate = speed;
    this.audio.preservesPitch = true;
    localStorage.setItem(SPEED_KEPT, String(speed));
    this.speed.textContent = `${String(speed).replace(".", ",")}×`;
    this.speed.setAttribute("aria-label", `${say("speed")} ${speed}×`);
  }

  private offerSkip(): void {
    const spared = this.picture.silences.reduce((sum, [from, to]) => sum + to - from, 0);
    this.skip.hidden = spared < 1;
    this.skip.replaceChildren(icon("player-skip-forward"), ` −${length(spared)}`);
    this.skip.setAttribute("aria-label", `${say("skipSilence")} −${length(spared)}`);
    this.skip.title = say("skipSilence");
    this.skip.setAttribute("aria-pressed", String(this.skips));
  }

  private toggleSkip(): void {
    this.skips = !this.skips;
    localStorage.setItem(SKIP_KEPT, this.skips ? "1" : "0");
    this.skip.setAttribute("aria-pressed", String(this.skips));
  }

  /** While playing, leave out the middle of a silence; a breath stays at both ends. */
  private leap(): void {
    if (!this.audio || this.audio.paused || !this.skips) return;
    const now = this.audio.currentTime;
    const inside = this.picture.silences.find(([from, to]) => {
      return now > from + MARGIN && now < to - 2 * MARGIN;
    });
    if (inside) this.audio.currentTime = inside[1] - MARGIN;
  }

  private seek(seconds: number): void {
    if (!this.audio) return;
    this.audio.currentTime = Math.min(this.duration, Math.max(0, seconds));
    this.show();
  }

  private seekTo(event: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    this.seek(((event.clientX - box.left) / box.width) * this.duration);
  }

  /** A mark or a line of the draft was pressed: hear it. */
  private follow(event: Event): void {
    const pressed = (event.target as Element).closest<HTMLElement>("[data-seek]");
    if (!pressed || !this.audio) return;
    this.seek(Number(pressed.dataset.seek));
    void this.audio.play().catch(() => this.show());
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const now = this.audio?.currentTime ?? 0;
    const place = this.placeOf(event.key, now);
    const does: Record<string, () => void> = {
      " ": () => this.toggle(),
      Enter: () => this.toggle(),
      "+": () => this.faster(1),
      "-": () => this.faster(-1),
      s: () => this.toggleSkip(),
    };
    if (place !== undefined) this.seek(place);
    else if (does[event.key]) does[event.key]?.();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private placeOf(key: string, now: number): number | undefined {
    const places: Record<string, number | undefined> = {
      ArrowRight: now + STEP,
      ArrowUp: now + STEP,
      ArrowLeft: now - STEP,
      ArrowDown: now - STEP,
      PageUp: now + 6 * STEP,
      PageDown: now - 6 * STEP,
      Home: 0,
      End: this.duration,
      ".": this.marks.find((mark) => mark > now + MARGIN),
      ",": this.marks.filter((mark) => mark < now - 1).at(-1),
    };
    return places[key];
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
    for (const line of this.querySelectorAll<HTMLElement>("[data-until]")) {
      const said = now >= Number(line.dataset.seek) && now < Number(line.dataset.until);
      line.toggleAttribute("data-now", said && now > 0);
    }
    this.draw();
  }

  private draw(): void {
    const style = getComputedStyle(this);
    drawWave(this.canvas, this.picture, {
      part: this.duration ? (this.audio?.currentTime ?? 0) / this.duration : 0,
      marks: this.duration ? this.marks.map((at) => at / this.duration) : [],
      heard: getComputedStyle(this.play).backgroundColor,
      rest: style.color,
      mark: style.getPropertyValue("caret-color") || style.color,
    });
  }
}

customElements.define("ln-player", Player);
