import { vi } from "vitest";

/** The commands of W3C WebDriver that the story needs, as each browser is sent them. */
export type Send = (command: Command, params: Record<string, unknown>) => Promise<unknown>;

export type Command = "navigate" | "timeouts" | "find" | "click" | "type" | "script";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const TIMEOUT = 20_000;

/** One window of a browser that Playwright does not speak with. */
export class Driver {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  async open(url: string): Promise<void> {
    // From then on a search for an element waits until there is one.
    await this.#send("timeouts", { implicit: TIMEOUT, pageLoad: 60_000, script: TIMEOUT });
    await this.#send("navigate", { url });
  }

  /** Waits for an element that matches, with this text in it. */
  async sees(selector: string, text = ""): Promise<void> {
    await this.until(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].some((one) =>
        one.textContent.includes(${JSON.stringify(text)}))`,
    );
  }

  /** Waits until an expression is true in the page, over its navigations. */
  async until(expression: string): Promise<void> {
    const check = async () => {
      const isTrue = await this.evaluate(`Boolean(${expression})`);
      if (!isTrue) throw new Error(`Not true in the page: ${expression}`);
    };
    await vi.waitFor(check, { timeout: TIMEOUT, interval: 100 });
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#send("script", { script: `return (${expression})`, args: [] });
  }

  /** Waits until nothing lies over the element; a browser refuses the click before. */
  async click(selector: string): Promise<void> {
    const click = async () => this.#send("click", { id: await this.#find(selector) });
    await vi.waitFor(click, { timeout: TIMEOUT, interval: 100 });
  }

  /** Types into a field, or chooses the file of this path in a file field. */
  async type(selector: string, text: string): Promise<void> {
    await this.#send("type", { id: await this.#find(selector), text });
  }

  async #find(value: string): Promise<string> {
    const found = await this.#send("find", { using: "css selector", value });
    return (found as Record<string, string>)[ELEMENT]!;
  }
}

/** The key as WebDriver names it. */
export const ENTER = "\uE007";
