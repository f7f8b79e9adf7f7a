import { Binary, type Document, Int32 } from "bson";
import type { Engine } from "../commands/command.js";
import type { Reply } from "../commands/reply.js";
import { runCommand } from "../commands/run-command.js";
import { MongoError } from "../errors.js";
import { type Credentials, ScramConversation } from "./scram.js";

const allowedBeforeLogin = new Set(["hello", "isMaster", "ismaster", "ping", "buildInfo", "endSessions"]);

/** Answers the commands of one connection; with credentials, most of them only after a login. */
export function commandHandler(
  engine: Engine,
  connectionId: number,
  credentials?: Credentials,
): (command: Document) => Promise<Reply> {
  let conversation: ScramConversation | undefined;
  let authenticated = credentials === undefined;
  return async (command) => {
    const [name] = Object.keys(command);
    if (name === "saslStart" && credentials) {
      if (command.mechanism !== "SCRAM-SHA-256")
        throw new MongoError("AuthenticationFailed", "the only authentication mechanism is SCRAM-SHA-256");
      conversation = new ScramConversation(credentials);
      return saslReply(conversation.start(String(command.payload)), false);
    }
    if (name === "saslContinue" && credentials) {
      const current = conversation;
      conversation = undefined; // one proof for each conversation, right or wrong
      if (!current) throw new MongoError("ProtocolError", "No SASL session state found");
      const payload = current.finish(String(command.payload));
      authenticated = true;
      return saslReply(payload, true);
    }
    if (!authenticated && !allowedBeforeLogin.has(name))
      throw new MongoError("Unauthorized", `Command ${name} requires authentication`);
    return runCommand(engine, command, connectionId);
  };
}

function saslReply(payload: string, done: boolean): Document {
  return { conversationId: new Int32(1), done, payload: new Binary(Buffer.from(payload)), ok: 1 };
}
