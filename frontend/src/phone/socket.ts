// The WebSocket under JsSIP, with a keep-alive: a dead way is noticed in seconds, not minutes.
import type { Socket } from "jssip";

const PING = "\r\n\r\n";
const PONG = "\r\n";
const SILENCE = 9_000; // ms without an answer
const AGAIN = 4_000; // ms between tries of ours, where JsSIP's own timers sleep

/** The way to the exchange. `beat` must be called every few seconds. */
export class PhoneSocket implements Socket {
  via_transport: string;
  readonly sip_uri: string;
  onconnect: () => void = () => {};
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => {};
  ondata: <T>(event: T) => void = () => {};
  private socket: WebSocket | undefined;
  private asked = 0;
  private tried = 0;
  private closed = false;

  constructor(readonly url: string) {
    const { protocol, host } = new URL(url);
    this.via_transport = protocol === "wss:" ? "WSS" : "WS";
    this.sip_uri = `sip:${host};transport=ws`;
  }

  connect(): void {
    if (this.isConnected() || this.isConnecting()) return;
    this.closed = false;
    this.asked = 0;
    this.tried = Date.now();
    const socket = new WebSocket(this.url, "sip");
    this.socket = socket;
    socket.onopen = () => this.onconnect();
    socket.onclose = (event) => this.drop(!event.wasClean, event.code, event.reason);
    socket.onmessage = (event: MessageEvent<unknown>) => this.hear(event.data);
  }

  disconnect(): void {
    this.closed = true;
    this.leave();
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (!this.isConnected() || typeof message !== "string") return false;
    this.socket?.send(message);
    return true;
  }

  isConnected(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.socket?.readyState === WebSocket.CONNECTING;
  }

  /** Ask whether the other side still hears; give up a way that went silent; try again. */
  beat(): void {
    const now = Date.now();
    if (this.isConnected()) {
      if (this.asked && now - this.asked > SILENCE) this.drop(true, 1006, "silence");
      else if (!this.asked) {
        this.asked = now;
        this.socket?.send(PING);
      }
    } else if (!this.closed && this.tried && now - this.tried > AGAIN) {
      if (this.isConnecting()) this.drop(true, 1006, "no answer");
      else this.connect();
    }
  }

  private hear(data: unknown): void {
    this.asked = 0;
    if (data !== PONG) this.ondata(data);
  }

  private drop(error: boolean, code: number, reason: string): void {
    this.leave();
    this.ondisconnect(error, code, reason);
  }

  private leave(): void {
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onclose = socket.onmessage = null;
    socket.close();
  }
}
