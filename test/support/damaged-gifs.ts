import {
  application,
  type Bytes,
  control,
  header,
  image,
  loop,
  lzw,
  pattern,
  screen,
  subBlocks,
  trailer,
} from "./gif-parts.js";

/**
 * What becomes of it:
 * - `kept`: it is sound and stays as it is;
 * - `same`: it is written anew, and Chromium decodes the same frames, times and repeats from both;
 * - `begins`: Chromium decodes a part only; what it shows first is the same, and so is the number of frames;
 * - `refused`: Chromium shows nothing of it;
 * - a name: it is to look like that one.
 */
type Fate = "kept" | "same" | "begins" | "refused" | (string & {});

const front = [...header(), ...screen(4, 4)];
const [red, green, blue] = [image(), image({ colour: 1 }), image({ colour: 2 })];
const dot = image({ width: 1, height: 1, colour: 3 });
const halfData = lzw(4, 2, () => 1);
const badCodes = [...lzw(4, 2, pattern).slice(0, -2), 0xff, 0xff, 0xff];
const noisy = lzw(4, 4, pattern);
const disposed = (disposal: number): Bytes => [
  ...front,
  ...[...control(10, 1), ...red, ...control(20, disposal), ...image({ width: 2, height: 2, colour: 1 })],
  ...[...control(30), ...image({ left: 3, top: 3, width: 1, height: 1, colour: 2 }), ...trailer],
];
const looped = (...blocks: Bytes[]): Bytes => [...front, ...blocks.flat(), ...red, ...green, ...trailer];
const two = (between: Bytes): Bytes => [...front, ...control(10), ...red, ...between, ...green, ...trailer];

const largeFront = [...header(), ...screen(40, 40)];
const large = image({ width: 40, height: 40, data: lzw(40, 40, pattern) });
const largeInterlaced = image({ width: 40, height: 40, data: lzw(40, 40, pattern), interlaced: true });
const largeBlue = image({ width: 40, height: 40, colour: 2 });
const largeShort = image({ width: 40, height: 40, data: lzw(40, 40, pattern).slice(0, 90) });

