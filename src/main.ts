import "dotenv/config";
import { readConfig } from "./config.js";
import { startServer } from "./server.js";

function fail(error: unknown): never {
  console.error(`gif-chat cannot go on: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

try {
  const config = readConfig();
  if (!config.rateLimits)
    console.warn("gif-chat warns: RATE_LIMITS=off, anybody can guess passwords and flood rooms");
  const server = await startServer(config, fail);
  console.log(`gif-chat listening on ${server.url}`);
  console.log(`gif-chat keeps its data in ${server.dataPlace}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      server.close().then(() => process.exit(0), fail);
    });
  }
} catch (error) {
  fail(error);
}
