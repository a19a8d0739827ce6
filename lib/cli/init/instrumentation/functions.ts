import type { BlockStatement, Node } from 'acorn';
import type { Source } from '../source/source.js';
import { lengthOf } from '../source/text.js';
import type { Register } from './register.js';

/** What a name of the file stands for, if the file declares it. */
export function named(body: Source['body'], name: string): Node | undefined {
  for (const node of body) {
    if (node.type === 'FunctionDeclaration' && node.id.name === name) return node;
    if (node.type !== 'VariableDeclaration') continue;
    const own = node.declarations.find(({ id }) => 'name' in id && id.name === name);
    if (own?.init) return own.init;
  }
  return undefined;
}

const kFunction = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/** A function whose body can be edited. */
export function functionOf(text: string, node: Node | null | undefined): Register | undefined {
  if (!node || !kFunction.test(node.type)) return undefined;
  const { body } = node as Node & { body: Node };
  if (body.type === 'BlockStatement') return { kind: 'block', body: body as BlockStatement };
  const arrow = text.lastIndexOf('=>', body.start) + 2;
  const start = arrow + lengthOf(/^\s*/, text.slice(arrow));
  return { kind: 'expression', start, end: node.end };
}
