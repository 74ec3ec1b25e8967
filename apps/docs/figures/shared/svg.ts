/** Pictures as the inside of an SVG: one string, for the live figure and for the frame that stands in the page. */

const round = (value: number): string => {
  const text = value.toFixed(1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
};

/** A map of the plane [-range, range]^2, y upwards, to a square of `size`. */
export const planeMap =
  (range: number, size: number) =>
  (x: number, y: number): readonly [number, number] => [
    ((x + range) / (2 * range)) * size,
    ((range - y) / (2 * range)) * size,
  ];

export type PointMap = (x: number, y: number) => readonly [number, number];

export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** `M x y` and `L x y` through the points, (n, 2) flat. */
export function polyline(points: ArrayLike<number>, map: PointMap): string {
  let d = '';
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = map(points[i]!, points[i + 1]!);
    d += `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`;
  }
  return d;
}

/** All dots of one kind as one path: zero-length strokes with round ends. */
export function dots(points: ArrayLike<number>, map: PointMap, kind: string, style = ''): string {
  let d = '';
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = map(points[i]!, points[i + 1]!);
    d += `M${round(x)} ${round(y)}h0`;
  }
  return path(d, `dots ${kind}`, style);
}

export const path = (d: string, kind: string, style = ''): string =>
  d === '' ? '' : `<path class="${kind}" d="${d}"${style === '' ? '' : ` style="${style}"`}/>`;

export const segment = (x0: number, y0: number, x1: number, y1: number): string =>
  `M${round(x0)} ${round(y0)}L${round(x1)} ${round(y1)}`;

export const circle = (x: number, y: number, radius: number, kind: string): string =>
  `<circle class="${kind}" cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"/>`;

export const rectangle = (x: number, y: number, width: number, height: number, kind: string): string =>
  `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 0))}" height="${round(Math.max(height, 0))}"/>`;

export const label = (x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end', kind = 'label'): string =>
  `<text class="${kind}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeText(text)}</text>`;

/** The curve of points at `scale` standard deviations of N(mean, covariance) in two dimensions. */
export function ellipse(
  mean: readonly [number, number],
  covariance: readonly [xx: number, xy: number, yy: number],
  scale: number,
  map: PointMap,
): string {
  const [xx, xy, yy] = covariance;
  const l11 = Math.sqrt(Math.max(xx, 0));
  const l21 = l11 === 0 ? 0 : xy / l11;
  const l22 = Math.sqrt(Math.max(yy - l21 * l21, 0));
  const points: number[] = [];
  for (let i = 0; i <= 48; i++) {
    const angle = (i / 48) * 2 * Math.PI;
    const u = scale * Math.cos(angle);
    const v = scale * Math.sin(angle);
    points.push(mean[0] + l11 * u, mean[1] + l21 * u + l22 * v);
  }
  return `${polyline(points, map)}Z`;
}
