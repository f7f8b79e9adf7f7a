import { afterAll } from "vitest";
import { tidyUp } from "../support/afterwards.js";

afterAll(tidyUp);
