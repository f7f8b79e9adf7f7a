import type { Request, Response } from "express";
import { Refusal, type Visitor } from "../../services/index.js";
import { type HandshakeRequest, SessionHandle } from "../../session/index.js";
import type { AppContext } from "../app-context.js";
import { langOf } from "../request.js";
import { EventStream } from "./event-stream.js";

interface Opening {
  room: string;
  visitor: Visitor;
}

/** Holds the visitor's seat as a socket does, but never takes one: a program without a seat is refused. */
export async function openStream(
  { services, limiter, streams }: AppContext,
  req: Request,
  res: Response,
  { room, visitor }: Opening,
): Promise<EventStream> {
  const { seats, entry } = services;
  await limiter.assertAllowed("connect", visitor.id);
  const giveBack = streams.takePlace(room, visitor);
  const connect = async () => {
    await seats.assertSeated(visitor, room);
    return entry.connect(visitor, { room });
  };
  const { seat } = await connect().catch((error) => {
    giveBack();
    throw error;
  });
  const stream = new EventStream(res, {
    ...{
      room,
      visitor: visitor.id,
      lang: langOf(req),
      session: SessionHandle.of(req as unknown as HandshakeRequest),
    },
    onEnd: (end) => {
      streams.remove(stream);
      giveBack();
      seat.release(end);
    },
  });
  // Else it would be stored when the stream ends, out of date by then.
  Reflect.deleteProperty(req, "session");
  try {
    streams.add(stream);
    // A kick meanwhile missed this stream.
    if (!seats.isSeated(room, visitor.id)) throw new Refusal("NOT_ALLOWED");
    return stream;
  } catch (error) {
    stream.abandon("closed");
    throw error;
  }
}
