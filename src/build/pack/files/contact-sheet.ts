import sharp, { type OverlayOptions } from "sharp";

const COLUMNS = 9;
const SIZE = 120;
const GAP = 20;
const LABEL = 24;
const schemes = [
  { back: "#fbf9f5", text: "#5b544d" },
  { back: "#101116", text: "#a8a6ab" },
];

/** Every still at the size of the shelf, on paper and on ink. */
export async function drawContactSheet(stills: Map<string, Buffer>): Promise<Buffer> {
  const rows = Math.ceil(stills.size / COLUMNS);
  const width = GAP + COLUMNS * (SIZE + GAP);
  const half = GAP + rows * (SIZE + LABEL + GAP / 2) + GAP / 2;
  const small = await Promise.all([...stills.values()].map(toTile));
  const places = schemes.flatMap((_, scheme) => {
    return small.map((input, i): OverlayOptions => {
      const { left, top } = toPlace(i);
      return { input, left, top: top + scheme * half };
    });
  });
  const ground = schemes.map(({ back, text }, scheme) => {
    const names = [...stills.keys()].map((name, i) => {
      const { left, top } = toPlace(i);
      return `<text x="${left + SIZE / 2}" y="${top + SIZE + 17}">${name}</text>`;
    });
    return `<g transform="translate(0 ${scheme * half})"><rect width="${width}" height="${half}" fill="${back}"/><g fill="${text}" font-family="sans-serif" font-size="13" text-anchor="middle">${names.join("")}</g></g>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${half * 2}">${ground.join("")}</svg>`;
  return sharp(Buffer.from(svg)).composite(places).flatten().png({ palette: true, effort: 10 }).toBuffer();
}

function toPlace(i: number): { left: number; top: number } {
  const [column, row] = [i % COLUMNS, Math.floor(i / COLUMNS)];
  return { left: GAP + column * (SIZE + GAP), top: GAP + row * (SIZE + LABEL + GAP / 2) };
}

/** With the round corners that pages give it. */
async function toTile(still: Buffer): Promise<Buffer> {
  const corners = `<svg width="${SIZE}" height="${SIZE}"><rect width="${SIZE}" height="${SIZE}" rx="12"/></svg>`;
  const mask: OverlayOptions = { input: Buffer.from(corners), blend: "dest-in" };
  return sharp(still).resize(SIZE, SIZE).ensureAlpha().composite([mask]).png().toBuffer();
}
