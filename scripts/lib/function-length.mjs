import { readFile } from 'node:fs/promises';
import { parse } from '@swc/core';

const functions = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'MethodProperty',
  'GetterProperty',
]);

function* nodesIn(value) {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) yield* nodesIn(each);
    return;
  }
  if (functions.has(value.type)) yield value;
  // A method's function has the span of the method's body only in some releases.
  for (const each of Object.values(value)) yield* nodesIn(each);
}

/** The longest function of some files: its name as far as it has one, its file and its lines. */
export async function longestFunction(files) {
  let longest = { lines: 0 };
  for (const file of files) {
    const text = await readFile(file);
    const { body, span } = await parse(text.toString(), { syntax: 'typescript' });
    for (const node of nodesIn(body)) {
      const at = node.span ?? node.function?.span;
      if (!at) continue;
      const lines = text
        .subarray(at.start - span.start, at.end - span.start)
        .toString()
        .split('\n');
      if (lines.length > longest.lines) {
        longest = { lines: lines.length, file, name: node.identifier?.value ?? 'a function' };
      }
    }
  }
  return longest;
}
