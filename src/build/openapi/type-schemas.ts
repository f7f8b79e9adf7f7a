import {
  API,
  type Checker,
  type Symbol as Named,
  SignatureKind,
  SymbolFlags,
  type Type,
  TypeFlags,
} from "typescript/unstable/sync";

export type Schema = Record<string, unknown>;

/** All times are ISO strings under such names. */
const TIME = /^at$|At$|[uU]ntil$/;
/** Averages. All other numbers are whole. */
const FRACTION = /PerMinute$/;

/** Makes JSON Schema of the protocol's TypeScript types, so that nothing is written twice. */
export class TypeSchemas {
  /** By the name of the type, as far as they were asked for. */
  readonly components: Record<string, Schema> = {};
  readonly #api: API;
  readonly #checker: Checker;
  readonly #exports: Map<string, Named>;

  constructor(configFile: string, indexFile: string) {
    this.#api = new API();
    const [project] = this.#api.updateSnapshot({ openProjects: [configFile] }).getProjects();
    this.#checker = project!.checker;
    const module = this.#checker.getSymbolAtLocation(project!.program.getSourceFile(indexFile)!)!;
    this.#exports = new Map(this.#checker.getExportsOfModule(module).map((one) => [one.name, one]));
  }

  close(): void {
    this.#api.close();
  }

  /** The members of an exported interface, with what its comments say. */
  members(name: string): { name: string; says: string; type: Type }[] {
    const type = this.#checker.getDeclaredTypeOfSymbol(this.#exports.get(name)!);
    return this.#checker.getPropertiesOfType(type).map((member) => ({
      name: member.name,
      says: this.#checker.getDocumentationCommentOfSymbol(member),
      type: this.#checker.getTypeOfSymbol(member)!,
    }));
  }

  /** An exported type by its name. */
  named(name: string): Schema {
    return this.toSchema(this.#checker.getDeclaredTypeOfSymbol(this.#exports.get(name)!));
  }

  /** Of a function: the types of its parameters. */
  parameters(type: Type): Type[] {
    const [signature] = this.#checker.getSignaturesOfType(type, SignatureKind.Call);
    return (signature?.parameters ?? []).map((_, i) => this.#checker.getParameterType(signature!, i)!);
  }

  /** Of an acknowledgement `Ack<Data>`: its data. */
  acknowledged(type: Type | undefined): Type | undefined {
    return type?.getAliasSymbol()?.name === "Ack" ? type.getAliasTypeArguments()[0] : undefined;
  }

  toSchema(type: Type, name = ""): Schema {
    const known = this.#nameOf(type);
    if (!known) return this.#toOwnSchema(type, name);
    if (!(known in this.components)) {
      this.components[known] = {};
      this.components[known] = this.#toOwnSchema(type, name);
    }
    return { $ref: `#/components/schemas/${known}` };
  }

  #nameOf(type: Type): string | undefined {
    const alias = type.getAliasSymbol();
    if (alias) return type.getAliasTypeArguments().length ? undefined : alias.name;
    const named = type.getSymbol();
    return named && named.flags & SymbolFlags.Interface && !this.#checker.isArrayLikeType(type)
      ? named.name
      : undefined;
  }

  #toOwnSchema(type: Type, name: string): Schema {
    if (type.flags & TypeFlags.String)
      return { type: "string", ...(TIME.test(name) && { format: "date-time" }) };
    if (type.flags & TypeFlags.Number) return { type: FRACTION.test(name) ? "number" : "integer" };
    if (type.flags & TypeFlags.Boolean) return { type: "boolean" };
    if (type.flags & TypeFlags.Null) return { type: "null" };
    if (type.flags & TypeFlags.Unknown) return {};
    if (type.isLiteralType()) return { const: type.value };
    if (type.isUnionType()) return this.#toUnion(type.getTypes(), name);
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as Parameters<Checker["getTypeArguments"]>[0]);
      return { type: "array", items: this.toSchema(item!, name) };
    }
    if (type.flags & TypeFlags.Object) return this.#toObject(type);
    throw new Error(`The protocol has a type that cannot be described: ${this.#checker.typeToString(type)}`);
  }

  #toUnion(types: readonly Type[], name: string): Schema {
    const rest = types.filter(({ flags }) => !(flags & TypeFlags.Undefined));
    if (rest.length && rest.every((one) => one.isLiteralType()))
      return rest.length === 1 ? { const: rest[0]!.value } : { enum: rest.map(({ value }) => value) };
    const schemas = rest.map((one) => this.toSchema(one, name));
    if (schemas.length === 1) return schemas[0]!;
    const simple = schemas.every((one) => typeof one.type === "string" && !("items" in one));
    if (simple) return { ...schemas[0]!, ...schemas[1], type: schemas.map((one) => one.type) };
    return { anyOf: schemas };
  }

  #toObject(type: Type): Schema {
    const members = this.#checker.getPropertiesOfType(type);
    if (!members.length) return { type: "object" };
    const required = members.filter(({ flags }) => !(flags & SymbolFlags.Optional)).map(({ name }) => name);
    const schemas = members.map((member) => {
      const says = this.#checker.getDocumentationCommentOfSymbol(member);
      const schema = this.toSchema(this.#checker.getTypeOfSymbol(member)!, member.name);
      return [member.name, says ? { ...schema, description: says } : schema];
    });
    return {
      type: "object",
      properties: Object.fromEntries(schemas),
      ...(required.length && { required }),
    };
  }
}
