import { parseArgs } from "node:util";
import { start } from "./index.js";

/** Runs the store alone, for several processes to share: `npm run store -- --dir data --port 27017`. */
const { values } = parseArgs({
  options: { dir: { type: "string", default: "data" }, port: { type: "string" } },
});

function fail(error: Error): never {
  console.error(`embedded-mongo cannot go on: ${error.message}`);
  process.exit(1);
}

const store = await start({
  dir: values.dir,
  ...(values.port === undefined ? {} : { listen: "tcp" as const, port: Number(values.port) }),
  onCrash: fail,
}).catch(fail);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => store.close().then(() => process.exit(0), fail));
}
console.log(`embedded-mongo listening on ${store.uri}`);
