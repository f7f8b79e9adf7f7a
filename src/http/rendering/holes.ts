import nunjucks from "nunjucks";
import { randomId } from "../../lib/random-id.js";

/** Random and never sent, so that no text of a visitor can contain it. */
const HOLE = randomId();

/** Encoded already: to join it with the page as text would copy and encode it once more for each visitor. */
export type Drawn = Buffer[];

export function leaveHole(drawn: Drawn, html: Buffer): object {
  drawn.push(html);
  return new nunjucks.runtime.SafeString(HOLE);
}

export function fillHoles(page: string, drawn: Drawn): Buffer {
  const pieces = page.split(HOLE).map((piece) => Buffer.from(piece));
  return Buffer.concat(pieces.flatMap((piece, i) => [piece, ...drawn.slice(i, i + 1)]));
}
