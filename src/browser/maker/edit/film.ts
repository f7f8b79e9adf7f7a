import { createElement } from "../../base/dom.js";

const WIDTH = 640;
const HEIGHT = 56;
const PICTURES = 10;

type Drawable = ImageBitmap | HTMLCanvasElement;

/** Some of the pictures side by side, each cut to its place. */
export function createFilm(pictures: Drawable[]): HTMLCanvasElement {
  const canvas = createElement("canvas", {
    ...{ class: "maker-film", "aria-hidden": "true", width: String(WIDTH), height: String(HEIGHT) },
  });
  const context = canvas.getContext("2d")!;
  for (let place = 0; place < PICTURES; place++) {
    const picture = pictures[Math.floor(((place + 0.5) * pictures.length) / PICTURES)];
    if (picture) drawAt(context, picture, (place * WIDTH) / PICTURES, WIDTH / PICTURES);
  }
  return canvas;
}

function drawAt(context: CanvasRenderingContext2D, picture: Drawable, x: number, width: number): void {
  const scale = Math.max(width / picture.width, HEIGHT / picture.height);
  const [shownWidth, shownHeight] = [width / scale, HEIGHT / scale];
  const [left, top] = [(picture.width - shownWidth) / 2, (picture.height - shownHeight) / 2];
  context.drawImage(picture, left, top, shownWidth, shownHeight, x, 0, width, HEIGHT);
}
