import { Encoder as OriginalEncoder, type Packet, PacketType } from "socket.io-parser";
import { expect, test } from "vitest";
import { parser, preserialize } from "../../src/realtime/tuning/packet-encoder.js";

const event = (data: unknown, more: Partial<Packet> = {}): Packet => ({
  type: PacketType.EVENT,
  nsp: "/chat",
  data,
  ...more,
});

const packets: Packet[] = [
  { type: PacketType.CONNECT, nsp: "/", data: undefined },
  { type: PacketType.CONNECT, nsp: "/chat", data: { sid: "x" } },
  {
    type: PacketType.CONNECT_ERROR,
    nsp: "/chat",
    data: { message: "ROOM_FULL", data: { code: "ROOM_FULL" } },
  },
  { type: PacketType.DISCONNECT, nsp: "/room", data: undefined },
  event(["chat", [{ seq: 1, chat: 'a "quoted" line\n' }]]),
  event(["news", { rooms: 1 }], { nsp: "/room", id: 0 }),
  event([{ ok: true, data: null }], { type: PacketType.ACK, id: 12 }),
];

test("every packet is encoded as socket.io-parser encodes it", () => {
  const [ours, original] = [new parser.Encoder(), new OriginalEncoder()];
  for (const packet of packets) expect(ours.encode(packet)).toEqual(original.encode(packet));
});

test("a preserialized payload is encoded like the object that it stands for", () => {
  const members = [{ id: "a", name: 'say "hi"' }];
  const payload = preserialize<{ lastSeq: number; members: object[] }, "members">(
    { lastSeq: 3 },
    { members: JSON.stringify(members) },
  );
  const plain = new OriginalEncoder().encode(event(["welcome", { lastSeq: 3, members }]));
  expect(new parser.Encoder().encode(event(["welcome", payload]))).toEqual(plain);
});
