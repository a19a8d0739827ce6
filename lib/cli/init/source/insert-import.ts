import type { Node } from 'acorn';
import { isModule, type Source } from './source.js';
import { endOfLine, lengthOf } from './text.js';

/** Adds `import { name as local } from 'module'`, or the `require` of a CommonJS file, in its style. */
export function insertImport(source: Source, name: string, module: string, local = name): void {
  const { quote, semicolon } = source.style;
  const from = `${quote}${module}${quote}`;
  if (isModule(source)) {
    const names = local === name ? name : `${name} as ${local}`;
    insertLine(source, `import { ${names} } from ${from}${semicolon}`, lastImport(source));
  } else {
    const names = local === name ? name : `${name}: ${local}`;
    insertLine(source, `const { ${names} } = require(${from})${semicolon}`, lastRequire(source));
  }
}

/** After that statement, or at the top of the file. */
function insertLine({ text, edits, style }: Source, line: string, after: Node | undefined): void {
  if (after === undefined) {
    const top = topOf(text);
    const isFree = /^($|\r?\n|import\b|export\s*\{)/.test(text.slice(top));
    edits.appendLeft(top, line + style.newline + (isFree ? '' : style.newline));
    return;
  }
  const rest = text.slice(after.end, endOfLine(text, after.end));
  // A comment on that line stays with its statement.
  const at = /^\s*\/\//.test(rest) ? after.end + rest.length : after.end;
  edits.appendLeft(at, style.newline + line);
}

const lastImport = ({ body }: Source) => body.findLast(({ type }) => type === 'ImportDeclaration');

/** The last of the statements at the top that require something, so that the name is known below. */
function lastRequire({ text, body }: Source): Node | undefined {
  let last: Node | undefined;
  for (const node of body) {
    const isDirective = 'directive' in node && node.directive !== undefined;
    const isRequire =
      node.type === 'VariableDeclaration' &&
      /=\s*require\s*\(/.test(text.slice(node.start, node.end));
    if (!isDirective && !isRequire) break;
    last = node;
  }
  return last;
}

/** What has to stay first: a byte order mark, `#!`, and comments for the compiler. */
function topOf(text: string): number {
  return lengthOf(/^\uFEFF?(?:(?:#!|\/\/ *@ts-)[^\n]*\n|\s*(['"])use [a-z]+\1;?[^\n]*\n)*/, text);
}
