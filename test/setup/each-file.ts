import fc from "fast-check";
import { afterAll } from "vitest";
import { tidyUp } from "./afterwards.js";

// The same input in each run; `npm run test:fuzz` tries others.
fc.configureGlobal({ seed: 1408548236 });

afterAll(tidyUp);
