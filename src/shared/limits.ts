/** Fixed limits; config.ts has those an operator may change. */
export const limits = {
  title: 50,
  name: 20,
  chat: 2000,
  quote: 200,
  reactions: { onChat: 20, ofOne: 3, inAll: 1000, named: 20 },
  search: { least: 2, most: 100, chats: 2000 },
  alt: 200,
  password: 72,
  knock: 140,
  report: 500,
  query: 50,
  seats: { least: 2, most: 200, usual: 10 },
  page: { usual: 50, most: 100 },
  lobbyPage: 24,
  lifetime: { extensionMs: 3_600_000, maxAheadMs: 604_800_000, warningMs: 300_000 },
  /** Of a room: in all, and from one address at one instance. */
  watchers: { room: 200, address: 50 },
  /** A RoomView names at most this many members; `people` counts all. */
  faces: 24,
  gif: {
    bytes: 104_857_600,
    side: 4096,
    pixels: 8_000_000,
    frames: 1000,
    totalPixels: 450_000_000,
    rewrittenPixels: 100_000_000,
  },
  /** Of pictures that do not move: as sent, while they are decoded, and the longer side as stored. */
  still: { pixels: 36_000_000, jpegPixels: 64_000_000, decodedBytes: 335_544_320, side: 2048 },
  /** Of all frames of an animation that is made into a GIF: as sent, and as many as are kept at once by making them smaller. */
  animation: { totalPixels: 200_000_000, keptPixels: 40_000_000 },
} as const;
