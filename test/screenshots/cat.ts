import sharp from "sharp";

const FRAMES = 12;

/** A small cat that sways and winks, drawn rather than borrowed. */
export async function drawCat(fur: string, ground: string): Promise<Buffer> {
  const frames = Array.from({ length: FRAMES }, (_, i) => Buffer.from(frame(i / FRAMES, fur, ground)));
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: Array<number>(FRAMES).fill(90), loop: 0, colours: 16 })
    .toBuffer();
}

function frame(at: number, fur: string, ground: string): string {
  const sway = Math.sin(at * 2 * Math.PI);
  const winks = at > 0.55 && at < 0.8;
  const eye = (x: number, closed: boolean) =>
    closed
      ? `<path d="M${x - 9} 96q9 8 18 0" fill="none" stroke="#222" stroke-width="4" stroke-linecap="round"/>`
      : `<circle cx="${x}" cy="95" r="7" fill="#222"/><circle cx="${x + 2}" cy="92" r="2.2" fill="#fff"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200" viewBox="0 0 320 200">
    <rect width="320" height="200" fill="${ground}"/>
    <path d="M225 176q${50 + sway * 14} -6 ${44 + sway * 18} -66" fill="none" stroke="${fur}" stroke-width="17" stroke-linecap="round"/>
    <ellipse cx="160" cy="190" rx="78" ry="62" fill="${fur}"/>
    <g transform="rotate(${sway * 5} 160 150)">
      <path d="M104 84 98 26l44 30zM216 84l6-58-44 30z" fill="${fur}" stroke="${fur}" stroke-width="6" stroke-linejoin="round"/>
      <ellipse cx="160" cy="98" rx="66" ry="54" fill="${fur}"/>
      ${eye(136, false)}${eye(184, winks)}
      <path d="m154 110 6 6 6-6z" fill="#e58a93" stroke="#e58a93" stroke-width="4" stroke-linejoin="round"/>
      <path d="M160 117v7m0 0q-8 8-16 2m16-2q8 8 16 2" fill="none" stroke="#222" stroke-width="3" stroke-linecap="round"/>
      <path d="M84 104l28 4m-28 14 28-4m124-14-28 4m28 14-28-4" stroke="#fff" stroke-opacity=".7" stroke-width="2.5" stroke-linecap="round"/>
    </g>
  </svg>`;
}
