import type { z } from "zod";
import type { Code, InTurn, Services, Visitor } from "../services/index.js";
import type { Ack, ChatRequests, Member } from "../shared/events.js";

export const whoMay = {
  anybody: "Anybody, without a session too.",
  visitor: "Every visitor.",
  finder: "Every visitor who knows the room's id.",
  reader: "Who may read the room: members, and others if it is open or they were let in.",
  member: "Members of the room: visitors with a seat in it.",
  author: "The author.",
  authorOrModerator: "The author, hosts and the acting host.",
  moderator: "Hosts and the acting host.",
  host: "Hosts.",
  opener: "Who opened the room.",
  operator: "Who has signed in as the operator.",
  holder: "Who has the token.",
} as const;

export interface Operation {
  /** One sentence, beginning with a verb. */
  readonly does: string;
  readonly who: keyof typeof whoMay;
  /** The body of a form, the query of a GET, the argument of a socket event. Parameters of the path are fields of it. */
  readonly input?: z.ZodType;
  /** Where fields are called otherwise in a request than in the schema. */
  readonly fieldNames?: Readonly<Record<string, string>>;
  /** Those that a GET has in headers, by their names there. */
  readonly headers?: readonly string[];
  /** As Express writes it: `POST /room/:id/chat`. */
  readonly route?: string;
  /** The same for a form, which can only POST. */
  readonly twin?: string;
  /** The same at another path. */
  readonly alias?: string;
  /** A GET that is a page for browsers. */
  readonly page?: true;
  /** 200 unless it is said. With 204 there is no content. */
  readonly status?: 201 | 202 | 204 | 303;
  /** Another one with which the same is answered. */
  readonly otherStatus?: 503;
  /** What is answered if not JSON. */
  readonly content?: readonly string[];
  /** The field of a multipart form that has a picture. */
  readonly file?: string;
  /** The other fields of that form, if they are not those of `input`. */
  readonly fileInput?: z.ZodType;
  /** What a proof of work is for, where one may be asked for. */
  readonly proof?: string;
  /** Answered before the site's password is asked for. */
  readonly beforePassword?: true;
  /** Besides those that any operation may have, and those of its fields. */
  readonly refusals?: readonly Code[];
}

export type Operations = Readonly<Record<string, Operation>>;

/** The visitor and room of a request over a socket. */
export interface Asker {
  readonly visitor: Visitor;
  readonly room: string;
  readonly session: AskerSession | undefined;
}

export interface AskerSession {
  loadVisitor(): Promise<object | undefined>;
  saveVisitor(visitor: Member): Promise<boolean>;
}

type LastOf<Args extends unknown[]> = Args extends [...unknown[], infer Last] ? Last : undefined;
type DataOf<Event extends keyof ChatRequests> =
  LastOf<Parameters<ChatRequests[Event]>> extends Ack<infer Data> ? Data : unknown;

interface Ordinary<Event extends keyof ChatRequests> {
  run(services: Services, asker: Asker, input: unknown): Promise<DataOf<Event>>;
}

/** Waits for its turn among the reads of its address, as does making the JSON. */
export interface Expensive {
  read(services: Services, asker: Asker, input: unknown, inTurn: InTurn): Promise<() => Promise<string>>;
}

export type Request<Event extends keyof ChatRequests> = Operation & (Ordinary<Event> | Expensive);
export type Requests = { readonly [Event in keyof ChatRequests]: Request<Event> };
