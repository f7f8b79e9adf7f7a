import { Agent, request } from "node:http";

export interface Answer {
  status: number;
  body: Buffer;
}

type Fields = Record<string, string>;

/** A browser's side of HTTP, with connections that stay. */
export class Web {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #url: string;
  readonly #headers: Fields;

  constructor(url: string, cookie = "") {
    this.#url = url;
    this.#headers = { accept: "text/html", ...(cookie && { cookie }) };
  }

  ask(method: string, path: string, body?: Buffer, headers: Fields = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { method, agent: this.#agent, headers: { ...this.#headers, ...headers } };
      const asked = request(this.#url + path, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => resolve({ status: answer.statusCode!, body: Buffer.concat(chunks) }));
      });
      asked.on("error", reject).end(body);
    });
  }

  /** The page, which must be there: a quick refusal is no speed. */
  async page(path: string): Promise<Buffer> {
    const { status, body } = await this.ask("GET", path);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    return body;
  }

  async json(method: string, path: string, fields?: object): Promise<unknown> {
    const body = fields && Buffer.from(JSON.stringify(fields));
    const type = body && { "content-type": "application/json", "content-length": String(body.length) };
    const answer = await this.ask(method, path, body, { accept: "application/json", ...type });
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body}`);
    return answer.body.length ? JSON.parse(answer.body.toString()) : undefined;
  }

  /** Pages in a second, so many asked for at once. */
  async pagesPerSecond(path: string, atOnce: number, milliseconds: number): Promise<number> {
    const started = performance.now();
    let pages = 0;
    const reader = async () => {
      while (performance.now() - started < milliseconds) {
        await this.page(path);
        pages++;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, reader));
    return (pages / (performance.now() - started)) * 1000;
  }

  /** How long each of so many pages takes, one after the other. */
  async times(path: string, count: number): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      await this.page(path);
      times.push(performance.now() - started);
    }
    return times;
  }

  close(): void {
    this.#agent.destroy();
  }
}
