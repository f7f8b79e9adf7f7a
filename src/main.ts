import "dotenv/config";
import * as modules from "node:module";
import path from "node:path";
import { type Config, readConfig } from "./config.js";
import type { RunningServer } from "./server.js";

const START_TIMEOUT_MS = 15_000;
const ABORT_START_MS = 3000;
/** Longer than every timeout of a shutdown, except for a database that does not answer. */
const SHUTDOWN_TIMEOUT_MS = 4500;
/** Node 22.8 has it: what V8 compiled is read at the next start. */
const { enableCompileCache } = modules as { enableCompileCache?: (folder: string) => unknown };

// Other accounts of the machine must not read chats, pictures or secrets.
process.umask(0o077);

try {
  const config = readConfig();
  for (const warning of config.warnings) console.warn(`gif-chat warns: ${warning}`);
  const starting = start(config);
  process.once("SIGTERM", () => void stop(starting));
  process.once("SIGINT", () => void stop(starting));
  const server = await starting;
  console.log(`gif-chat listening on ${server.url}`);
  console.log(`gif-chat keeps its data in ${server.dataLocation}`);
} catch (error) {
  exitWithError(error);
}

/** Gives up if the database has not been reached in time. Cleaning up afterwards may take longer. */
async function start(config: Config): Promise<RunningServer> {
  enableCompileCache?.(path.join(config.dataDir, "compile-cache"));
  const { startServer } = await import("./server.js");
  const message = `it did not start within ${START_TIMEOUT_MS / 1000} seconds; look at DATA_DIR, UPLOAD_DIR and MONGODB_URI`;
  const giveUp = () => exitWithError(new Error(message));
  let timeout = setTimeout(giveUp, START_TIMEOUT_MS);
  return startServer(config, exitWithError, {
    onStoreRewrite: () => {
      clearTimeout(timeout);
      console.log(`gif-chat writes the store in ${config.dataDir} anew, once after the upgrade`);
    },
    onStoreOpened: () => {
      clearTimeout(timeout);
      timeout = setTimeout(giveUp, START_TIMEOUT_MS);
    },
    onDatabaseReached: () => clearTimeout(timeout),
  });
}

async function stop(starting: Promise<RunningServer>): Promise<void> {
  const abortTimeout = setTimeout(() => process.exit(0), ABORT_START_MS);
  try {
    const server = await starting;
    clearTimeout(abortTimeout);
    setTimeout(() => {
      console.warn("gif-chat warns: the database does not answer; what was acknowledged is in it");
      process.exit(0);
    }, SHUTDOWN_TIMEOUT_MS);
    await server.close();
    process.exit(0);
  } catch (error) {
    exitWithError(error);
  }
}

function exitWithError(error: unknown): never {
  console.error(`gif-chat cannot go on: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
