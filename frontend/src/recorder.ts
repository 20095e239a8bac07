// <ln-recorder>: speak into the browser instead of choosing a file. What was recorded becomes a
// WAV here, fills the form's file field and is sent; the server makes a version to listen to.
import { icon, made, tell } from "./page";
import { length, say } from "./words";

const LONGEST = 300;

/** Write one side as 16-bit WAV. */
function wavOf(sound: AudioBuffer): Blob {
  const samples = sound.getChannelData(0);
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const word = (at: number, text: string) => {
    for (let index = 0; index < text.length; index += 1)
      bytes.setUint8(at + index, text.charCodeAt(index));
  };
  word(0, "RIFF");
  bytes.setUint32(4, 36 + samples.length * 2, true);
  word(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, sound.sampleRate, true);
  bytes.setUint32(28, sound.sampleRate * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  word(36, "data");
  bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((value, index) => {
    bytes.setInt16(44 + index * 2, Math.max(-1, Math.min(1, value)) * 32767, true);
  });
  return new Blob([bytes], { type: "audio/wav" });
}

class Recorder extends HTMLElement {
  private form: HTMLFormElement | null = null;
  private room: AudioContext | null = null;
  private taken: MediaRecorder | null = null;
  private timer = 0;
  private began = 0;
  private readonly button = made("button", "button button-primary");
  private readonly level = made("meter");
  private readonly time = made("span", "muted");

  connectedCallback(): void {
    this.form = this.querySelector("form");
    if (!this.form || this.querySelector(".recorder") || !navigator.mediaDevices) return;
    const box = made("div", "recorder");
    this.button.type = "button";
    this.button.addEventListener("click", () => void this.toggle());
    this.level.hidden = true;
    this.level.setAttribute("aria-label", say("micLevel"));
    this.time.setAttribute("role", "timer");
    box.append(this.button, this.level, this.time);
    this.form.before(box);
    this.show();
  }

  disconnectedCallback(): void {
    this.taken?.stop();
  }

  private show(): void {
    const words = this.taken ? say("recordStop") : say("recordStart");
    this.button.replaceChildren(this.taken ? icon("player-stop") : icon("microphone"), ` ${words}`);
    this.level.hidden = !this.taken;
  }

  private async toggle(): Promise<void> {
    if (this.taken) {
      this.taken.stop();
      return;
    }
    try {
      const audio = { channelCount: 1, echoCancellation: false, autoGainControl: false };
      this.begin(await navigator.mediaDevices.getUserMedia({ audio }));
    } catch {
      tell(say("noMicrophone"));
    }
  }

  private begin(stream: MediaStream): void {
    const parts: Blob[] = [];
    this.room = new AudioContext();
    this.taken = new MediaRecorder(stream);
    this.taken.addEventListener("dataavailable", (event) => parts.push(event.data));
    this.taken.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      void this.finish(parts);
    });
    this.watch(this.room, stream);
    this.taken.start();
    this.show();
  }

  /** Show how loud it is and how long it lasts, ten times a second. */
  private watch(room: AudioContext, stream: MediaStream): void {
    const ear = room.createAnalyser();
    room.createMediaStreamSource(stream).connect(ear);
    const heard = new Float32Array(ear.fftSize);
    this.began = Date.now();
    this.timer = window.setInterval(() => {
      ear.getFloatTimeDomainData(heard);
      this.level.value = Math.min(
        1,
        heard.reduce((most, each) => Math.max(most, Math.abs(each))),
      );
      const seconds = (Date.now() - this.began) / 1000;
      this.time.textContent = length(seconds);
      if (seconds > LONGEST) this.taken?.stop();
    }, 100);
  }

  private async finish(parts: Blob[]): Promise<void> {
    window.clearInterval(this.timer);
    this.taken = null;
    this.show();
    const room = this.room;
    if (!room) return;
    try {
      const sound = await room.decodeAudioData(await new Blob(parts).arrayBuffer());
      this.send(new File([wavOf(sound)], "recording.wav", { type: "audio/wav" }));
    } catch {
      tell(say("noMicrophone"));
    } finally {
      void room.close();
    }
  }

  private send(file: File): void {
    const field = this.form?.querySelector<HTMLInputElement>("input[type=file]");
    if (!this.form || !field) return;
    const carrier = new DataTransfer();
    carrier.items.add(file);
    field.files = carrier.files;
    const by = made("input");
    by.type = "hidden";
    by.name = "recorded";
    by.value = "1";
    this.form.append(by);
    this.form.requestSubmit();
  }
}

customElements.define("ln-recorder", Recorder);
