/** Only the OKLCH hue: the stylesheet sets the rest, so that names are legible on light and dark backgrounds. */
export function toHue(hex: string): number {
  const cached = hues.get(hex);
  if (cached !== undefined) return cached;
  const hue = computeHue(hex);
  // Bounds the cache on a server that runs for months.
  if (hues.size > 5000) hues.clear();
  hues.set(hex, hue);
  return hue;
}

const hues = new Map<string, number>();

function computeHue(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  if (!/^#[0-9a-f]{6}$/i.test(hex)) return 0;
  const [r, g, b] = [value >> 16, (value >> 8) & 255, value & 255].map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return (Math.round((Math.atan2(bb, a) * 180) / Math.PI) + 360) % 360;
}

function linear(byte: number): number {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}
