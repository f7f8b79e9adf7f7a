export class KeyWriter {
  #buffer = Buffer.allocUnsafe(1024);
  length = 0;

  reset(): void {
    this.length = 0;
  }

  copy(): Buffer {
    const copy = Buffer.allocUnsafe(this.length);
    this.#buffer.copy(copy, 0, 0, this.length);
    return copy;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.length++] = value;
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.length);
    this.length += value.length;
  }

  part(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    for (let at = start; at < end; at++) this.#buffer[this.length++] = source[at];
  }

  /** UTF-8 that ends with two zeros. A zero inside becomes 00 FF, so that "a" sorts before "a\0" and "ab". */
  text(value: string): void {
    let start = 0;
    for (let zero = value.indexOf("\0"); zero >= 0; zero = value.indexOf("\0", start)) {
      this.#part(value.slice(start, zero), 0xff);
      start = zero + 1;
    }
    this.#part(value.slice(start), 0);
  }

  /** The same as `text`, of bytes that are UTF-8 already. */
  utf8(source: Uint8Array, start: number, end: number): void {
    this.#reserve((end - start) * 2 + 2);
    for (let at = start; at < end; at++) {
      this.#buffer[this.length++] = source[at];
      if (source[at] === 0) this.#buffer[this.length++] = 0xff;
    }
    this.byte(0);
    this.byte(0);
  }

  unsigned32(value: number): void {
    this.#reserve(4);
    this.length = this.#buffer.writeUInt32BE(value, this.length);
  }

  unsigned64(value: bigint): void {
    this.#reserve(8);
    this.length = this.#buffer.writeBigUInt64BE(BigInt.asUintN(64, value), this.length);
  }

  signed64(value: bigint): void {
    this.unsigned64(value ^ (1n << 63n));
  }

  /** Doubles compare by their bits once negative ones are inverted and positive ones have the top bit set. */
  double(value: number): void {
    this.#reserve(8);
    const start = this.length;
    this.length = this.#buffer.writeDoubleBE(value, start);
    if (this.#buffer[start] & 0x80) this.invertFrom(start);
    else this.#buffer[start] |= 0x80;
  }

  invertFrom(start: number): void {
    for (let at = start; at < this.length; at++) this.#buffer[at] ^= 0xff;
  }

  #part(text: string, end: number): void {
    this.#reserve(text.length * 3 + 2);
    this.length += this.#buffer.write(text, this.length, "utf8");
    this.byte(0);
    this.byte(end);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe((this.length + more) * 2);
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }
}
