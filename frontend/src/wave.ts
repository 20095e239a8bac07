// The picture of a recording: one waveform for each side, what was heard so far in the accent.

export type Peak = [low: number, high: number];

export interface Picture {
  sides: Peak[][];
  silences: [from: number, to: number][];
  seconds: number;
}

export interface Look {
  /** How much of it was heard, 0..1. */
  part: number;
  /** Moments that are marked, 0..1. */
  marks: number[];
  heard: string;
  rest: string;
  mark: string;
}

const STEP = 4;
const BAR = 2.5;

/** The loudest peak between two places of a side, 0..1 of the loudest there is. */
function loudness(peaks: Peak[], from: number, to: number, loudest: number): number {
  const first = Math.floor(from * peaks.length);
  const last = Math.max(first + 1, Math.floor(to * peaks.length));
  let most = 0;
  for (const [low, high] of peaks.slice(first, last)) most = Math.max(most, -low, high);
  return most / loudest;
}

/** A side that hardly speaks stays flat: noise is not blown up to look like a voice. */
function loudestOf(peaks: Peak[]): number {
  let most = 0.05;
  for (const [low, high] of peaks) most = Math.max(most, -low, high);
  return most;
}

function drawSide(pen: CanvasRenderingContext2D, peaks: Peak[], box: DOMRect, look: Look): void {
  const bars = Math.floor(box.width / STEP);
  const loudest = loudestOf(peaks);
  for (let bar = 0; bar < bars; bar += 1) {
    const heard = bar / bars < look.part;
    const loud = peaks.length ? loudness(peaks, bar / bars, (bar + 1) / bars, loudest) : 0;
    const tall = Math.max(1.5, loud * box.height * 0.92);
    pen.globalAlpha = heard ? 1 : 0.4;
    pen.fillStyle = heard ? look.heard : look.rest;
    pen.fillRect(bar * STEP, box.y + (box.height - tall) / 2, BAR, tall);
  }
}

/** Draw a picture over the whole of a canvas, as sharp as the screen is. */
export function drawWave(canvas: HTMLCanvasElement, picture: Picture, look: Look): void {
  const { width, height } = canvas.getBoundingClientRect();
  const pen = canvas.getContext("2d");
  if (!pen || width === 0) return;
  const dense = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  pen.scale(dense, dense);
  const sides = picture.sides.length ? picture.sides : [[]];
  const tall = height / sides.length;
  sides.forEach((peaks, index) => {
    drawSide(pen, peaks, new DOMRect(0, index * tall, width, tall), look);
  });
  pen.globalAlpha = 1;
  pen.fillStyle = look.mark;
  for (const at of look.marks) pen.fillRect(Math.min(width - 2, at * width), 0, 2, height);
}
