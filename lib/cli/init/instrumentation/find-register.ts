import type { ExportNamedDeclaration } from 'acorn';
import { isModule, type Source } from '../source/source.js';
import { findCommonJsRegister } from './find-commonjs.js';
import { functionOf, named } from './functions.js';
import type { Register } from './register.js';

export function findRegister(source: Source): Register {
  if (!isModule(source) && source.body.length > 0) return findCommonJsRegister(source);
  for (const node of source.body) {
    if (node.type !== 'ExportNamedDeclaration') continue;
    const found = node.declaration ? declared(source, node) : listed(source, node);
    if (found !== undefined) return found;
  }
  if (source.body.some(({ type }) => type === 'ExportAllDeclaration')) {
    return { kind: 'unknown', why: 'exports all of another file, which may have a `register`' };
  }
  return { kind: 'none' };
}

/** `export function register`, `export const register`. */
function declared({ text }: Source, node: ExportNamedDeclaration): Register | undefined {
  const { declaration } = node;
  if (declaration?.type === 'FunctionDeclaration') {
    return declaration.id.name === 'register' ? functionOf(text, declaration) : undefined;
  }
  if (declaration?.type !== 'VariableDeclaration') return undefined;
  const own = declaration.declarations.find(({ id }) => 'name' in id && id.name === 'register');
  if (own === undefined) return undefined;
  const found = functionOf(text, own.init);
  if (found !== undefined) return found;
  if (declaration.declarations.length > 1) {
    return { kind: 'unknown', why: 'declares `register` beside others' };
  }
  return { kind: 'value', local: 'register', start: node.start, end: declaration.start };
}

/** `export { register }`, `export { start as register } from './telemetry'`. */
function listed(source: Source, node: ExportNamedDeclaration): Register | undefined {
  const { text, body, style } = source;
  const own = node.specifiers.find(
    ({ exported }) => text.slice(exported.start, exported.end) === 'register',
  );
  if (own === undefined) return undefined;
  const imported = text.slice(own.local.start, own.local.end);
  const found = node.source ? undefined : functionOf(text, named(body, imported));
  if (found !== undefined) return found;
  const others = node.specifiers
    .filter((each) => each !== own)
    .map(({ start, end }) => text.slice(start, end));
  const from = node.source ? ` from ${text.slice(node.source.start, node.source.end)}` : '';
  const lines =
    others.length > 0 ? [`export { ${others.join(', ')} }${from}${style.semicolon}`] : [];
  const local = imported === 'default' ? 'registerOwn' : imported;
  if (node.source) {
    const what = imported === local ? local : `${imported} as ${local}`;
    lines.unshift(`import { ${what} }${from}${style.semicolon}`);
  }
  const { start, end } = node;
  return { kind: 'export', local, start, end, replacement: lines.join(style.newline) };
}
