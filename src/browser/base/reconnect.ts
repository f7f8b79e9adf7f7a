import type { Manager } from "socket.io-client";

interface Pausing {
  io: Manager;
  on(event: "pause", heard: (wish: { within: number }) => void): unknown;
  on(event: "connect", heard: () => void): unknown;
}

/** A server that pauses has said within what time to come back: each page at a time of its own, so that not all come at once. */
export function comeBackSpread(socket: Pausing): void {
  const { io } = socket;
  const usual = { delay: io.reconnectionDelay(), jitter: io.randomizationFactor() };
  const wait = ({ delay, jitter }: typeof usual) => io.reconnectionDelay(delay).randomizationFactor(jitter);
  socket.on("pause", ({ within }) => wait({ delay: Math.random() * within, jitter: 0 }));
  socket.on("connect", () => wait(usual));
}
