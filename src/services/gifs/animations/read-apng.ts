import { limits } from "../../../shared/limits.js";
import { GifError } from "../codec/gif-format.js";
import { isDrawn, isIntact, type PngChunk, readPngChunks, toPng, toPngChunk } from "../formats/png-chunks.js";
import { type Animation, type AnimationFrame, isInside } from "./animation.js";

const MOST_PROFILE_BYTES = 65_536;
const CONTROL_LENGTH = 26;
const DISPOSALS = ["keep", "clear", "restore"] as const;

export function readApng(file: Buffer): Animation {
  const reader = new ApngReader();
  for (const chunk of readPngChunks(file)) reader.read(chunk);
  return reader.finish();
}

class ApngReader {
  readonly #shared: Buffer[] = [];
  readonly #frames: AnimationFrame[] = [];
  #header: Buffer = Buffer.alloc(0);
  #plays = 0;
  #wanted = 0;
  #sequence = 0;
  #isAfterPicture = false;

  read(chunk: PngChunk): void {
    const { type, data } = chunk;
    if (type === "IHDR") this.#header = need(chunk, 13);
    else if (type === "acTL") this.#readAnimation(need(chunk, 8));
    else if (type === "fcTL") this.#frames.push(this.#readControl(need(chunk, CONTROL_LENGTH)));
    else if (type === "fdAT") this.#readData(need(chunk, 4));
    else if (type === "IDAT") this.#readPicture(need(chunk, 0));
    else if (!this.#isAfterPicture && isDrawn(chunk, MOST_PROFILE_BYTES) && type !== "eXIf")
      this.#shared.push(toPngChunk(type, data));
  }

  finish(): Animation {
    const frames = this.#frames;
    if (
      this.#header.length === 0 ||
      frames.length !== this.#wanted ||
      frames.some(({ parts }) => parts.length === 0)
    )
      throw bad();
    const [width, height] = [this.#header.readUInt32BE(0), this.#header.readUInt32BE(4)];
    const [first] = frames;
    if (!first || frames.some((frame) => !isInside(frame, { width, height }))) throw bad();
    if (first.dispose === "restore") first.dispose = "clear"; // there is nothing before it
    return { width, height, plays: this.#plays, frames, toFile: (frame) => this.#toFile(frame) };
  }

  #readAnimation(data: Buffer): void {
    this.#wanted = data.readUInt32BE(0);
    this.#plays = data.readUInt32BE(4);
    if (this.#wanted > limits.gif.frames) throw new GifError("GIF_TOO_BIG");
  }

  #readControl(data: Buffer): AnimationFrame {
    this.#expectNext(data);
    if (this.#frames.length >= limits.gif.frames) throw new GifError("GIF_TOO_BIG");
    const dispose = DISPOSALS[data[24]!];
    if (!dispose || data[25]! > 1) throw bad();
    return {
      ...{ width: data.readUInt32BE(4), height: data.readUInt32BE(8) },
      ...{ left: data.readUInt32BE(12), top: data.readUInt32BE(16) },
      delayMs: (1000 * data.readUInt16BE(20)) / (data.readUInt16BE(22) || 100),
      ...{ blends: data[25] === 1, dispose, parts: [] },
    };
  }

  #readData(data: Buffer): void {
    this.#expectNext(data);
    const frame = this.#frames.at(-1);
    if (!frame || !this.#isAfterPicture) throw bad();
    frame.parts.push(data.subarray(4));
  }

  /** The first picture is the first frame only if a control chunk stands before it. */
  #readPicture(data: Buffer): void {
    this.#isAfterPicture = true;
    if (this.#frames.length > 1) throw bad();
    this.#frames[0]?.parts.push(data);
  }

  #expectNext(data: Buffer): void {
    if (data.readUInt32BE(0) !== this.#sequence++) throw bad();
  }

  #toFile({ width, height, parts }: AnimationFrame): Buffer {
    const header = Buffer.from(this.#header);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    return toPng([toPngChunk("IHDR", header), ...this.#shared, toPngChunk("IDAT", ...parts)]);
  }
}

function need(chunk: PngChunk, length: number): Buffer {
  if (chunk.data.length < length || !isIntact(chunk)) throw bad();
  return chunk.data;
}

const bad = (): GifError => new GifError("BAD_GIF");
