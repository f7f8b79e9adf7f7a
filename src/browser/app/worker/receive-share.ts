import { saveShare } from "../waiting-share.js";
import { readShare } from "./read-share.js";

/** Forms of other sites can post here too, so nothing is sent to a room without the visitor. */
export async function receiveShare(request: Request): Promise<Response> {
  const isKept = await keep(request).then(
    () => true,
    // The form cannot be read, or the browser has no space.
    () => false,
  );
  return Response.redirect(isKept ? "/?shared" : "/share", 303);
}

const keep = async (request: Request) => saveShare(await readShare(await request.formData()));
