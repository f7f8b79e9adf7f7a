import { fileURLToPath } from "node:url";
import { writeLicenses } from "./licenses.js";

// In this order: the browser build writes its manifest into the folder that the server build creates.
await import("./server.js");
await import("./browser.js");
await import("./protocol.js");
writeLicenses(fileURLToPath(new URL("../../dist/licenses.txt", import.meta.url)));
