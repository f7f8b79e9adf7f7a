import { EventEmitter } from "node:events";
import type { Context, Dependencies } from "./ports.js";
import { withoutLobby } from "./rooms/without-lobby.js";

export const createContext = (dependencies: Dependencies): Context => ({
  ...dependencies,
  broadcaster: dependencies.access.lobby ? dependencies.broadcaster : withoutLobby(dependencies.broadcaster),
  events: new EventEmitter(),
});
