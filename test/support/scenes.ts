import sharp from "sharp";

const [WIDTH, HEIGHT, FRAMES] = [180, 120, 6];

/** An animation of soft shapes that wander: as a film, and like no other that has another seed. */
export async function scene(seed: number): Promise<Buffer> {
  const random = randomFrom(seed);
  const waves = Array.from({ length: 7 }, () => ({
    x: (random() - 0.5) * 0.12,
    y: (random() - 0.5) * 0.16,
    at: random() * 6,
    speed: (random() - 0.5) * 0.9,
    channel: random() * 3,
  }));
  const pixels = Buffer.alloc(WIDTH * HEIGHT * FRAMES * 3);
  let to = 0;
  for (let frame = 0; frame < FRAMES; frame++)
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        let [sum, tint] = [0, 0];
        for (const wave of waves) {
          const value = Math.sin(x * wave.x + y * wave.y + wave.at + frame * wave.speed);
          sum += value;
          tint += value * (wave.channel - 1.5);
        }
        for (let channel = 0; channel < 3; channel++)
          pixels[to++] = Math.max(0, Math.min(255, 128 + sum * 28 + tint * (channel - 1) * 12));
      }
  const raw = { width: WIDTH, height: HEIGHT * FRAMES, channels: 3 as const, pageHeight: HEIGHT };
  const delay = Array<number>(FRAMES).fill(80);
  return sharp(pixels, { raw }).gif({ delay, effort: 2 }).toBuffer();
}

function randomFrom(seed: number): () => number {
  let state = seed * 7919 + 17;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}
