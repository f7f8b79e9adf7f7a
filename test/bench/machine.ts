import { availableParallelism, cpus, release, type } from "node:os";

/** Without these, nobody can tell what the milliseconds below it are worth. */
export const machine = (): string =>
  [
    new Date().toISOString(),
    `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
  ].join(" · ");
