/** The types of the protocol, as the package has them: `import type { Chat } from "gif-chat/protocol"`. */
export type * from "../events.js";
export type * from "./answers.js";
