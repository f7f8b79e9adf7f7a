import { beforeAll, expect, test, vi } from "vitest";
import { gif } from "../../support/gif.js";
import { useInstances } from "../../support/instances.js";
import { OPERATOR_TOKEN } from "../../support/operator.js";
import { useServer } from "../../support/server.js";
import {
  Checker,
  type OpenApi,
  type Operation,
  operationsOf,
  type Schema,
  sample,
  sampleOf,
} from "./document.js";
import { createOperatorScene, createScene, createStage, type Scene, type Stage } from "./scenes.js";

const env = { EMPTY_ROOM_GRACE_MS: "300000", OPERATOR_TOKEN };
const instances = useInstances(1, env);
/** Raids are told by address, which means nothing without limits. */
const limited = useServer({ ...env, RATE_LIMITS: "on", TRUST_PROXY: "1" });
const gated = useServer({ SITE_PASSWORD: "a word for all" });
const logged = vi.spyOn(console, "error");

let document: OpenApi;
let operations: Operation[];
let checker: Checker;
let stage: Stage;
let raided: Stage;

beforeAll(async () => {
  const answer = await fetch(`${instances.servers[0]!.url}/openapi.json`);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  document = (await answer.json()) as OpenApi;
  operations = operationsOf(document);
  checker = new Checker(document);
  stage = await createStage(instances.servers[0]!, instances.uri);
  raided = await createStage(limited);
});

type Fields = Record<string, unknown>;

const isOperators = ({ path, operationId }: Operation): boolean =>
  path.startsWith("/operator") && !operationId.startsWith("sign");

async function createSceneFor(operation: Operation, name = operation.operationId): Promise<Scene> {
  if (name === "passGate")
    return { who: await gated.visitor(), room: "", params: {}, fields: { password: "a word for all" } };
  const where = operation.path.includes("raid") ? raided : stage;
  return isOperators(operation) ? createOperatorScene(where, name) : createScene(where, name);
}

/** For requests that change nothing. */
const quiet = new Map<string, Promise<Scene>>();
function quietSceneFor(operation: Operation): Promise<Scene> {
  const needs = operation.path.includes("hook") ? "hooks" : "";
  const kind = isOperators(operation) ? "operator" : needs;
  const made = quiet.get(kind) ?? createSceneFor(operation, needs);
  quiet.set(kind, made);
  return made;
}

const bodyOf = ({ requestBody }: Operation): Schema | undefined =>
  requestBody?.content["application/json"]?.schema;

/** All but those of the path and the proof, which is not asked for here. */
const askedOf = ({ parameters = [] }: Operation) =>
  parameters.filter((one) => one.in !== "path" && one.name !== "proof");

function toUrl(operation: Operation, { params, fields, asked = {} }: Scene, wrong: Fields) {
  const sent = askedOf(operation)
    .filter(({ name, required }) => required || name in wrong || name in asked)
    .map(({ name, schema, in: where }) => ({
      ...{ name, where },
      value: String(wrong[name] ?? asked[name] ?? fields[name] ?? sample(schema)),
    }));
  const pairs = (place: string) =>
    sent.filter(({ where }) => where === place).map(({ name, value }) => [name, value]);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]!));
  const headers = { accept: "application/json", ...Object.fromEntries(pairs("header")) };
  return { url: `${path}?${new URLSearchParams(pairs("query"))}`, headers };
}

async function call(operation: Operation, scene: Scene, wrong: Fields = {}): Promise<Response> {
  const { url, headers } = toUrl(operation, scene, wrong);
  const schema = bodyOf(operation);
  const sent = schema && { ...sampleOf(schema, scene.fields), ...wrong };
  return scene.who.request(operation.method, url, {
    headers: { ...headers, ...(sent && { "content-type": "application/json" }) },
    ...(sent && { body: JSON.stringify(sent) }),
  });
}

function callWithFile(operation: Operation, scene: Scene): Promise<Response> {
  const body = new FormData();
  body.set("gif", new Blob([gif() as Uint8Array<ArrayBuffer>], { type: "image/gif" }), "cat.gif");
  return scene.who.request(operation.method, toUrl(operation, scene, {}).url, {
    ...{ body, headers: { accept: "application/json" } },
  });
}

/** The first event, after which the client goes. */
async function misfitOfStream({ body }: Response): Promise<string | undefined> {
  let text = "";
  for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (/^data: .*\n\n/m.test(text)) break;
  }
  const [, event, data] = /^event: (\w+)\nid: [\d.]+\ndata: (.*)$/m.exec(text) ?? [];
  const described = document["x-sockets"].namespaces["/chat"].serverSends[event!];
  return described ? checker.misfit(described.payload, JSON.parse(data!)) : `Not described: ${text}`;
}

