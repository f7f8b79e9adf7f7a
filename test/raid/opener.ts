import { setTimeout as wait } from "node:timers/promises";
import { Visitor } from "../floods/visitor.js";
import { answerTo } from "../support/proof.js";

const OPEN_EVERY_MS = 8000;

/** Somebody who opens a room now and then, and whose browser solves the puzzle that it is asked for. */
export class Opener {
  readonly refused: string[] = [];
  opened = 0;
  #isOver = false;
  #busy: Promise<unknown> = Promise.resolve();

  static async arrive(url: string): Promise<Opener> {
    const opener = new Opener();
    opener.#busy = opener.#openAll(await Visitor.arrive(url, "127.0.6.1"));
    return opener;
  }

  async leave(): Promise<void> {
    this.#isOver = true;
    await this.#busy;
  }

  async #openAll(visitor: Visitor): Promise<void> {
    while (!this.#isOver) {
      const { status, text } = await openRoom(visitor);
      if (status === 201) this.opened++;
      else this.refused.push(text);
      for (let waited = 0; waited < OPEN_EVERY_MS && !this.#isOver; waited += 100) await wait(100);
    }
  }
}

async function openRoom(visitor: Visitor) {
  const room = { title: "Something to talk about" };
  const answer = await visitor.ask("POST", "/room", room);
  if (!answer.text.includes("PROOF_REQUIRED")) return answer;
  const challenge = JSON.parse((await visitor.ask("GET", "/proof?purpose=room")).text);
  return visitor.ask("POST", "/room", { ...room, proof: await answerTo(challenge) });
}
