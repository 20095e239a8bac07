// The telephone: what an officer does with it, and what it says to everybody.
import { length } from "../words";
import type { Call, Ended } from "./call";
import type { CallShown, Press, Shown, Way } from "./channel";
import { showHeadset } from "./headset";
import { Headsets, knowsHeadsets } from "./hid";
import { Line } from "./line";
import { Ringer, tryOnce } from "./ring";
import { credentials, invite, prepareHandingOver, Refusal, recordingPaused } from "./server";
import { Settings } from "./settings";
import { Microphone, NoMicrophone, Speaker } from "./sound";
import type { View } from "./view";
import { phrase } from "./words";

const NOTE_FOR = 8_000;

function cameTo({ seconds, cause, call, byOther }: Ended): string {
  if (seconds) return phrase("endedAfter", { length: length(seconds) });
  if (cause === "Busy") return phrase("busy");
  return call.incoming && byOther ? phrase("missed") : phrase("ended");
}

export class Telephone {
  isOurs = false;
  ontold: (shown: Shown) => void = () => {};
  readonly microphone = new Microphone();
  readonly speaker = new Speaker();
  private readonly ringer = new Ringer(0);
  private readonly headsets = new Headsets((press) => this.press(press));
  private readonly settings = new Settings(this.microphone, this.speaker, () => this.senders);
  private readonly heard = new WeakMap<Call, MediaStream>();
  private line: Line | undefined;
  private way: Way = "starting";
  private extension = "";
  private note = "";
  private noteTimer = 0;
  private trouble = "";
  private paused = "";
  private listening = false;
  private opening = false;
  private answering = false;

  constructor(readonly view: View) {
    this.microphone.onlost = () => void this.lostMicrophone();
    window.setInterval(() => this.view.level(this.microphone.level()), 80);
  }

  get shown(): Shown {
    const call = this.line?.call;
    return {
      way: this.line?.way ?? this.way,
      extension: this.extension,
      call: call ? this.callShown(call) : null,
    };
  }

  begin(): void {
    this.changed();
  }

  waitElsewhere(): void {
    this.way = "elsewhere";
    this.changed();
  }

  /** Get ready: microphone, credentials, registration. Once more where something was missing. */
  async open(): Promise<void> {
    if (this.line || this.opening) return;
    this.isOurs = true;
    this.opening = true;
    this.way = "starting";
    this.trouble = "";
    this.changed();
    try {
      await this.microphone.open();
      this.microphone.close();
      const given = await credentials();
      this.extension = given.extension;
      this.settings.offer(given.colleagues);
      this.line = new Line(given, {
        changed: () => this.changed(),
        ended: (ended) => this.ended(ended),
        heard: (call, stream) => {
          this.heard.set(call, stream);
          this.changed();
        },
      });
      this.line.start();
    } catch (error) {
      this.trouble = this.wordsOf(error);
      this.way = "lost";
    }
    this.opening = false;
    await this.settings.show();
    await this.headsets.begin().catch(() => undefined);
    this.settings.offerHeadset(knowsHeadsets);
    this.changed();
  }

  close(): void {
    this.line?.stop();
  }

  beat(): void {
    this.line?.beat();
  }

  press(press: Press): void {
    this.act(press);
  }

  act(action: string): void {
    const call = this.line?.call;
    const acts: Record<string, () => unknown> = {
      again: () => this.open(),
      answer: () => this.answer(),
      hangup: () => (this.line?.consulted ?? call)?.end(),
      mute: () => call?.mute(!call.isMuted),
      hold: () => call?.hold(call.phase === "talking"),
      pause: () => (this.paused ? this.pauseRecording("") : this.view.toggle("pause")),
      consult: () => this.consult(this.settings.target),
      transfer: () => this.transfer(this.settings.target),
      complete: () => this.complete(),
      back: () => this.back(),
      invite: () => this.settings.agency && this.invite({ agency: this.settings.agency }),
      listen: () => this.listen(),
      ring: () => tryOnce(),
      headset: () => this.chooseHeadset(),
    };
    void acts[action]?.();
  }

  tone(key: string): void {
    const call = this.line?.consulted ?? this.line?.call;
    if (call?.phase !== "talking") return;
    call.press(key);
    this.view.pressed(key);
  }

  async pauseRecording(reason: string): Promise<void> {
    try {
      this.paused = await recordingPaused(reason);
      this.view.open("");
    } catch (error) {
      this.tell(this.wordsOf(error));
    }
    this.changed();
  }

