import { afterAll } from "vitest";
import { tidyUp } from "./afterwards.js";

afterAll(tidyUp);
