export type StillKind = "png" | "jpeg" | "webp" | "avif";
export type PictureKind = StillKind | "gif" | "heic" | "video";

const PNG = "\x89PNG\r\n\x1a\n";
const JPEG = "\xff\xd8\xff";
const MATROSKA = "\x1a\x45\xdf\xa3";

const AVIF_BRANDS = /^(?:avif|avis)$/;
const HEIC_BRANDS = /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/;
const VIDEO_BRANDS = /^(?:iso[\dm]|mp4\d|mmp4|avc\d|M4V[ HP]|qt {2}|3g[2pg].|dash|f4v |MSNV)$/;
const OLD_QUICKTIME_BOXES = /^(?:moov|mdat|wide)$/;

const BRANDS_AT = 16;
const MOST_BRANDS_BYTES = 256;

/** By content alone: names and MIME types are whatever the sender says. Undefined for what nobody here reads. */
export function pictureKind(file: Buffer): PictureKind | undefined {
  const text = (from: number, to: number): string => file.toString("latin1", from, to);
  if (/^GIF8[79]a/.test(text(0, 6))) return "gif";
  if (text(0, 8) === PNG) return "png";
  if (text(0, 3) === JPEG) return "jpeg";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "webp";
  if (text(0, 4) === MATROSKA) return "video";
  const box = text(4, 8);
  if (box === "ftyp") return kindOfBrands(brandsOf(file));
  return OLD_QUICKTIME_BOXES.test(box) ? "video" : undefined;
}

function brandsOf(file: Buffer): string[] {
  const end = Math.min(file.length, file.readUInt32BE(0), MOST_BRANDS_BYTES);
  const brands = [file.toString("latin1", 8, 12)];
  for (let at = BRANDS_AT; at + 4 <= end; at += 4) brands.push(file.toString("latin1", at, at + 4));
  return brands;
}

/** AVIF lists `mif1` as well, and a phone's HEIC may list brands of videos. */
function kindOfBrands(brands: string[]): PictureKind | undefined {
  if (brands.some((brand) => AVIF_BRANDS.test(brand))) return "avif";
  if (brands.some((brand) => HEIC_BRANDS.test(brand))) return "heic";
  return brands.some((brand) => VIDEO_BRANDS.test(brand)) ? "video" : undefined;
}
