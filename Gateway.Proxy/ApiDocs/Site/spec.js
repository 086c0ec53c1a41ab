// The OpenAPI document, resolved as far as this page needs it.
let root;

export async function load() {
  root = await (await fetch('/openapi.json')).json();
  return root;
}

// {"$ref": "#/components/schemas/Usage"} → the schema
export function resolve(node) {
  while (node?.$ref) {
    node = node.$ref.slice(2).split('/').reduce((at, name) => at[name], root);
  }
  return node;
}

// One entry an operation. Paths that refer to the same item are one operation with several names.
export function operations() {
  const byItem = new Map();
  for (const [path, item] of Object.entries(root.paths)) {
    const id = item.$ref ?? path;
    if (byItem.has(id)) byItem.get(id).push(path);
    else byItem.set(id, [path]);
  }
  return [...byItem.values()].flatMap(paths => {
    const item = resolve(root.paths[paths[0]]);
    return ['get', 'post', 'put', 'patch', 'delete'].filter(method => item[method]).map(method => ({
      ...item[method],
      method,
      paths,
      id: `${method}${paths[0].replaceAll(/[^a-z0-9]+/gi, '-')}`,
      parameters: [...item.parameters ?? [], ...item[method].parameters ?? []].map(resolve),
      body: bodyOf(item[method].requestBody),
      public: item[method].security?.length === 0,
      tag: item[method].tags[0],
    }));
  });
}

function bodyOf(requestBody) {
  const [type, content] = Object.entries(resolve(requestBody)?.content ?? {})[0] ?? [];
  return type && { type, schema: content.schema, example: content.example };
}

// A flat list of fields: {name: "choices[].message.role", type, required, description}
export function fields(schema, prefix = '', depth = 0) {
  schema = resolve(schema);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const value = resolve(property);
    const field = {
      name: prefix + name,
      type: typeOf(value),
      required: schema.required?.includes(name) ?? false,
      description: property.description ?? value.description,
      values: value.enum,
      standard: value.default,
    };
    return depth < 3 ? [field, ...nested(value, prefix + name, depth + 1)] : [field];
  });
  return [...own, ...(schema.allOf ?? []).flatMap(part => fields(part, prefix, depth))];
}

function nested(schema, name, depth) {
  const items = resolve(schema.items);
  if (schema.properties || schema.allOf) return fields(schema, `${name}.`, depth);
  return items?.properties ? fields(items, `${name}[].`, depth) : [];
}

export function typeOf(schema) {
  const types = [schema.type ?? 'object'].flat().filter(type => type !== 'null');
  return types.map(type => type === 'array' && types.length === 1 ? `array of ${typeOf(resolve(schema.items) ?? {})}s` : type).join(' or ');
}
