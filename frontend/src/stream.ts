// Live events, one connection for all tabs: the tab that holds the lock listens and passes on.

export interface LiveEvent {
  kind: string;
  id: number;
  what: string;
}

export type StreamState = "live" | "lost";
type Passed = { event: LiveEvent } | { state: StreamState } | { ask: true };

const SILENCE = 40_000; // the server's heart beats every 15 s
const RETRY = 4_000;
const POLL = 20_000;
const KINDS = [
  "contact",
  "submission",
  "case",
  "presence",
  "outgoing",
  "call",
  "line",
  "alarm",
  "view",
  "resync",
  "beat",
];

function readEvent(kind: string, data: string): LiveEvent {
  try {
    const said = JSON.parse(data) as Partial<LiveEvent>;
    return { kind, id: Number(said.id ?? 0), what: String(said.what ?? "") };
  } catch {
    return { kind, id: 0, what: "" };
  }
}

/** Follows the live events of the server and says whether it still hears them. */
export class Stream {
  private source: EventSource | undefined;
  private readonly channel = new BroadcastChannel("ln-live");
  private heard = 0;
  private leads = false;
  private state: StreamState | undefined;
  private readonly kinds: ReadonlySet<string>;

  constructor(
    private readonly url: string,
    kinds: Iterable<string>,
    private readonly onEvent: (event: LiveEvent) => void,
    private readonly onState: (state: StreamState) => void,
  ) {
    this.kinds = new Set([...KINDS, ...kinds]);
  }

  /** Listen, or let another tab do it for this one. */
  start(): void {
    this.channel.onmessage = (message: MessageEvent<Passed>) => this.receive(message.data);
    window.setInterval(() => this.check(), 5_000);
    window.setInterval(() => this.poll(), POLL);
    if (!("locks" in navigator)) {
      this.lead();
      return;
    }
    this.pass({ ask: true });
    void navigator.locks.request("ln-live", () => {
      this.lead();
      return new Promise<never>(() => {});
    });
  }

  private lead(): void {
    this.leads = true;
    this.connect();
  }

  private connect(): void {
    this.source?.close();
    this.heard = Date.now();
    const source = new EventSource(this.url);
    this.source = source;
    for (const kind of this.kinds) {
      source.addEventListener(kind, (message) => this.hear(kind, message as MessageEvent<string>));
    }
    source.onerror = () => {
      this.become("lost");
      if (source.readyState === EventSource.CLOSED) {
        window.setTimeout(() => this.source === source && this.connect(), RETRY);
      }
    };
  }

  private hear(kind: string, message: MessageEvent<string>): void {
    this.heard = Date.now();
    this.become("live");
    if (kind === "beat") return;
    const event = readEvent(kind, message.data);
    this.onEvent(event);
    this.pass({ event });
  }

  private receive(passed: Passed): void {
    if ("ask" in passed) {
      if (this.leads && this.state) this.pass({ state: this.state });
    } else if (!this.leads && "event" in passed) {
      this.heard = Date.now();
      this.onEvent(passed.event);
    } else if (!this.leads && "state" in passed) {
      this.become(passed.state);
    }
  }

  private become(state: StreamState): void {
    if (state === this.state) return;
    this.state = state;
    this.onState(state);
    if (this.leads) this.pass({ state });
  }

  private check(): void {
    if (!this.leads || Date.now() - this.heard < SILENCE) return;
    this.become("lost");
    this.connect();
  }

  /** Without the stream, ask anew now and then. */
  private poll(): void {
    if (this.state === "lost") this.onEvent({ kind: "resync", id: 0, what: "poll" });
  }

  private pass(passed: Passed): void {
    this.channel.postMessage(passed);
  }
}
