const n = (value: number): string => String(Math.round(value * 100) / 100);

/** Numbers in a path are rounded, so that equal frames are equal. */
export const d = (parts: TemplateStringsArray, ...values: number[]): string =>
  String.raw({ raw: parts }, ...values.map(n));

export const oval = (x: number, y: number, rx: number, ry: number, fill: string): string =>
  rx <= 0.05 || ry <= 0.05
    ? ""
    : `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"/>`;

export const circle = (x: number, y: number, r: number, fill: string): string => oval(x, y, r, r, fill);

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
  r?: number;
}

export const box = ({ x, y, w, h, r = 0 }: Box, fill: string): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" rx="${n(r)}" fill="${fill}"/>`;

export const shape = (path: string, fill: string): string => `<path d="${path}" fill="${fill}"/>`;

/** With corners as round as the edge is wide. */
export const soft = (path: string, fill: string, edge: number): string =>
  `<path d="${path}" fill="${fill}" stroke="${fill}" stroke-width="${n(edge)}" stroke-linejoin="round"/>`;

export const line = (path: string, colour: string, width: number): string =>
  width < 1
    ? ""
    : `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;

export const move = (x: number, y: number, ...content: string[]): string =>
  `<g transform="translate(${n(x)} ${n(y)})">${content.join("")}</g>`;

export const turn = (degrees: number, ...content: string[]): string =>
  `<g transform="rotate(${n(degrees)})">${content.join("")}</g>`;

export const scale = (x: number, y: number, ...content: string[]): string =>
  Math.abs(x) < 0.01 || Math.abs(y) < 0.01
    ? ""
    : `<g transform="scale(${n(x)} ${n(y)})">${content.join("")}</g>`;

export const skew = (degrees: number, ...content: string[]): string =>
  `<g transform="skewX(${n(degrees)})">${content.join("")}</g>`;

export const fade = (opacity: number, ...content: string[]): string =>
  opacity <= 0.02 ? "" : `<g opacity="${n(Math.min(opacity, 1))}">${content.join("")}</g>`;

/** Moved, turned and sized around its own middle. */
export const put = (x: number, y: number, size: number, degrees: number, ...content: string[]): string =>
  move(x, y, turn(degrees, scale(size, size, ...content)));

/** Shows only what is above this height. */
export const above = (y: number, ...content: string[]): string =>
  `<svg x="0" y="0" width="240" height="${n(y)}">${content.join("")}</svg>`;
