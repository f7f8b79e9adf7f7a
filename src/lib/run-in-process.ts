import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

interface Options {
  timeoutMs: number;
  heapMb: number;
  signal: AbortSignal;
}

export class ProcessEndedError extends Error {}

/**
 * Runs one job in a process of its own, which gets it as an argument and prints its result. Unlike native work in a
 * thread, it can be stopped. It gets no environment, since that has secrets.
 */
export async function runInProcess<Result>(file: URL, job: object, options: Options): Promise<Result> {
  const { timeoutMs, heapMb, signal } = options;
  const args = [`--max-old-space-size=${heapMb}`, fileURLToPath(file), JSON.stringify(job)];
  const limits = { env: {}, timeout: timeoutMs, killSignal: "SIGKILL", signal } as const;
  const running = promisify(execFile)(process.execPath, args, limits);
  const closed = new Promise((resolve) => running.child.once("close", resolve));
  try {
    return JSON.parse((await running).stdout);
  } catch (error) {
    throw new ProcessEndedError("The process ended without a result", { cause: error });
  } finally {
    // A process that is stopped may still write until then.
    if (running.child.pid !== undefined) await closed;
  }
}
