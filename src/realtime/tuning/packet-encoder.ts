import { Decoder, type Packet } from "socket.io-parser";

/** JSON that is written already, because many are told the same. */
class Written {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/** The same as an object with all of these fields; `already` gives the JSON of some of them. */
export function prewritten<T extends object, Name extends keyof T & string>(
  fields: Omit<T, Name>,
  already: Record<Name, string>,
): T {
  const more = Object.entries<string>(already).map(([name, json]) => `,"${name}":${json}`);
  return new Written(`${JSON.stringify(fields).slice(0, -1)}${more.join("")}}`) as unknown as T;
}

/** Nothing that is said here is binary, so that nothing is searched for it, which takes longer than writing it. */
class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    const head = `${type}${nsp === "/" ? "" : `${nsp},`}${id ?? ""}`;
    return [data === undefined || data === null ? head : head + json(data)];
  }
}

function json(data: unknown): string {
  const [event, said] = Array.isArray(data) ? data : [];
  return said instanceof Written ? `[${JSON.stringify(event)},${said.json}]` : JSON.stringify(data);
}

/** What Socket.IO writes and reads its packets with. */
export const parser = { Encoder, Decoder };
