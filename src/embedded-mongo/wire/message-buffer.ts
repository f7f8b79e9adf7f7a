import { messageLength } from "./message.js";

export class MessageBuffer {
  #chunks: Buffer[] = [];
  #size = 0;
  /** With fewer bytes than this, there is no message to take. */
  #needed = 4;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  take(): Buffer | undefined {
    if (this.#size < this.#needed) return undefined;
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks, this.#size);
    const length = messageLength(bytes);
    const isWhole = length !== undefined && length <= bytes.length;
    const rest = isWhole ? bytes.subarray(length) : bytes;
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    this.#needed = isWhole || length === undefined ? 4 : length;
    return isWhole ? bytes.subarray(0, length) : undefined;
  }
}
