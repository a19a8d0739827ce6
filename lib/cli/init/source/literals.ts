import { nodesOf } from './nodes.js';
import { readSource, type Source } from './source.js';

/**
 * The text that a property of that name has anywhere in the file: `basePath: '/docs'`.
 * @returns undefined without such a property, null where it is computed
 */
export function stringOf(source: Source, name: string): string | null | undefined {
  let found: null | undefined;
  for (const node of nodesOf(source.body)) {
    if (node.type !== 'Property') continue;
    const { key, value } = node as unknown as Property;
    if ((key.name ?? key.value) !== name) continue;
    if (value.type === 'Literal' && typeof value.value === 'string') return value.value;
    found = null;
  }
  return found;
}

/** The value of a JSON file with comments and commas at the end, as of tsconfig.json. */
export async function readJsonc(text: string): Promise<unknown> {
  const source = await readSource(`(${text.replace(/^\uFEFF/, '')}\n)`, 'tsconfig.js');
  const [statement] = source?.body ?? [];
  return statement?.type === 'ExpressionStatement' ? toValue(statement.expression as Value) : {};
}

interface Property {
  key: { name?: string; value?: unknown };
  value: Value;
}

interface Value {
  type: string;
  value?: unknown;
  properties?: Property[];
  elements?: Value[];
}

function toValue({ type, value, properties = [], elements = [] }: Value): unknown {
  if (type === 'Literal') return value;
  if (type === 'ArrayExpression') return elements.map(toValue);
  if (type !== 'ObjectExpression') return undefined;
  return Object.fromEntries(
    properties.map((each) => [String(each.key.name ?? each.key.value), toValue(each.value)]),
  );
}
