import { LRUCache } from "lru-cache";
import { encodeQR } from "qr";

/** To make one takes longer than a fifth of a room's page. */
const recent = new LRUCache<string, QrCode>({ max: 500 });

export interface QrCode {
  size: number;
  /** Of an SVG's path: the dark squares, a row's neighbours as one. */
  path: string;
}

export function toQrCode(link: string): QrCode | undefined {
  if (Buffer.byteLength(link) > 1000) return undefined;
  const code = recent.get(link) ?? encode(link);
  recent.set(link, code);
  return code;
}

function encode(link: string): QrCode {
  const rows = encodeQR(link, "raw", { border: 1 });
  let path = "";
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      path += `M${start} ${y}h${x + 1 - start}v1h-${x + 1 - start}z`;
    }
  }
  return { size: rows.length, path };
}
