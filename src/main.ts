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
  const starting = startServer(config, fail);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      starting.then((server) => server.close()).then(() => process.exit(0), fail);
    });
  }
  const server = await starting;
  console.log(`gif-chat listening on ${server.url}`);
  console.log(`gif-chat keeps its data in ${server.dataPlace}`);
} catch (error) {
  fail(error);
}
