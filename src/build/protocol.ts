import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compressFile } from "./compress.js";
import { createDocument } from "./openapi/document.js";
import { TypeSchemas } from "./openapi/type-schemas.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = path.join(root, "src/shared/protocol");
const compiler = path.join(root, "node_modules/typescript/bin/tsc");

const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const types = new TypeSchemas(path.join(folder, "tsconfig.json"), path.join(folder, "index.ts"));
const document = createDocument(types, version);
types.close();
const file = path.join(root, "public/openapi.json");
writeFileSync(file, JSON.stringify(document));
compressFile(file);
execFileSync(process.execPath, [compiler, "-p", folder], { stdio: "inherit" });
