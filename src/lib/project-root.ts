import { fileURLToPath } from "node:url";

/** The folder of the whole program, also for what is bundled into `dist/`, which lies beside `src/`. */
export const root = fileURLToPath(new URL("../", import.meta.url));
