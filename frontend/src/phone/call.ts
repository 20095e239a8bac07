// One call: a session of JsSIP with the few things the window wants to know and do.
import type { DTMF_TRANSPORT } from "jssip/lib/Constants";
import type { EndEvent, RTCSession } from "jssip/lib/RTCSession";
import type { Phase } from "./channel";

const GATHER = 400; // ms: a way through is enough, not every way
const BUSY = 486;
const AGAIN = 150; // ms: one exchange of offers at a time

export interface Ended {
  call: Call;
  /** Seconds talked; 0 where nobody answered. */
  seconds: number;
  cause: string;
  byOther: boolean;
}

/** A call that rings, is made, or is talked. */
export class Call {
  since = 0;
  readonly incoming: boolean;
  readonly number: string;
  readonly name: string;
  onchange: () => void = () => {};
  onended: (ended: Ended) => void = () => {};
  onheard: (stream: MediaStream) => void = () => {};
  private gathering = 0;
  private wishesHold = false;
  private connection: RTCPeerConnection | undefined;

  constructor(
    readonly session: RTCSession,
    private readonly iceServers: RTCIceServer[],
  ) {
    this.incoming = session.direction === "incoming";
    this.number = session.remote_identity.uri.user ?? "";
    const name = session.remote_identity.display_name ?? "";
    this.name = name === this.number ? "" : name;
    session.on("confirmed", () => this.begin());
    session.on("accepted", () => this.onchange());
    session.on("hold", () => this.onchange());
    session.on("unhold", () => this.onchange());
    session.on("ended", (event) => this.finish(event));
    session.on("failed", (event) => this.finish(event));
    session.on("icecandidate", ({ ready }) => {
      window.clearTimeout(this.gathering);
      this.gathering = window.setTimeout(ready, GATHER);
    });
    session.on("peerconnection", ({ peerconnection }) => this.listen(peerconnection));
    if (session.connection) this.listen(session.connection);
  }

  get phase(): Phase {
    if (this.isUp) return this.session.isOnHold().local ? "held" : "talking";
    if (this.session.isEstablished()) return "connecting";
    return this.incoming ? "ringing" : "calling";
  }

  /** Answered, and the other side knows: JsSIP calls it established a moment earlier. */
  private get isUp(): boolean {
    const { session } = this;
    return [session.C.STATUS_WAITING_FOR_ACK, session.C.STATUS_CONFIRMED].includes(session.status);
  }

  get isMuted(): boolean {
    return this.session.isMuted().audio ?? false;
  }

  get senders(): RTCRtpSender[] {
    return this.connection?.getSenders() ?? [];
  }

  answer(mediaStream: MediaStream): void {
    this.session.answer({ mediaStream, pcConfig: { iceServers: this.iceServers } });
    this.onchange();
  }

  refuse(): void {
    this.session.terminate({ status_code: BUSY });
  }

  end(): void {
    if (!this.session.isEnded()) this.session.terminate();
  }

  mute(on: boolean): void {
    if (on) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
    this.onchange();
  }

  /** Let the other side wait, or go on; one wish after the other, none is lost. Done when it is so. */
  hold(on: boolean): Promise<void> {
    this.wishesHold = on;
    return new Promise((done) => this.settle(done));
  }

  press(key: string): void {
    if (this.phase !== "talking") return;
    this.session.sendDTMF(key, { transportType: "RFC2833" as DTMF_TRANSPORT, duration: 160 });
  }

  /** Hand the other side to `target`, or to the one in `other`; say how it went. */
  transfer(target: string, other?: Call): Promise<string> {
    return new Promise((done) => {
      this.session.refer(target, {
        ...(other ? { replaces: other.session } : {}),
        eventHandlers: {
          accepted: () => done(""),
          requestFailed: (event: { cause?: string }) => done(event.cause ?? "?"),
          failed: (event: { status_line?: { reason_phrase?: string } }) =>
            done(event.status_line?.reason_phrase ?? "?"),
        },
      });
      this.session.on("ended", () => done(""));
    });
  }

  /** The network changed or the WebSocket is new: tell the exchange where we are now. */
  refresh(): void {
    if (!this.isUp) return;
    const state = this.connection?.iceConnectionState ?? "";
    const iceRestart = state === "disconnected" || state === "failed";
    const begun = this.session.renegotiate({ rtcOfferConstraints: { iceRestart } });
    if (!begun) window.setTimeout(() => this.refresh(), AGAIN);
  }

  private settle(done: () => void): void {
    const { session, wishesHold } = this;
    if (!this.isUp || session.isOnHold().local === wishesHold) done();
    else if (!(wishesHold ? session.hold({}, done) : session.unhold({}, done)))
      window.setTimeout(() => this.settle(done), AGAIN);
  }

  private begin(): void {
    this.since ||= Date.now();
    this.onchange();
  }

  private listen(connection: RTCPeerConnection): void {
    this.connection = connection;
    connection.addEventListener("track", (event) => {
      this.onheard(event.streams[0] ?? new MediaStream([event.track]));
    });
  }

  private finish(event: EndEvent): void {
    for (const sender of this.senders) sender.track?.stop();
    this.onended({
      call: this,
      seconds: this.since ? (Date.now() - this.since) / 1000 : 0,
      cause: event.cause,
      byOther: event.originator === "remote",
    });
  }
}
