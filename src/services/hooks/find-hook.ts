import type { HookRecord } from "../../db/models/hook.js";
import type { RoomRecord } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";
import { Refusal } from "../errors.js";
import type { Author, Context } from "../ports.js";
import { colorOf } from "../visitors/visitors.js";

const NEEDED = { hooks: 1, owner: 1, hosts: 1, bans: 1 } as const;

type Asked = { "hooks.token": string } | { _id: string; "hooks.id": string };
type Room = Pick<RoomRecord, "_id" | "hooks" | "owner" | "hosts" | "bans">;

export interface FoundHook {
  room: Room;
  hook: HookRecord;
}

/** Asks the database each time: a hook that was ended at another instance must not speak here. */
export async function findHook({ models }: Pick<Context, "models">, asked: Asked): Promise<FoundHook> {
  const room = await models.rooms.findOne(asked, NEEDED).lean<Room>();
  const hook = room?.hooks?.find(({ id, token }) =>
    "_id" in asked ? id === asked["hooks.id"] : token === asked["hooks.token"],
  );
  if (!room || !hook || !isHost(room, hook.by) || room.bans.includes(hook.by))
    throw new Refusal("HOOK_NOT_FOUND");
  return { room, hook };
}

/** Asked again when its message has been read. */
export async function assertHook(context: Context, { id }: Author, room: string): Promise<Author> {
  const { hook } = await findHook(context, { _id: room, "hooks.id": id });
  return toAuthor(hook);
}

export const toAuthor = ({ id, name, by }: HookRecord): Author => ({ id, color: colorOf(id), name, bot: by });
