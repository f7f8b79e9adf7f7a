import { freePort, Program } from "./process.js";
import { program } from "./programs.js";

export interface RedisProcess {
  readonly url: string;
  /** SIGSTOP freezes it, SIGCONT lets it go on, SIGKILL ends it. */
  signal(signal: NodeJS.Signals): void;
  /** Starts it again on the same port, empty, after it was killed. */
  startAgain(): Promise<void>;
}

/** Debian's server, on a port of its own and with nothing on the disk. */
export async function startRedis(): Promise<RedisProcess> {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const options = { ready: /Ready to accept connections/, showErrors: true };
  const start = () => new Program(program("redis-server"), args, options);
  let redis = start();
  await redis.ready;
  return {
    url: `redis://127.0.0.1:${port}`,
    signal: (signal) => redis.signal(signal),
    startAgain: async () => {
      await redis.ended;
      redis = start();
      await redis.ready;
    },
  };
}
