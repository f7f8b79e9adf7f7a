import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = fileURLToPath(new URL("../../node_modules/.cache/runtimes/", import.meta.url));

export interface Runtime {
  /** The binary. */
  node: string;
  /** As `node --version` says it. */
  version: string;
}

/** Rejects where npm has no such Node for this machine: a runtime that cannot be had is a failure, not skipped. */
export async function bringNode(wanted: string): Promise<Runtime> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(cache, wanted);
  const options = ["--no-save", "--no-package-lock", "--ignore-scripts", "--prefer-offline"];
  const node = path.join(folder, "node_modules", name, "bin/node");
  try {
    await run("npm", ["install", ...options, "--prefix", folder, `${name}@${wanted}`]);
    const version = (await run(node, ["--version"])).stdout.trim();
    if (version.startsWith(`v${wanted}.`)) return { node, version };
    throw new Error(`it says that it is ${version}`);
  } catch (error) {
    throw new Error(`Node ${wanted} could not be had as ${name} from npm: ${(error as Error).message}`);
  }
}
