import { fork } from "node:child_process";

interface Options {
  timeoutMs: number;
  heapMb: number;
  signal: AbortSignal;
}

export class ProcessEndedError extends Error {}

/**
 * Runs one job in a process of its own, which gets it as an argument and sends its result. Unlike native work in a
 * thread, it can be stopped. It gets no environment, since that has secrets.
 */
export async function runInProcess<Result>(file: URL, job: object, options: Options): Promise<Result> {
  const { timeoutMs, heapMb, signal } = options;
  const child = fork(file, [JSON.stringify(job)], {
    ...{ execArgv: [`--max-old-space-size=${heapMb}`], env: {}, signal },
    ...{ timeout: timeoutMs, killSignal: "SIGKILL", serialization: "advanced", stdio: "ignore" },
  });
  const sent = new Promise<Result>((resolve, reject) => {
    child.once("message", (result) => resolve(result as Result));
    child.once("close", () => reject(new ProcessEndedError("The process ended without a result")));
    child.once("error", (cause) => reject(new ProcessEndedError("The process failed", { cause })));
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  try {
    return await sent;
  } finally {
    child.kill("SIGKILL");
    if (child.pid !== undefined) await closed;
  }
}
