import type { Access, OperatorPass } from "../ports.js";

export const mayOpenRooms = (access: Access, pass: OperatorPass | undefined): boolean =>
  access.openRooms === "everyone" || isOperator(access, pass);

export const isOperator = ({ operator }: Access, pass: OperatorPass | undefined): boolean =>
  pass !== undefined && operator?.isMark(pass.mark) === true && Date.now() < pass.until;
