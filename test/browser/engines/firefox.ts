import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { freePort, Program } from "../../support/process.js";
import { program } from "../../support/programs.js";
import { type Command, Driver, type Send } from "./driver.js";

const names: Record<Command, string> = {
  navigate: "WebDriver:Navigate",
  timeouts: "WebDriver:SetTimeouts",
  find: "WebDriver:FindElement",
  click: "WebDriver:ElementClick",
  type: "WebDriver:ElementSendKeys",
  script: "WebDriver:ExecuteScript",
};

/**
 * Firefox by Marionette, the protocol that its own WebDriver translates to: Debian has no geckodriver, and the
 * Playwright of this year asks for commands that Debian's Firefox has not yet.
 */
export async function openFirefox() {
  const dir = await mkdtemp(path.join(os.tmpdir(), "firefox-"));
  const port = await freePort();
  const settings = { "marionette.port": port, "ui.prefersReducedMotion": 1, "intl.accept_languages": "en" };
  const lines = Object.entries(settings).map(
    (pair) => `user_pref(${pair.map((one) => JSON.stringify(one))});`,
  );
  await writeFile(path.join(dir, "user.js"), lines.join("\n"));
  const args = ["--headless", "--no-remote", "--marionette", "--profile", dir];
  const firefox = new Program(program("firefox-esr"), args, { env: { ...process.env, HOME: dir }, port });
  await firefox.ready;
  const marionette = await Marionette.connect(port);
  await marionette.call("WebDriver:NewSession", {});
  const send: Send = async (command, params) => {
    const result = await marionette.call(names[command], params);
    // Only these answers are wrapped so.
    return (result as { value?: unknown } | null)?.value;
  };
  return {
    driver: new Driver(send),
    close: async () => {
      await marionette.call("Marionette:Quit", { flags: ["eForceQuit"] });
      await firefox.ended;
      await rm(dir, { recursive: true });
    },
  };
}

/** Messages are `length:[0, id, command, params]`, answers `length:[1, id, error, result]`. */
class Marionette {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answer: unknown[]) => void>();
  #bytes = Buffer.alloc(0);
  #lastId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      this.#read();
    });
  }

  static async connect(port: number): Promise<Marionette> {
    const socket = connect(port, "127.0.0.1");
    const marionette = new Marionette(socket);
    await once(socket, "connect");
    return marionette;
  }

  async call(command: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    const answered = new Promise<unknown[]>((resolve) => this.#waiting.set(id, resolve));
    const text = JSON.stringify([0, id, command, params]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    const [, , error, result] = await answered;
    if (error) throw new Error(`${command}: ${(error as { message: string }).message}`);
    return result;
  }

  #read(): void {
    for (;;) {
      const colon = this.#bytes.indexOf(":");
      const end = colon + 1 + Number(this.#bytes.subarray(0, Math.max(0, colon)));
      if (colon < 0 || this.#bytes.length < end) return;
      const message = JSON.parse(this.#bytes.toString("utf8", colon + 1, end)) as unknown;
      this.#bytes = this.#bytes.subarray(end);
      // The first message is a greeting.
      if (Array.isArray(message)) this.#waiting.get(message[1])?.(message);
    }
  }
}
