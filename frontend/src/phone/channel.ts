// What the telephone's window and the other tabs say to each other.

/** The way to the exchange. `elsewhere`: another window holds the telephone. */
export type Way = "starting" | "ready" | "lost" | "refused" | "elsewhere";
export type Phase = "ringing" | "connecting" | "calling" | "talking" | "held";

export interface CallShown {
  phase: Phase;
  number: string;
  name: string;
  incoming: boolean;
  muted: boolean;
  /** When it was answered, in ms since 1970; 0 before. */
  since: number;
}

export interface Shown {
  way: Way;
  extension: string;
  call: CallShown | null;
}

export type Press = "answer" | "hangup" | "mute" | "hold";
type Said = { shown: Shown } | { press: Press } | { ask: true } | { gone: true };

/** Held by the window that speaks with the exchange, as long as it lives. */
export const LOCK = "ln-telephone";
/** The window's name: opening it twice finds the same one. */
export const WINDOW = "ln-telephone";

/** One end of the talk between windows of one browser. */
export class Channel {
  private readonly channel = new BroadcastChannel("ln-telephone");

  constructor(hear: (said: Said) => void) {
    this.channel.onmessage = (message: MessageEvent<Said>) => hear(message.data);
  }

  say(said: Said): void {
    this.channel.postMessage(said);
  }
}