export const damagedGifs: Record<string, [Fate, Bytes]> = {
  sound: ["kept", two(control(20))],
  "with a loop": ["kept", looped(loop(0))],
  interlaced: ["kept", [...front, ...image({ data: noisy, interlaced: true }), ...trailer]],
  "without an end code": ["kept", [...front, ...image({ data: noisy.slice(0, -1) }), ...trailer]],
  "bytes behind the trailer": ["same", [...two([]), 1, 2, 3]],
  "a second trailer": ["same", [...two([]), 0x3b]],
  "no trailer": ["same", two([]).slice(0, -1)],
  "zeros between blocks": ["a delay only", two([0, 0, 0])],
  "zeros before the first frame": ["a delay only", [...front, 0, ...two([]).slice(front.length)]],
  "a delay only": ["kept", two([])],
  "rubbish between blocks": ["same", two([0x55])],
  "rubbish before the first frame": ["refused", [...front, 0x55, ...red, ...trailer]],
  "code size 1": ["same", [...front, ...image({ codeSize: 1 }), ...trailer]],
  "code size 0": ["same", [...front, ...image({ codeSize: 0, data: Array(40).fill(0) }), ...trailer]],
  "code size 9": ["refused", [...front, ...image({ codeSize: 9 }), ...trailer]],
  "code size 9, later": ["begins", two(image({ codeSize: 9 }))],
  "a first frame beyond the screen": ["same", [...front, ...image({ left: 2, top: 2 }), ...blue, ...trailer]],
  "a first frame elsewhere": ["same", [...front, ...image({ left: 9, top: 9 }), ...dot, ...trailer]],
  "a frame a pixel beyond the screen": ["same", two(image({ width: 5, data: lzw(5, 4, pattern) }))],
  "an interlaced frame beyond the screen": [
    "same",
    two(image({ left: 1, top: 1, data: noisy, interlaced: true })),
  ],
  "a frame elsewhere": ["same", [...front, ...red, ...image({ left: 20, top: 20 }), ...dot, ...trailer]],
  "a 0×0 screen": ["same", [...header(), ...screen(0, 0), ...image({ left: 2, top: 3 }), ...red, ...trailer]],
  "a screen without width": ["same", [...header(), ...screen(0, 4), ...image({ left: 1 }), ...trailer]],
  "nothing at all": ["refused", [...header(), ...screen(0, 0), ...trailer]],
  "no frames": ["refused", [...front, ...trailer]],
  "a frame of no size": ["same", two(image({ width: 0, height: 0, blocks: [0] }))],
  "a first frame of no size": ["same", [...front, ...image({ width: 0, blocks: [0] }), ...red, ...trailer]],
  "no pixels": ["begins", two(image({ blocks: [0] }))],
  "too few pixels": ["begins", [...front, ...image({ data: halfData }), ...dot, ...trailer]],
  "too few pixels, later": ["begins", two(image({ data: halfData }))],
  "too many pixels": ["same", [...front, ...image({ data: lzw(4, 7, pattern) }), ...dot, ...trailer]],
  "bytes behind the end code": ["same", [...front, ...image({ data: [...noisy, 1, 2, 3] }), ...trailer]],
  "codes that cannot be": ["begins", [...front, ...image({ data: badCodes }), ...dot, ...trailer]],
  "codes that cannot be, later": ["begins", two(image({ data: badCodes }))],
  "loops 5": ["kept", looped(loop(5))],
  "loops 5, then 0": ["same", looped(loop(5), loop(0))],
  "loops 0, then 5": ["same", looped(loop(0), loop(5))],
  "a loop between frames": ["same", two(loop(5))],
  "a loop at the end": ["same", [...looped(loop(3)).slice(0, -1), ...loop(7), ...trailer]],
  ANIMEXTS: ["kept", looped(loop(5, "ANIMEXTS1.0"))],
  "a loop block of four bytes": ["same", looped(application("NETSCAPE2.0", [1, 5, 0, 0]))],
  "a loop block of another kind": ["same", looped(application("NETSCAPE2.0", [2, 5, 0]))],
  "a loop with more behind it": ["same", looped(application("NETSCAPE2.0", [1, 4, 0], [1, 9, 0]))],
  "XMP data": ["same", looped(application("XMP DataXMP", [60, 120, 62]))],
  "a comment": ["same", two([0x21, 0xfe, 2, 104, 105, 0])],
  "plain text": ["same", [...front, 0x21, 0x01, 12, ...Array(12).fill(1), 1, 65, 0, ...red, ...trailer]],
  "two controls": ["same", [...front, ...control(10), ...control(33), ...red, ...green, ...trailer]],
  "a control of five bytes": ["refused", [...front, 0x21, 0xf9, 5, 0, 1, 0, 0, 0, 0, ...red, ...trailer]],
  "a control of five bytes, later": ["same", two([0x21, 0xf9, 5, 0, 1, 0, 0, 0, 0])],
  "disposal 2": ["kept", disposed(2)],
  "disposal 3": ["kept", disposed(3)],
  "disposal 4": ["same", disposed(4)],
  "disposal 5": ["same", disposed(5)],
  "disposal 7": ["same", disposed(7)],
  "no palette": ["same", [...header(), ...screen(4, 4, false), ...image({ data: noisy }), ...trailer]],
  "no palette, but a transparent colour": [
    "same",
    [...header(), ...screen(4, 4, false), ...control(10, 0, 1), ...image({ data: noisy }), ...trailer],
  ],
  "GIF87a with extensions": ["same", [...header("87a"), ...two([]).slice(6)]],
  GIF88a: ["refused", [...header("88a"), ...two([]).slice(6)]],
  "cut in a comment": ["same", [...front, ...red, ...green, 0x21, 0xfe, 30, 1, 2]],
  "cut in a control": ["same", [...front, ...red, ...green, 0x21, 0xf9, 4, 0]],
  "cut in a frame's head": ["same", [...front, ...red, ...green, ...blue.slice(0, 6)]],
  "cut in the first frame": ["begins", [...largeFront, ...large.slice(0, 100)]],
  "cut in the second frame": ["begins", [...largeFront, ...largeBlue, ...large.slice(0, 100)]],
  "cut in an interlaced frame": ["begins", [...largeFront, ...largeInterlaced.slice(0, 100)]],
  "cut late in an interlaced frame": ["begins", [...largeFront, ...largeInterlaced.slice(0, -80)]],
  "a frame lost in the middle": ["begins", [...largeFront, ...largeBlue, ...largeShort, ...dot, ...trailer]],
  "sub-blocks that lead astray": [
    "begins",
    [...largeFront, ...large.slice(0, 100), ...Array(20).fill(255), 0, ...largeBlue, ...trailer],
  ],
  "sub-blocks of one byte": [
    "kept",
    [
      ...front,
      ...image({ blocks: [...noisy.flatMap((byte) => subBlocks([byte]).slice(0, -1)), 0] }),
      ...trailer,
    ],
  ],
};
