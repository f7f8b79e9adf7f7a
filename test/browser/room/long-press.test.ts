import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onLongPress } from "../../../src/browser/room/reactions/long-press.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Root extends EventTarget {
  on = "";

  closest(selector: string): Root | null {
    return selector === this.on ? this : null;
  }

  /** Whether the page may act on it. */
  send(type: string, on: string): boolean {
    this.on = on;
    const place = { pointerType: "touch", isPrimary: true, clientX: 0, clientY: 0 };
    return this.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), place));
  }
}

test("the click of a long press is swallowed, and no later one where a phone sends none", () => {
  const root = new Root();
  let count = 0;
  onLongPress(root as unknown as HTMLElement, ".said", () => count++);
  const press = () => {
    root.send("pointerdown", ".said");
    vi.advanceTimersByTime(600);
    root.send("pointerup", ".said");
  };
  press();
  expect(count).toBe(1);
  expect(root.send("click", ".said")).toBe(false);
  expect(root.send("click", ".said")).toBe(true);
  press();
  root.send("pointerdown", ".emoji");
  root.send("pointerup", ".emoji");
  expect(root.send("click", ".emoji")).toBe(true);
});
