// Microphone and speaker: which ones, how loud, and what to say when one is missing.
import { phrase, type Word } from "./words";

const MICROPHONE = "ln-microphone";
const SPEAKER = "ln-speaker";
const CLEAN = "ln-microphone-clean";

export interface Device {
  id: string;
  name: string;
}

/** Why there is no sound, as a word of the table. */
export class NoMicrophone extends Error {
  constructor(readonly word: Word) {
    super(word);
  }
}

function reason(error: unknown): Word {
  const name = error instanceof DOMException ? error.name : "";
  return name === "NotAllowedError" || name === "SecurityError"
    ? "microphoneDenied"
    : "noMicrophone";
}

/** List the devices of one kind, the computer's own choice first. */
export async function devices(kind: "audioinput" | "audiooutput"): Promise<Device[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  const found = all.filter((each) => each.kind === kind && each.deviceId !== "default");
  const named = found.map((each, n) => ({
    id: each.deviceId,
    name: each.label || phrase("device", { n: n + 1 }),
  }));
  return [{ id: "", name: phrase("defaultDevice") }, ...named.filter((each) => each.id)];
}

/** The microphone: opened for a call or a trial, closed after it. */
export class Microphone {
  stream: MediaStream | undefined;
  onlost: (name: string) => void = () => {};
  private readonly context = new AudioContext();
  private source: MediaStreamAudioSourceNode | undefined;
  private readonly listener = this.context.createAnalyser();
  private readonly wave = new Float32Array(1024);

  constructor() {
    this.listener.fftSize = this.wave.length;
  }

  get chosen(): string {
    return localStorage.getItem(MICROPHONE) ?? "";
  }

  get isCleaned(): boolean {
    return localStorage.getItem(CLEAN) !== "0";
  }

  setCleaned(on: boolean): void {
    localStorage.setItem(CLEAN, on ? "1" : "0");
  }

  /** Open the chosen microphone, or the computer's own where it is gone. Throws NoMicrophone. */
  async open(): Promise<MediaStream> {
    if (this.stream?.active) return this.stream;
    if (!navigator.mediaDevices) throw new NoMicrophone("insecure");
    this.stream = await this.ask(this.chosen).catch(async (error: unknown) => {
      if (reason(error) === "microphoneDenied" || !this.chosen) {
        throw new NoMicrophone(reason(error));
      }
      return this.ask("").catch((again: unknown) => {
        throw new NoMicrophone(reason(again));
      });
    });
    this.watch(this.stream);
    return this.stream;
  }

  close(): void {
    this.source?.disconnect();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  }

  /** Take another microphone, in the middle of calls too: each sender gets a track of its own. */
  async choose(id: string, senders: RTCRtpSender[]): Promise<void> {
    localStorage.setItem(MICROPHONE, id);
    if (this.stream) await this.replace(senders);
  }

  async replace(senders: RTCRtpSender[]): Promise<void> {
    this.close();
    const track = (await this.open()).getAudioTracks()[0];
    for (const sender of track ? senders : []) {
      const next = track?.clone() ?? null;
      if (next) next.enabled = sender.track?.enabled ?? true;
      sender.track?.stop();
      await sender.replaceTrack(next);
    }
  }

  /** The loudness now, 0 to 1 (about -60 dB to -6 dB). */
  level(): number {
    if (!this.stream) return 0;
    this.listener.getFloatTimeDomainData(this.wave);
    const power = this.wave.reduce((sum, value) => sum + value * value, 0) / this.wave.length;
    return Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 60) / 54));
  }

  private ask(id: string): Promise<MediaStream> {
    const clean = this.isCleaned;
    const audio: MediaTrackConstraints = {
      echoCancellation: clean,
      noiseSuppression: clean,
      autoGainControl: clean,
    };
    if (id) audio.deviceId = { exact: id };
    return navigator.mediaDevices.getUserMedia({ audio, video: false });
  }

  private watch(stream: MediaStream): void {
    void this.context.resume();
    this.source?.disconnect();
    this.source = this.context.createMediaStreamSource(stream);
    this.source.connect(this.listener);
    const track = stream.getAudioTracks()[0];
    if (track) track.onended = () => this.onlost(track.label);
  }
}

/** Where the caller is heard. */
export class Speaker {
  private readonly audio = new Audio();

  constructor() {
    this.audio.autoplay = true;
    void this.use(this.chosen);
  }

  get chosen(): string {
    return localStorage.getItem(SPEAKER) ?? "";
  }

  play(stream: MediaStream): void {
    if (this.audio.srcObject === stream) return;
    this.audio.srcObject = stream;
    this.audio.play().catch(() => undefined); // begins with the next touch of the page
  }

  silence(): void {
    this.audio.srcObject = null;
  }

  async choose(id: string): Promise<void> {
    localStorage.setItem(SPEAKER, id);
    await this.use(id);
  }

  private async use(id: string): Promise<void> {
    if ("setSinkId" in this.audio) await this.audio.setSinkId(id).catch(() => undefined);
  }
}
