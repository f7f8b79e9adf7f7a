interface Look {
  width?: number;
  height?: number;
  frames?: number;
  /** Bytes put in front of the first frame. */
  extra?: Buffer;
}

/** A GIF by the book, one colour a frame. Codes are kept at three bits by clearing before each pixel. */
export function gif({ width = 4, height = 3, frames = 2, extra = Buffer.alloc(0) }: Look = {}): Buffer {
  const screen = Buffer.from([...u16(width), ...u16(height), 0x81, 0, 0]);
  const colours = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
  const body = Array.from({ length: frames }, (_, i) => frame(width, height, i % 4));
  return Buffer.concat([Buffer.from("GIF89a"), screen, colours, extra, ...body, Buffer.from([0x3b])]);
}

export const comment = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x21, 0xfe, text.length]), Buffer.from(text), Buffer.from([0])]);

export const loop = Buffer.from("!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", "latin1");

/** 38 bytes that promise four thousand million pixels. */
export const bomb = (): Buffer => {
  const file = gif({ width: 1, height: 1, frames: 1 });
  file.writeUInt16LE(65535, 6);
  file.writeUInt16LE(65535, 8);
  return file;
};

function frame(width: number, height: number, colour: number): Buffer {
  const control = [0x21, 0xf9, 4, 0, 10, 0, 0, 0];
  const place = [0x2c, 0, 0, 0, 0, ...u16(width), ...u16(height), 0, 2];
  const codes = Array.from({ length: width * height }, () => [4, colour]).flat();
  return Buffer.from([...control, ...place, ...subBlocks(pack([...codes, 5])), 0]);
}

function pack(codes: number[]): number[] {
  const bits = codes.flatMap((code) => [code & 1, (code >> 1) & 1, (code >> 2) & 1]);
  const bytes: number[] = [];
  bits.forEach((bit, i) => {
    bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7));
  });
  return bytes;
}

function subBlocks(bytes: number[]): number[] {
  const blocks: number[] = [];
  for (let i = 0; i < bytes.length; i += 255) {
    const part = bytes.slice(i, i + 255);
    blocks.push(part.length, ...part);
  }
  return blocks;
}

const u16 = (value: number): [number, number] => [value & 255, value >> 8];
