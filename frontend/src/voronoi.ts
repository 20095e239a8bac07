// Cells around centres: each place belongs to the nearest one. An approximation of ward borders,
// for want of surveyed ones; the page says so.

export type Point = [number, number];

/** Keep the part of a polygon that is nearer to `own` than to `other`. */
function nearer(polygon: Point[], own: Point, other: Point): Point[] {
  const [middleX, middleY] = [(own[0] + other[0]) / 2, (own[1] + other[1]) / 2];
  const [acrossX, acrossY] = [other[0] - own[0], other[1] - own[1]];
  const side = ([x, y]: Point) => (x - middleX) * acrossX + (y - middleY) * acrossY;
  const kept: Point[] = [];
  polygon.forEach((point, index) => {
    const next = polygon[(index + 1) % polygon.length] ?? point;
    const [here, there] = [side(point), side(next)];
    if (here <= 0) kept.push(point);
    if (here * there < 0) {
      const share = here / (here - there);
      kept.push([point[0] + share * (next[0] - point[0]), point[1] + share * (next[1] - point[1])]);
    }
  });
  return kept;
}

/** A many-sided ring around a centre: no cell reaches further than this. */
function ring([x, y]: Point, radius: number, squeeze: number): Point[] {
  return Array.from({ length: 24 }, (_, index): Point => {
    const angle = (index / 24) * 2 * Math.PI;
    return [x + radius * Math.cos(angle), y + radius * squeeze * Math.sin(angle)];
  });
}

/** Return the cell of each centre (latitude, longitude), none wider than `radius` degrees. */
export function cells(centres: Point[], radius: number): Point[][] {
  const squeeze = 1 / Math.cos(((centres[0]?.[0] ?? 0) * Math.PI) / 180);
  const flat = centres.map(([latitude, longitude]): Point => [latitude, longitude / squeeze]);
  return flat.map((own) => {
    let cell = ring(own, radius, 1);
    for (const other of flat) {
      const far = Math.hypot(other[0] - own[0], other[1] - own[1]) > 2 * radius;
      if (other !== own && !far) cell = nearer(cell, own, other);
    }
    return cell.map(([latitude, longitude]): Point => [latitude, longitude * squeeze]);
  });
}
