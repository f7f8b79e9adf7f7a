import "dotenv/config";
import { readConfig } from "./config.js";
import { startServer } from "./server.js";

/** A start that has not reached the database by then waits for something that does not come. */
const START_MS = 15_000;
/** How long a start that is to end may take to end in good order. */
const STOP_STARTING_MS = 3000;
/** And the end of a server. Longer than all that is awaited there, but for a database that does not answer. */
const STOP_MS = 4500;

function fail(error: unknown): never {
  console.error(`gif-chat cannot go on: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

try {
  const config = readConfig();
  for (const warning of config.warnings) console.warn(`gif-chat warns: ${warning}`);
  const late = `it did not start within ${START_MS / 1000} seconds; look at DATA_DIR, UPLOAD_DIR and MONGODB_URI`;
  const patience = setTimeout(() => fail(late), START_MS);
  // What is to be tidied up then takes as long as there is of it: a server that many used must start again, too.
  const starting = startServer(config, fail, () => clearTimeout(patience));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      const giveUp = setTimeout(() => process.exit(0), STOP_STARTING_MS);
      starting
        .then((server) => {
          clearTimeout(giveUp);
          setTimeout(() => {
            console.warn("gif-chat warns: the database does not answer; what was acknowledged is in it");
            process.exit(0);
          }, STOP_MS);
          return server.close();
        })
        .then(() => process.exit(0), fail);
    });
  }
  const server = await starting;
  console.log(`gif-chat listening on ${server.url}`);
  console.log(`gif-chat keeps its data in ${server.dataPlace}`);
} catch (error) {
  fail(error);
}
