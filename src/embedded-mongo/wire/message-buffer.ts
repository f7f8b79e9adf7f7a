import { messageLength } from "./message.js";

/** What has arrived and was not read yet: pieces of any length, of which whole messages are taken. */
export class Inbox {
  private pieces: Buffer[] = [];
  private size = 0;
  /** Fewer bytes than this are no message. */
  private wanted = 4;

  add(piece: Buffer): void {
    this.pieces.push(piece);
    this.size += piece.length;
  }

  take(): Buffer | undefined {
    if (this.size < this.wanted) return undefined;
    const bytes = this.pieces.length === 1 ? this.pieces[0] : Buffer.concat(this.pieces, this.size);
    const length = messageLength(bytes);
    const isWhole = length !== undefined && length <= bytes.length;
    const rest = isWhole ? bytes.subarray(length) : bytes;
    this.pieces = rest.length > 0 ? [rest] : [];
    this.size = rest.length;
    this.wanted = isWhole || length === undefined ? 4 : length;
    return isWhole ? bytes.subarray(0, length) : undefined;
  }
}