/** What is wrong with the answer, by the description. */
async function misfitOf({ responses }: Operation, answer: Response): Promise<string | undefined> {
  const described = responses[answer.status];
  if (described && answer.headers.get("content-type")?.startsWith("text/event-stream"))
    return misfitOfStream(answer);
  const text = await answer.text();
  if (!described) return `${answer.status} is not described: ${text.slice(0, 300)}`;
  const type = answer.headers.get("content-type")?.split(";")[0];
  if (!described.content)
    return text && !/plain/.test(type ?? "") ? `It has content: ${text.slice(0, 100)}` : undefined;
  const content = described.content[type!];
  if (!content) return `${type} is not described`;
  if (type !== "application/json") return undefined;
  const body = JSON.parse(text);
  const codes = described["x-codes"];
  if (codes && !codes.includes(body.error.code)) return `${body.error.code} is not described`;
  return checker.misfit(content.schema, body);
}

/** Several at once, but for the operator's, which change what the others of theirs look at. */
async function forEach(some: Operation[], work: (operation: Operation) => Promise<void>): Promise<void> {
  const others = some.filter((one) => !isOperators(one));
  const inTurn = async (queue: Operation[]) => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next);
  };
  const lanes = Array.from({ length: 8 }, () => inTurn(others));
  await Promise.all([inTurn(some.filter(isOperators)), ...lanes]);
}

test("every operation answers a good request as it is described", { tags: ["thorough"] }, async () => {
  const failures: string[] = [];
  const called = new Set<string>();
  await forEach(operations, async (operation) => {
    const scene = await createSceneFor(operation);
    const takesFile = operation.requestBody?.content["multipart/form-data"] !== undefined;
    for (const ask of takesFile ? [call, callWithFile] : [call]) {
      const answer = await ask(operation, scene);
      called.add(operation.operationId);
      const misfit = answer.status < 400 ? await misfitOf(operation, answer) : await answer.text();
      if (misfit !== undefined) failures.push(`${operation.operationId}: ${misfit}`);
    }
  });
  expect(failures).toEqual([]);
  expect([...called].sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
  expect(logged).not.toHaveBeenCalled();
});

/** A value that the field cannot have. */
function wrongValue({ type, enum: values, anyOf, pattern }: Schema, isBody: boolean): unknown {
  if (isBody) return { $ne: null };
  return type === "integer" || values || anyOf || pattern ? "nothing of this" : undefined;
}

function wrongFieldsOf(operation: Operation): Fields[] {
  const body = Object.entries(bodyOf(operation)?.properties ?? {});
  const asked = askedOf(operation).map(({ name, schema }) => [name, schema] as const);
  return [...body.map((one) => [...one, true] as const), ...asked.map((one) => [...one, false] as const)]
    .map(([name, schema, isBody]) => [name, wrongValue(schema, isBody)] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ [name]: value }));
}

test("every field of every operation is refused with a described code if it is wrong", async () => {
  const failures: string[] = [];
  await forEach(operations, async (operation) => {
    const wrongs = wrongFieldsOf(operation);
    if (!wrongs.length) return;
    const made = await quietSceneFor(operation);
    for (const wrong of wrongs) {
      const answer = await call(operation, made, wrong);
      const isLenient = lenient.includes(`${operation.operationId}.${Object.keys(wrong)[0]}`);
      if (!isLenient && answer.status < 400)
        failures.push(`${operation.operationId} takes ${JSON.stringify(wrong)}`);
      const misfit = await misfitOf(operation, answer);
      if (misfit !== undefined) failures.push(`${operation.operationId} ${JSON.stringify(wrong)}: ${misfit}`);
    }
  });
  expect(failures).toEqual([]);
});

/** These look at a field only where it matters. */
const lenient = ["enterRoom.password"];

test("every operation about something is refused with a described code if that is not there", async () => {
  const failures: string[] = [];
  await forEach(operations, async (operation) => {
    if (!operation.path.includes("{")) return;
    const made = await quietSceneFor(operation);
    const nothing = Object.fromEntries(
      Object.keys(made.params).map((name) => [name, name === "seq" ? "99" : "nothing"]),
    );
    const answer = await call(operation, { ...made, params: nothing });
    if (answer.status < 400 && !/HandOverInRoom|withdrawKnock/.test(operation.operationId))
      failures.push(`${operation.operationId} finds nothing: ${answer.status}`);
    const misfit = await misfitOf(operation, answer);
    if (misfit !== undefined) failures.push(`${operation.operationId}: ${misfit}`);
  });
  expect(failures).toEqual([]);
});
