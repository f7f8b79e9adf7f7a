export interface Scene {
  width: number;
  height: number;
  frames: Uint8ClampedArray<ArrayBuffer>[];
}

/** The same numbers at each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Color = [number, number, number];

/** A face that moves before a coloured wall, as a camera on a tripod sees it, or one that is moved by `pan` pixels. */
export function filmFace(
  { width, height, count }: { width: number; height: number; count: number },
  { noise = 0, pan = 0 } = {},
): Scene {
  const random = createRandom(7);
  const frames = Array.from({ length: count }, (_, frame) => {
    const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let at = 0; at < width * height; at++) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const color = faceAt(x, y, frame, { width, height }) ?? wallAt(x + pan * frame, y + pan * frame * 0.4);
      for (let i = 0; i < 3; i++) pixels[at * 4 + i] = color[i]! + (random() * 2 - 1) * noise;
    }
    return pixels;
  });
  return { width, height, frames };
}

function wallAt(x: number, y: number): Color {
  const paper = (Math.floor(x / 40) + Math.floor(y / 50)) % 3 === 0 ? 20 : 0;
  return [
    120 + 60 * Math.sin(x / 70) + 20 * Math.sin(y / 23) + paper,
    110 + 50 * Math.sin(y / 60 + 1) + 15 * Math.sin(x / 17) - paper / 2,
    100 + 55 * Math.cos((x + y) / 90) + paper,
  ];
}

function faceAt(
  x: number,
  y: number,
  frame: number,
  { width, height }: { width: number; height: number },
): Color | undefined {
  const across = (x - width * (0.5 + 0.25 * Math.sin(frame / 6))) / (width * 0.17);
  const down = (y - height * (0.55 + 0.08 * Math.cos(frame / 5))) / (height * 0.32);
  const distance = across ** 2 + down ** 2;
  if (distance >= 1) return undefined;
  if ((Math.abs(across) - 0.4) ** 2 + (down + 0.2) ** 2 < 0.02) return [30, 30, 30];
  return [210 - 60 * distance, 160 - 50 * distance, 130 - 40 * distance];
}
