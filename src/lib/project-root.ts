import { fileURLToPath } from "node:url";

/** The project's folder, seen from `dist/`, into which the server is bundled. */
export const projectRoot = fileURLToPath(new URL("../", import.meta.url));