  async invite(who: { number: string } | { agency: string }): Promise<void> {
    try {
      this.tell(phrase("joining", { who: await invite(who) }));
      this.view.open("");
    } catch (error) {
      this.tell(this.wordsOf(error));
    }
  }

  private async answer(): Promise<void> {
    const call = this.line?.call;
    if (call?.phase !== "ringing" || this.answering) return;
    this.answering = true;
    try {
      call.answer((await this.microphone.open()).clone());
    } catch (error) {
      this.tell(this.wordsOf(error));
    }
    this.answering = false;
  }

  private async consult(target: string): Promise<void> {
    const line = this.line;
    if (!line?.call || line.consulted || !target) return;
    this.view.open("");
    await line.call.hold(true); // what the caller still hears of us would deafen the new recorder
    await prepareHandingOver();
    if (!line.call || line.consulted) return;
    line.dial(target, (await this.microphone.open()).clone());
  }

  private back(): void {
    this.line?.consulted?.end();
    this.line?.call?.hold(false);
  }

  private async complete(): Promise<void> {
    const { call, consulted } = this.line ?? {};
    if (!call || consulted?.phase !== "talking") return;
    await this.handOver(call, consulted.number, consulted);
  }

  private async transfer(target: string): Promise<void> {
    const call = this.line?.call;
    if (call && target) await this.handOver(call, target);
  }

  private async handOver(call: Call, who: string, other?: Call): Promise<void> {
    const why = await call.transfer(this.line?.address(who) ?? who, other);
    if (why) {
      this.tell(phrase("transferFailed", { who, why }));
      return;
    }
    other?.end();
    call.end();
    this.tell(phrase("transferred", { who }));
  }

  private async chooseHeadset(): Promise<void> {
    if (await this.headsets.choose().catch(() => false)) this.tell(phrase("headset"));
  }

  private async listen(): Promise<void> {
    if (this.line?.call) return;
    this.listening = !this.listening;
    if (this.listening) {
      await this.microphone.open().catch((error: unknown) => this.tell(this.wordsOf(error)));
    } else this.microphone.close();
    this.settings.listening(this.listening);
  }

  private get calls(): Call[] {
    return [this.line?.call, this.line?.consulted].filter((call) => call !== undefined);
  }

  private get senders(): RTCRtpSender[] {
    return this.calls.flatMap((call) => call.senders);
  }

  private async lostMicrophone(): Promise<void> {
    try {
      await this.microphone.choose("", this.senders);
      const name = this.microphone.stream?.getAudioTracks()[0]?.label ?? "";
      this.tell(phrase("microphoneGone", { name }));
    } catch (error) {
      this.tell(this.wordsOf(error));
    }
    await this.settings.show();
  }

  private ended(ended: Ended): void {
    if (!this.line?.call) {
      this.paused = "";
      this.listening = false;
      this.settings.listening(false);
      this.microphone.close();
    }
    const waits = this.line?.call && !ended.seconds && !ended.call.incoming;
    const words = waits ? phrase("consultFailed", { who: ended.call.number }) : cameTo(ended);
    if (!this.note || ended.seconds === 0) this.tell(words);
  }

  private tell(words: string): void {
    this.note = words;
    window.clearTimeout(this.noteTimer);
    this.noteTimer = window.setTimeout(() => {
      this.note = "";
      this.changed();
    }, NOTE_FOR);
    this.changed();
  }

  private wordsOf(error: unknown): string {
    if (error instanceof NoMicrophone) return phrase(error.word);
    if (error instanceof Refusal) return error.words || phrase(error.word);
    return phrase("notDone");
  }

  private callShown(call: Call): CallShown {
    const { phase, number, name, incoming, since, isMuted } = call;
    return { phase, number, name, incoming, since, muted: isMuted };
  }

  /** Something is different: sound, window and the other tabs follow. */
  private changed(): void {
    const shown = this.shown;
    if (shown.call?.phase === "ringing") this.ringer.start();
    else this.ringer.stop();
    this.hear();
    const consulted = this.line?.consulted;
    this.view.show(shown, {
      note: this.note,
      trouble: this.trouble,
      paused: this.paused,
      consulting: consulted ? consulted.name || consulted.number : "",
    });
    showHeadset(shown, (press) => this.press(press));
    this.headsets.show(shown);
    if (this.isOurs) this.ontold(shown);
  }

  /** Hear the one who is talked with now. */
  private hear(): void {
    const now = this.line?.consulted ?? this.line?.call;
    const stream = now && this.heard.get(now);
    if (stream) this.speaker.play(stream);
    else this.speaker.silence();
  }
}
