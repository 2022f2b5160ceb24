/** The part of JSON Schema that our documents use, and short texts about it for readers. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

export type Schemas = Readonly<Record<string, Schema>>;

/** One member of an object: `type` is words such as `string, at most 100 characters, or null`. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly about: string;
}

export function resolve(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split("/").pop();
  return (name !== undefined ? schemas[name] : undefined) ?? schema;
}

/** The fields of an object, those of its parts (`allOf`) included. */
export function fieldsOf(schema: Schema, schemas: Schemas): Field[] {
  const whole = resolve(schema, schemas);
  const own = Object.entries(whole.properties ?? {}).map(([name, property]) => ({
    name,
    type: typeOf(property, schemas),
    required: whole.required?.includes(name) ?? false,
    about: plain(aboutOf(property, schemas)),
  }));
  return [...(whole.allOf ?? []).flatMap((part) => fieldsOf(part, schemas)), ...own];
}

export function typeOf(schema: Schema, schemas: Schemas): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => typeOf(choice, schemas)).join(" or ");
  if (schema.$ref) {
    const named = resolve(schema, schemas);
    return named.enum ? words(named.enum) : (schema.$ref.split("/").pop() ?? "object");
  }
  if (schema.enum) return words(schema.enum);
  if (schema.const !== undefined) return String(JSON.stringify(schema.const));
  if (schema.type === "array") return `list of ${schema.items ? typeOf(schema.items, schemas) : "anything"}`;
  return [schema.format ?? schema.type ?? "anything", ...limits(schema)].join(", ");
}

function limits(schema: Schema): string[] {
  const found: string[] = [];
  if (schema.maxLength !== undefined) found.push(`at most ${schema.maxLength} characters`);
  if (schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < 2 ** 40) {
    found.push(`${schema.minimum} to ${schema.maximum}`);
  } else if (schema.minimum !== undefined) {
    found.push(`from ${schema.minimum}`);
  }
  return found;
}

/** Without the numbers of rules, which only the code's readers know: `(D13, V26)`. */
export function plain(text: string): string {
  return text.replace(/ ?\([A-Z]{1,3}\d+(?:(?:, | and |–)[A-Z]{0,3}\d+)*\)/g, "");
}

function aboutOf(schema: Schema, schemas: Schemas): string {
  const described = schema.description ?? schema.anyOf?.find((choice) => choice.description)?.description;
  return described ?? (schema.$ref ? resolve(schema, schemas).description : undefined) ?? "";
}

function words(values: readonly unknown[]): string {
  return values.map((value) => String(JSON.stringify(value))).join(" | ");
}
