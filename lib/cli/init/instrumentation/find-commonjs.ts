import type { AssignmentExpression, Node } from 'acorn';
import type { Source } from '../source/source.js';
import { functionOf, named } from './functions.js';
import type { Register } from './register.js';

const kUnknown: Register = {
  kind: 'unknown',
  why: 'exports `register` in a way that is not known',
};

/** `exports.register = …` and `module.exports = { register }` with a function in the same file. */
export function findCommonJsRegister({ text, body }: Source): Register {
  for (const node of body) {
    if (node.type !== 'ExpressionStatement') continue;
    if (node.expression.type !== 'AssignmentExpression') continue;
    const { left, right } = node.expression as AssignmentExpression;
    const name = text.slice(left.start, left.end).replace(/^module\./, '');
    if (name === 'exports.register')
      return functionOf(text, declaredAs(body, text, right)) ?? kUnknown;
    if (name !== 'exports' || right.type !== 'ObjectExpression') continue;
    const own = right.properties.find(
      (each) => each.type === 'Property' && text.slice(each.key.start, each.key.end) === 'register',
    );
    if (own?.type !== 'Property') continue;
    return functionOf(text, declaredAs(body, text, own.value)) ?? kUnknown;
  }
  return kUnknown;
}

/** A name stands for the function of that name. */
function declaredAs(body: Source['body'], text: string, value: Node): Node {
  if (value.type !== 'Identifier') return value;
  return named(body, text.slice(value.start, value.end)) ?? value;
}
