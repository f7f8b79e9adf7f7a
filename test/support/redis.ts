import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterwards } from "./afterwards.js";
import { freePort } from "./free-port.js";
import { program } from "./programs.js";

export interface RedisProcess {
  readonly url: string;
  /** SIGSTOP freezes it, SIGCONT lets it go on, SIGKILL ends it. */
  signal(signal: NodeJS.Signals): void;
  /** The same again on the same port, empty. */
  again(): Promise<void>;
}

/** Debian's server, on a port of its own and with nothing on the disk. */
export async function startRedis(): Promise<RedisProcess> {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  let child: ChildProcess;
  let ended: Promise<unknown>;
  const again = async () => {
    await ended;
    child = spawn(program("redis-server"), args, { stdio: ["ignore", "pipe", "inherit"] });
    ended = once(child, "close").then(afterwards(() => child.kill("SIGKILL")));
    let output = "";
    while (!output.includes("Ready to accept connections")) {
      const [text] = await once(child.stdout!, "data");
      output += text;
    }
    child.stdout!.resume();
  };
  await again();
  return { url: `redis://127.0.0.1:${port}`, signal: (signal) => void child.kill(signal), again };
}
