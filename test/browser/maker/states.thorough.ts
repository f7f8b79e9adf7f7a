/** @module-tag thorough */
import { inspect } from "../quality/inspector.js";
import { useBrowserWithCamera } from "../support.js";
import { testMakerStates } from "./maker-states.js";

const phone = { viewport: { width: 320, height: 480 }, isMobile: true, hasTouch: true, locale: "ko-KR" };

testMakerStates(inspect(useBrowserWithCamera().person), [
  ["a desk", { reducedMotion: "reduce" }],
  ["a small phone", phone],
]);
