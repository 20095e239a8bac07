// The keys of a USB headset, by WebHID where the browser has it: lift, hang up, mute; its lamps.
// HID Usage Tables: page 0x0B (telephony) for keys, page 0x08 (LED) for lamps.
import type { Press, Shown } from "./channel";

const HOOK = 0x0b0020;
const MUTE = 0x0b002f;
const LAMPS = { talks: 0x080017, muted: 0x080009, rings: 0x080018 };
type Lamp = keyof typeof LAMPS;

interface Item {
  usages?: number[];
  isRange?: boolean;
  usageMinimum?: number;
  usageMaximum?: number;
  reportSize?: number;
  reportCount?: number;
}
interface Report {
  reportId?: number;
  items?: Item[];
}
interface Collection {
  usagePage?: number;
  inputReports?: Report[];
  outputReports?: Report[];
}
interface Device extends EventTarget {
  opened: boolean;
  collections: Collection[];
  open(): Promise<void>;
  sendReport(reportId: number, bytes: BufferSource): Promise<void>;
}
interface InputReport extends Event {
  reportId: number;
  data: DataView;
}
interface Hid extends EventTarget {
  getDevices(): Promise<Device[]>;
  requestDevice(wanted: { filters: { usagePage: number }[] }): Promise<Device[]>;
}

/** One bit of a report; `bits` is how long the whole report is. */
interface Place {
  report: number;
  bit: number;
  bits: number;
}

function usagesOf(item: Item): number[] {
  if (!item.isRange) return item.usages ?? [];
  const { usageMinimum: from = 0, usageMaximum: to = -1 } = item;
  return Array.from({ length: Math.max(0, to - from + 1) }, (_each, n) => from + n);
}

function lengthOf({ reportSize = 0, reportCount = 0 }: Item): number {
  return reportSize * reportCount;
}

function placeOf(usage: number, reports: Report[]): Place | undefined {
  for (const { reportId: report = 0, items = [] } of reports) {
    const bits = items.reduce((sum, item) => sum + lengthOf(item), 0);
    let bit = 0;
    for (const item of items) {
      const index = usagesOf(item).indexOf(usage);
      if (index >= 0) return { report, bit: bit + index * (item.reportSize ?? 1), bits };
      bit += lengthOf(item);
    }
  }
  return undefined;
}

function isSet(data: DataView, { bit }: Place): boolean {
  const byte = bit >> 3;
  return byte < data.byteLength && Boolean(data.getUint8(byte) & (1 << (bit & 7)));
}

function reportsOf(device: Device, way: "inputReports" | "outputReports"): Report[] {
  return device.collections.flatMap((each) => each[way] ?? []);
}

function hid(): Hid | undefined {
  return (navigator as Navigator & { hid?: Hid }).hid;
}

/** Whether this browser can be asked for a headset's keys. */
export const knowsHeadsets = hid() !== undefined;

/** The headsets that the officer let this browser use. */
export class Headsets {
  private readonly devices = new Set<Device>();
  private shown: Shown["call"] = null;
  private readonly set = new WeakMap<Device, Map<number, boolean>>();

  constructor(private readonly press: (press: Press) => void) {
    hid()?.addEventListener("connect", () => void this.begin());
  }

  /** Take those that were allowed before. */
  async begin(): Promise<void> {
    for (const device of (await hid()?.getDevices()) ?? []) await this.take(device);
  }

  /** Let the officer choose one; tell whether one was chosen. */
  async choose(): Promise<boolean> {
    const wanted = { filters: [{ usagePage: 0x0b }] };
    const chosen = (await hid()?.requestDevice(wanted)) ?? [];
    for (const device of chosen) await this.take(device);
    return chosen.length > 0;
  }

  /** Light the lamps by the call there is: many headsets send no key before they know of one. */
  show({ call }: Shown): void {
    this.shown = call;
    for (const device of this.devices) void this.light(device);
  }

  private async take(device: Device): Promise<void> {
    if (this.devices.has(device)) return;
    if (!device.opened) await device.open();
    this.devices.add(device);
    this.set.set(device, new Map());
    device.addEventListener("inputreport", (event) => this.hear(device, event as InputReport));
    await this.light(device);
  }

  private hear(device: Device, { reportId, data }: InputReport): void {
    for (const usage of [HOOK, MUTE]) {
      const place = placeOf(usage, reportsOf(device, "inputReports"));
      if (place?.report !== reportId) continue;
      const now = isSet(data, place);
      const before = this.set.get(device)?.get(usage) ?? false;
      this.set.get(device)?.set(usage, now);
      if (now !== before) this.turned(usage, now);
    }
  }

  private turned(usage: number, on: boolean): void {
    const phase = this.shown?.phase;
    if (usage === MUTE && on && phase === "talking") this.press("mute");
    if (usage === HOOK && on && phase === "ringing") this.press("answer");
    if (usage === HOOK && !on && phase && phase !== "ringing") this.press("hangup");
  }

  private async light(device: Device): Promise<void> {
    const reports = reportsOf(device, "outputReports");
    const bytes = new Map<number, Uint8Array<ArrayBuffer>>();
    for (const lamp of Object.keys(LAMPS) as Lamp[]) {
      const place = placeOf(LAMPS[lamp], reports);
      if (!place) continue;
      const report = bytes.get(place.report) ?? new Uint8Array(Math.ceil(place.bits / 8));
      if (this.isLit(lamp))
        report[place.bit >> 3] = (report[place.bit >> 3] ?? 0) | (1 << (place.bit & 7));
      bytes.set(place.report, report);
    }
    for (const [report, sent] of bytes)
      await device.sendReport(report, sent).catch(() => undefined);
  }

  private isLit(lamp: Lamp): boolean {
    const { phase, muted } = this.shown ?? {};
    if (lamp === "rings") return phase === "ringing";
    if (lamp === "muted") return muted ?? false;
    return phase !== undefined && phase !== "ringing";
  }
}
