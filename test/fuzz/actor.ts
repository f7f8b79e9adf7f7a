import { type Reply, type Sent, send } from "./http.js";
import type { Random } from "./random.js";

/** How often each status, and each outcome of a request over a socket, was answered. */
export const answers = new Map<string, number>();

export const count = (answer: string | number): void =>
  void answers.set(String(answer), (answers.get(String(answer)) ?? 0) + 1);

/** Somebody with a cookie and a room. */
export class Actor {
  readonly url: string;
  cookie = "";
  id = "";
  room = "";
  /** The path of a picture that was stored. */
  picture = "/gif/none/none.gif";

  private constructor(url: string) {
    this.url = url;
  }

  /** Undefined if the server was busy. */
  static async arrive(url: string): Promise<Actor | undefined> {
    const actor = new Actor(url);
    const me = await actor.json("POST", "/nickname", { name: "" });
    const room = await actor.json("POST", "/room", { title: "Fuzz", max: 200, crowd: "on" });
    if (!me || !room) return undefined;
    Object.assign(actor, { id: me.id, room: room._id });
    await actor.send({ method: "GET", path: `/room/${actor.room}` });
    return actor;
  }

  async send(sent: Sent): Promise<Reply | undefined> {
    const headers = { ...(this.cookie && { cookie: this.cookie }), ...sent.headers };
    const reply = await send(this.url, { ...sent, headers });
    count(reply?.status ?? "cut off");
    const [set] = reply?.headers["set-cookie"] ?? [];
    // An attempt with a forged cookie begins another session, which is not this visitor's.
    if (set?.startsWith("gif-chat=") && !sent.headers?.cookie) this.cookie = set.split(";")[0]!;
    return reply;
  }

  async json(method: string, path: string, fields: object): Promise<Record<string, string> | undefined> {
    const headers = { accept: "application/json", "content-type": "application/json" };
    const reply = await this.send({ method, path, headers, body: JSON.stringify(fields) });
    return reply && reply.status < 300 ? JSON.parse(reply.body.toString()) : undefined;
  }

  /** A route with its parameters filled in. */
  fill(path: string, random: Random, odd: () => string): string {
    const values: Record<string, string> = {
      ":id": this.room,
      ":room": this.room,
      ":seq": String(random.below(5)),
      ":file": this.picture.split("/").at(-1)!,
      ":member": this.id,
      ":visitor": this.id,
    };
    return path.replace(/:\w+/g, (name) => (random.chance(0.85) ? (values[name] ?? odd()) : odd()));
  }
}
