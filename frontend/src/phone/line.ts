// The telephone's line: registered at the exchange, one call, and one more to consult somebody.
import { UA } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import { Call, type Ended } from "./call";
import type { Way } from "./channel";
import { PhoneSocket } from "./socket";

const REGISTERED_FOR = 600; // s; renewed far more often by our own clock
const RENEW = 60_000; // ms

/** What the server gives to the officer's window, and to nobody else. */
export interface Credentials {
  extension: string;
  secret: string;
  realm: string;
  path: string;
  /** Who helps the sound around walls: STUN and TURN servers. */
  ice: RTCIceServer[];
}

interface Heard {
  changed(): void;
  ended(ended: Ended): void;
  heard(call: Call, stream: MediaStream): void;
}

export class Line {
  way: Way = "starting";
  call: Call | undefined;
  /** The one who is asked before the caller is handed over. */
  consulted: Call | undefined;
  private readonly socket: PhoneSocket;
  private readonly ua: UA;
  private renewed = 0;
  private wasLost = false;

  constructor(
    private readonly given: Credentials,
    private readonly owner: Heard,
  ) {
    const url = new URL(given.path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new PhoneSocket(url.href);
    this.ua = new UA({
      sockets: [this.socket],
      uri: `sip:${given.extension}@${given.realm}`,
      password: given.secret,
      register_expires: REGISTERED_FOR,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 4,
      user_agent: "Lang Nghe",
    });
    this.ua.on("registered", () => this.registered());
    this.ua.on("unregistered", () => this.become("lost"));
    this.ua.on("disconnected", () => this.become("lost"));
    this.ua.on("registrationFailed", ({ response }) =>
      this.become(response?.status_code ? "refused" : "lost"),
    );
    this.ua.on("newRTCSession", ({ session }: { session: RTCSession }) => this.take(session));
  }

  start(): void {
    this.ua.start();
  }

  stop(): void {
    this.ua.stop();
  }

  /** Called every few seconds by a clock that does not sleep. */
  beat(): void {
    this.socket.beat();
    const now = Date.now();
    if (this.ua.isConnected() && now - this.renewed > RENEW) {
      this.renewed = now;
      this.ua.register();
    }
  }

  dial(extension: string, mediaStream: MediaStream): void {
    const pcConfig = { iceServers: this.given.ice };
    this.ua.call(this.address(extension), { mediaStream, pcConfig });
  }

  address(extension: string): string {
    return `sip:${extension}@${this.given.realm}`;
  }

  private registered(): void {
    this.renewed = Date.now();
    const again = this.wasLost;
    this.wasLost = false;
    this.become("ready");
    if (again) for (const call of [this.call, this.consulted]) call?.refresh();
  }

  private become(way: Way): void {
    if (way === "lost") this.wasLost = true;
    if (way === this.way) return;
    this.way = way;
    this.owner.changed();
  }

  private take(session: RTCSession): void {
    const call = new Call(session, this.given.ice);
    if (this.call && (call.incoming || this.consulted)) {
      call.refuse();
      return;
    }
    if (this.call) this.consulted = call;
    else this.call = call;
    call.onchange = () => this.owner.changed();
    call.onheard = (stream) => this.owner.heard(call, stream);
    call.onended = (ended) => this.finish(ended);
    this.owner.changed();
  }

  private finish(ended: Ended): void {
    if (ended.call === this.consulted) this.consulted = undefined;
    else {
      this.call = this.consulted;
      this.consulted = undefined;
    }
    this.owner.ended(ended);
    this.owner.changed();
  }
}
