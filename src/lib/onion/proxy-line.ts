import type { Socket } from "node:net";

const MAX_LINE = 107;
const TIMEOUT_MS = 5000;
/** As Tor writes it with `HiddenServiceExportCircuitID haproxy`: the number of the circuit is in the address. */
const LINE = /^PROXY TCP6 fc00:dead:beef:4dad::([\da-f]{1,4}:[\da-f]{1,4}) [\da-f:]+ \d{1,5} \d{1,5}$/;

/** Reads the line with the circuit that Tor puts before a connection's bytes. A connection without it is closed. */
export function readCircuit(socket: Socket, onCircuit: (circuit: string) => void): void {
  let head = Buffer.alloc(0);
  const give = () => socket.destroy();
  const timeout = setTimeout(give, TIMEOUT_MS);
  socket.on("error", give).once("close", () => clearTimeout(timeout));
  socket.on("data", function onData(bytes: Buffer) {
    head = Buffer.concat([head, bytes]);
    const end = head.subarray(0, MAX_LINE).indexOf("\r\n");
    if (end < 0 && head.length < MAX_LINE) return;
    const [, circuit] = LINE.exec(head.toString("latin1", 0, Math.max(end, 0))) ?? [];
    if (circuit === undefined) return void give();
    clearTimeout(timeout);
    socket.off("data", onData).pause();
    if (head.length > end + 2) socket.unshift(head.subarray(end + 2));
    onCircuit(circuit);
    socket.off("error", give).resume();
  });
}
