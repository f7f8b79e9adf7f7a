import { type Response, Router } from "express";
import { DEFAULT_NAME, type SiteSettings } from "../../config/site.js";
import { drawFace, type Face } from "./draw-face.js";

/** Pictures that devices want as PNG, with their width. */
const PNGS: Record<string, [drawing: keyof Face, width: number]> = {
  "/icons/apple-touch-icon.png": ["whole", 180],
  "/icons/icon-192.png": ["favicon", 192],
  "/icons/icon-512.png": ["favicon", 512],
  "/icons/maskable-512.png": ["whole", 512],
  "/icons/badge-96.png": ["badge", 96],
  "/social-card.png": ["card", 1200],
};

/** Ends the URLs of these pictures, so that another name is not drawn by what caches have of the last one. */
export const faceQuery = ({ name }: SiteSettings): string =>
  name === DEFAULT_NAME ? "" : `?of=${encodeURIComponent(name)}`;

/** In place of the files of the same paths, where the site has a name of its own. Made when first asked for, and kept. */
export function faceRoutes({ name }: SiteSettings): Router {
  const router = Router({ caseSensitive: true, strict: true });
  if (name === DEFAULT_NAME) return router;
  const face = drawFace(name);
  const made = new Map<string, Promise<Buffer>>();
  for (const [path, drawing] of [
    ["/favicon.svg", face.favicon],
    ["/favicon-unread.svg", face.unread],
  ] as const)
    router.get(path, (_req, res) => send(res, "image/svg+xml", drawing));
  for (const [path, [drawing, width]] of Object.entries(PNGS))
    router.get(path, async (_req, res) => {
      const picture = made.get(path) ?? toPng(face[drawing], width);
      made.set(path, picture);
      picture.catch(() => made.delete(path)); // whoever asked gets the error
      send(res, "image/png", await picture);
    });
  return router;
}

const send = (res: Response, type: string, body: string | Buffer): void =>
  void res.set("Cache-Control", "public, max-age=3600").type(type).send(body);

async function toPng(drawing: string, width: number): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  return sharp(Buffer.from(drawing)).resize({ width }).png({ compressionLevel: 9 }).toBuffer();
}
