import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Program } from "../support/process.js";

/** Looks at a server's memory and health until it is ended. */
export class Watch {
  readonly #server: Program;
  readonly #url: string;
  #most = { heap: 0, resident: 0 };
  #health = { slowest: 0, failed: 0 };
  #isOver = false;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(server: Program, url: string) {
    this.#server = server;
    this.#url = url;
    this.#busy = Promise.all([this.#watchMemory(), this.#watchHealth()]);
  }

  take() {
    const taken = { ...this.#most, ...this.#health };
    this.#most = { heap: 0, resident: 0 };
    this.#health = { slowest: 0, failed: 0 };
    return taken;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#busy;
  }

  async #watchMemory(): Promise<void> {
    while (!this.#isOver) {
      const status = readFileSync(`/proc/${this.#server.pid}/status`, "utf8");
      const resident = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
      const metrics = await (await fetch(`${this.#url}/metrics`)).text();
      const bytes = (name: string) => Number(new RegExp(`^${name} (\\S+)`, "m").exec(metrics)?.[1] ?? 0);
      const heap =
        (bytes("nodejs_heap_size_used_bytes") + bytes("nodejs_external_memory_bytes")) / 1024 / 1024;
      this.#most = {
        heap: Math.max(heap, this.#most.heap),
        resident: Math.max(resident, this.#most.resident),
      };
      await wait(500);
    }
  }

  async #watchHealth(): Promise<void> {
    while (!this.#isOver) {
      const started = performance.now();
      const { ok } = await fetch(`${this.#url}/health`);
      if (!ok) this.#health.failed++;
      this.#health.slowest = Math.max(performance.now() - started, this.#health.slowest);
      await wait(250);
    }
  }
}

export function summary(times: number[]) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const [p50, p99, max] = [at(0.5), at(0.99), at(1)];
  const text = `${sorted.length}, p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, max ${max.toFixed(1)} ms`;
  return { p99, text, count: sorted.length };
}
