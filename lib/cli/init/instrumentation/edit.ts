import type { BlockStatement, Node } from 'acorn';
import { byHand, type Edit, finish, kDone } from '../source/edit.js';
import { insertImport } from '../source/insert-import.js';
import { names, readSource, type Source } from '../source/source.js';
import { indentAt } from '../source/text.js';
import { findRegister } from './find-register.js';

export const kInstrumentation = 'ssecast/next/instrumentation';
const kCall = 'registerSSECast()';

/** Makes the `register` of an instrumentation file call that of ssecast, before all it does itself. */
export async function editInstrumentation(text: string, file: string): Promise<Edit> {
  const source = await readSource(text, file);
  if (source === undefined) return byHand('cannot be parsed');
  if (names(source, kInstrumentation)) return kDone;
  const { style, edits } = source;
  const quoted = `${style.quote}${kInstrumentation}${style.quote}`;
  const found = findRegister(source);
  switch (found.kind) {
    case 'unknown':
      return byHand(found.why);
    case 'none': {
      const gap = text === '' || /\n$/.test(text) ? '' : style.newline;
      edits.append(`${gap}export { register } from ${quoted}${style.semicolon}${style.newline}`);
      return finish(source, file);
    }
    case 'block':
      callFirst(source, found.body);
      break;
    case 'expression':
      callBefore(source, found.start, found.end);
      break;
    case 'value':
      edits.remove(found.start, found.end);
      edits.append(composed(source, found.local));
      break;
    case 'export':
      edits.overwrite(found.start, found.end, found.replacement);
      edits.append(composed(source, found.local));
      break;
  }
  insertImport(source, 'register', kInstrumentation, 'registerSSECast');
  return finish(source, file);
}

/** A `register` that calls both, for one whose body is elsewhere. */
function composed({ text, style }: Source, local: string): string {
  const { newline, semicolon, indent } = style;
  return [
    /\n$/.test(text) ? '' : newline,
    'async function registerAll() {',
    `${indent}${kCall}${semicolon}`,
    `${indent}await ${local}()${semicolon}`,
    '}',
    '',
    `export { registerAll as register }${semicolon}`,
    '',
  ].join(newline);
}

function callFirst({ text, edits, style }: Source, body: BlockStatement): void {
  const directive = body.body.findLast((node) => 'directive' in node && node.directive);
  const first: Node | undefined = body.body.find(
    (node) => !('directive' in node && node.directive),
  );
  const at = directive?.end ?? body.start + 1;
  const before = text.slice(at, first?.start ?? body.end - 1);
  if (first === undefined && before.trim() === '') {
    edits.overwrite(body.start, body.end, `{ ${kCall}${style.semicolon} }`);
    return;
  }
  if (first !== undefined && !before.includes('\n')) {
    edits.appendLeft(at, ` ${kCall};${before === '' ? ' ' : ''}`);
    return;
  }
  const { newline, semicolon } = style;
  const line = indentAt(text, first?.start ?? body.end - 1);
  const indent = first === undefined ? line + style.indent : line;
  // A statement that begins with a bracket would continue the call.
  const end = first !== undefined && /^[[(`+\-/]/.test(text.slice(first.start)) ? ';' : semicolon;
  edits.appendLeft(at, `${newline}${indent}${kCall}${end}`);
}

/** `() => start()` becomes a block that returns what it was. */
function callBefore({ edits }: Source, start: number, end: number): void {
  edits.appendRight(start, `{ ${kCall}; return `);
  edits.appendLeft(end, '; }');
}
