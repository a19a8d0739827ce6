import type { Node } from 'acorn';

/** A node and all nodes in it. */
export function* nodesOf(node: unknown): Generator<Node & Record<string, unknown>> {
  if (Array.isArray(node)) {
    for (const each of node) yield* nodesOf(each);
  } else if (typeof node === 'object' && node !== null && 'type' in node) {
    yield node as Node & Record<string, unknown>;
    for (const [key, value] of Object.entries(node)) if (key !== 'loc') yield* nodesOf(value);
  }
}
