/** What the tests need inside the engine's page. Written there as text, so it may use nothing from outside. */
export interface PageTools {
  /** A film of a canvas: `paint` is called for each frame. */
  film(paint: (context: CanvasRenderingContext2D, frame: number) => void): MediaStream;
  /** A webm of so many frames, without an index and a duration. */
  toWebm(stream: MediaStream, frames: number): Promise<Blob>;
  /** Red, green and blue of a frame at a place, which is given in fractions. */
  colorAt(image: ImageBitmap, x: number, y: number): number[];
  codeOf(work: Promise<unknown>): Promise<string>;
  toBase64(file: Blob): Promise<string>;
  quiet: { signal: AbortSignal; onProgress: () => void };
}

declare global {
  var tools: PageTools;
}

export const pageTools = `(() => {
  const [width, height] = [320, 180];
  globalThis.tools = {
    quiet: { signal: new AbortController().signal, onProgress: () => {} },
    film(paint) {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width, height });
      const context = canvas.getContext("2d");
      const stream = canvas.captureStream();
      const [track] = stream.getVideoTracks();
      let frame = 0;
      const next = () => {
        if (track.readyState === "ended") return;
        paint(context, frame++);
        track.requestFrame?.();
        setTimeout(next, 40);
      };
      next();
      return stream;
    },
    async toWebm(stream, frames) {
      const recorder = new MediaRecorder(stream, { mimeType: "video/webm;codecs=vp8", videoBitsPerSecond: 5e6 });
      const parts = [];
      recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
      const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
      recorder.start();
      const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true });
      await video.play();
      for (let i = 0; i < frames; i++) await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      recorder.stop();
      await stopped;
      stream.getTracks()[0].stop();
      return new Blob(parts);
    },
    colorAt(image, x, y) {
      const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(x * image.width, y * image.height, 1, 1);
      return [...data].slice(0, 3);
    },
    codeOf: (work) => work.then(() => "fine", (error) => error.code ?? String(error)),
    toBase64: (file) => new Promise((resolve) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => resolve(reader.result.split(",")[1]));
      reader.readAsDataURL(file);
    }),
  };
})()`;
