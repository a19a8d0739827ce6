import type { Parser } from 'acorn';

/** A node of the syntax tree, as far as the checks look at it. */
export interface SyntaxNode {
  type: string;
  [field: string]: unknown;
}

let parser: Promise<typeof Parser> | undefined;

/** Loaded with the first file: the parser is large. */
async function loadParser(): Promise<typeof Parser> {
  const [{ Parser: plain }, { tsPlugin }] = await Promise.all([
    import('acorn'),
    import('@sveltejs/acorn-typescript'),
  ]);
  return plain.extend(tsPlugin({ jsx: true }));
}

/** The syntax tree of JavaScript or TypeScript; undefined for text that is neither. */
export async function parse(text: string): Promise<SyntaxNode | undefined> {
  parser ??= loadParser();
  const options = { ecmaVersion: 'latest', sourceType: 'module', locations: true } as const;
  try {
    return (await parser).parse(text, options) as unknown as SyntaxNode;
  } catch {
    // The compiler of the application says what is wrong with it.
    return undefined;
  }
}

/** The node and all nodes within it. */
export function* nodesWithin(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (isNode(each)) yield* nodesWithin(each);
    }
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** The name of an identifier or of a key; undefined for other nodes. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Identifier') return node.name as string;
  return node.type === 'Literal' ? String(node.value) : undefined;
}

/** The value of a literal, an array or an object of literals; undefined for everything computed. */
export function literalOf(node: unknown): unknown {
  if (!isNode(node)) return undefined;
  switch (node.type) {
    case 'Literal':
      return node.value;
    case 'TemplateLiteral': {
      const [first, ...others] = node.quasis as { value: { cooked: string } }[];
      return others.length === 0 ? first?.value.cooked : undefined;
    }
    case 'ArrayExpression':
      return (node.elements as unknown[]).map(literalOf);
    case 'ObjectExpression':
      return Object.fromEntries(
        (node.properties as SyntaxNode[]).map(({ key, value }) => [nameOf(key), literalOf(value)]),
      );
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return literalOf(node.expression);
    default:
      return undefined;
  }
}
