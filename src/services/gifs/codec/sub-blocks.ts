const MOST_BYTES = 255;

export function joinSubBlocks(file: Uint8Array, from: number, to: number): Uint8Array {
  const joined = new Uint8Array(to - from);
  let length = 0;
  for (let at = from; at < to && file[at] !== 0; ) {
    const start = at + 1;
    at = Math.min(start + file[at]!, to);
    // A copy costs more than a byte's own assignment, and there may be millions of one byte each.
    if (at - start === 1) joined[length] = file[start]!;
    else joined.set(file.subarray(start, at), length);
    length += at - start;
  }
  return joined.subarray(0, length);
}

export function toSubBlocks(data: Uint8Array): Uint8Array {
  const count = Math.ceil(data.length / MOST_BYTES);
  const blocks = new Uint8Array(data.length + count + 1);
  for (let i = 0; i < count; i++) {
    const part = data.subarray(i * MOST_BYTES, (i + 1) * MOST_BYTES);
    blocks[i * (MOST_BYTES + 1)] = part.length;
    blocks.set(part, i * (MOST_BYTES + 1) + 1);
  }
  return blocks;
}
