import type { Manager } from "socket.io-client";
import type { Pause } from "../../shared/events.js";

interface PausableSocket {
  io: Manager;
  on(event: "pause", onPause: (pause: Pause) => void): unknown;
  on(event: "connect", onConnect: () => void): unknown;
}

/** After a restart of the server, each page reconnects at a random time, so that they don't all come at once. */
export function reconnectAfterPause(socket: PausableSocket): void {
  const { io } = socket;
  const usual = { delay: io.reconnectionDelay(), jitter: io.randomizationFactor() };
  const setDelay = ({ delay, jitter }: typeof usual) =>
    io.reconnectionDelay(delay).randomizationFactor(jitter);
  socket.on("pause", ({ within }) => setDelay({ delay: Math.random() * within, jitter: 0 }));
  socket.on("connect", () => setDelay(usual));
}
