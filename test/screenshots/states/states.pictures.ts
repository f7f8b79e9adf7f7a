import { describe } from "vitest";
import { testMakerStates } from "../../browser/maker/maker-states.js";
import { complaintsOfStates, testAllStates } from "../../browser/quality/all-states.js";
import { useBrowserWithCamera } from "../../browser/support.js";
import { ORDER, type Order } from "./order.js";
import { photograph } from "./photographer.js";

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const order = JSON.parse(process.env[ORDER]!) as Order;
const { person } = useBrowserWithCamera(...complaintsOfStates);

describe.each(order.languages)("pictures in %s", (lang) => {
  const photographer = photograph(person, lang, order);
  testAllStates(photographer, phone);
  testMakerStates(photographer, [["a phone", phone]]);
});
