import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Program } from "../../support/process.js";

const SERVERS_CORE = "0";
const LOAD_CORE = "1";
const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
const bare = fileURLToPath(new URL("./bare.ts", import.meta.url));
const empty = fileURLToPath(new URL("./empty.mjs", import.meta.url));
const canPin = process.platform === "linux" && availableParallelism() > 1;

/** V8 thinks about what it could give back once it has collected something. */
const COLLECTS = ["--expose-gc", '--import=data:text/javascript,process.on("SIGUSR2",()=>gc())'];

/** This process and what it starts from here on stay off the servers' core. */
export function takeLoadCore(): void {
  if (canPin) execFileSync("taskset", ["-a", "-c", "-p", LOAD_CORE, String(process.pid)]);
  else console.log("No two cores to part: servers and load share what there is.");
}

/** A server in a process of its own, on its own core. */
export class ServerProcess {
  readonly #program: Program;

  private constructor(args: string[], env: Record<string, string>) {
    const node = [process.execPath, ...COLLECTS, ...args];
    const command = [...(canPin ? ["taskset", "-c", SERVERS_CORE] : []), ...node];
    this.#program = new Program(command[0]!, command.slice(1), {
      env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", ...env },
      ready: /listening on (\S+)\n/,
      // What follows is the access log.
      dropOutput: true,
      showErrors: true,
    });
  }

  static ours(dataDir: string, env: Record<string, string> = {}): ServerProcess {
    return new ServerProcess([...profiler(), main], {
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: dataDir,
      UPLOAD_DIR: `${dataDir}/uploads`,
      RATE_LIMITS: "off",
      EMPTY_ROOM_GRACE_MS: "86400000",
      LOST_CONNECTION_GRACE_MS: "86400000",
      ...env,
    });
  }

  static bare(kind: "raw" | "socketIo" | "page" | "upload", argument = ""): ServerProcess {
    return new ServerProcess(["--import", "tsx", bare, kind, argument], {});
  }

  /** Without the loader of TypeScript, because its start is measured. */
  static empty(): ServerProcess {
    return new ServerProcess([empty], {});
  }

  get url(): Promise<string> {
    return this.#program.ready;
  }

  /** Resident, in bytes. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.#program.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
  }

  collect(): void {
    this.#program.signal("SIGUSR2");
  }

  async end(): Promise<void> {
    await this.#program.end();
  }
}

/** `BENCH_PROFILE=dir` leaves a profile of each of our servers there. */
const profiler = () =>
  process.env.BENCH_PROFILE ? ["--cpu-prof", `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
