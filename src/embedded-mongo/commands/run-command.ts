import type { Document } from "bson";
import { isNumeric, toDouble } from "../bson/numbers.js";
import { MongoError } from "../errors.js";
import { Operation } from "../store/operation.js";
import { UnitOfWork } from "../store/unit-of-work.js";
import { adminCommands } from "./admin.js";
import { aggregateCommands } from "./aggregate.js";
import { catalogCommands } from "./catalog.js";
import { type CommandTable, checkDatabaseName, checkFields, type Engine } from "./command.js";
import { explainCommands } from "./explain.js";
import { findAndModifyCommands } from "./find-and-modify.js";
import { indexCommands } from "./indexes.js";
import { readCommands } from "./read.js";
import type { Reply } from "./reply.js";
import { writeCommands } from "./write.js";

const commands: CommandTable = {
  ...adminCommands,
  ...readCommands,
  ...aggregateCommands,
  ...explainCommands,
  ...writeCommands,
  ...findAndModifyCommands,
  ...catalogCommands,
  ...indexCommands,
};

/** A rollback ends whatever reads at that moment. On a full disk there is one for each write. */
const MAX_RUNS = 20;

/** Runs one command. Everything it has read or written is on disk when the reply is returned. */
export async function runCommand(engine: Engine, body: Document, connectionId: number): Promise<Reply> {
  const [name] = Object.keys(body);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new MongoError("CommandNotFound", `no such command: '${name}'`);
  checkFields(name, command, body);
  const database = body.$db;
  checkDatabaseName(database);
  const maxTimeMs = isNumeric(body.maxTimeMS) ? toDouble(body.maxTimeMS) : 0;
  const began = performance.now();
  for (let runs = 1; ; runs++) {
    const { rollbacks } = engine.commits;
    try {
      const left = maxTimeMs && Math.max(1, maxTimeMs - (performance.now() - began));
      const operation = new Operation(new UnitOfWork(engine.commits), left);
      const reply = await command.run({ engine, database, body, operation, connectionId });
      await operation.work.committed();
      return reply;
    } catch (error) {
      const isInterrupted = engine.commits.rollbacks > rollbacks;
      if (!command.mayRunAgain || !isInterrupted || runs === MAX_RUNS) throw error;
    }
  }
}
