import type { Node } from 'acorn';
import { byHand, type Edit, finish, kDone } from '../source/edit.js';
import { insertImport } from '../source/insert-import.js';
import { nodesOf } from '../source/nodes.js';
import { names, readSource, type Source } from '../source/source.js';

const kModule = 'ssecast/next/config';

/**
 * Wraps what next.config exports in `withSSECast`, and changes nothing else. It goes around all other
 * plugins, and takes an object, a function, or a promise of either.
 */
export async function editConfig(text: string, file: string): Promise<Edit> {
  const source = await readSource(text, file);
  if (source === undefined) return byHand('cannot be parsed');
  if (names(source, kModule)) return kDone;
  if (!(wrapModule(source) || wrapCommonJs(source))) {
    return byHand('exports its configuration in a way that is not known');
  }
  insertImport(source, 'withSSECast', kModule);
  return finish(source, file);
}

function wrapModule(source: Source): boolean {
  return source.body.some((node) => {
    if ((node.type as string) === 'TSExportAssignment') {
      return wrap(source, node, /^export\s*=\s*/);
    }
    if (node.type === 'ExportDefaultDeclaration') return wrapDefault(source, node);
    if (node.type !== 'ExportNamedDeclaration' || node.source) return false;
    // export { nextConfig as default }
    const [specifier, ...others] = node.specifiers;
    if (specifier === undefined || others.length > 0) return false;
    const { exported, local } = specifier;
    if ('name' in exported && exported.name !== 'default') return false;
    const { semicolon } = source.style;
    const name = source.text.slice(local.start, local.end);
    source.edits.overwrite(node.start, node.end, `export default withSSECast(${name})${semicolon}`);
    return true;
  });
}

function wrapDefault(source: Source, node: Node & { declaration: Node }): boolean {
  const { declaration } = node;
  if (declaration.type === 'ClassDeclaration') return false;
  const id = (declaration as { id?: (Node & { name: string }) | null }).id;
  if (declaration.type === 'FunctionDeclaration' && id) {
    // The file may call it by its name, which a function expression would not have outside.
    const { newline, semicolon } = source.style;
    source.edits.remove(node.start, declaration.start);
    const line = `export default withSSECast(${id.name})${semicolon}`;
    source.edits.appendLeft(node.end, newline + newline + line);
    return true;
  }
  return wrap(source, node, /^export\s+default\b\s*/);
}

/** The last `module.exports = …`: plugins append one that wraps the one before. */
function wrapCommonJs(source: Source): boolean {
  const all = [...nodesOf(source.body)].filter(isExports);
  const last = source.body.findLast(
    (node) => node.type === 'ExpressionStatement' && [...nodesOf(node)].some(isExports),
  );
  // One in a block below may be the one that counts.
  if (last === undefined || all.some(({ start }) => start > last.end)) return false;
  return wrap(source, last, /^(?:exports\s*=\s*)?module\.exports\s*=\s*(?:exports\s*=\s*)?/);
}

function isExports(node: Node & Record<string, unknown>): boolean {
  if (node.type !== 'AssignmentExpression') return false;
  const { type, object, property } = node.left as Record<string, { name?: string } | undefined>;
  return (
    (type as unknown) === 'MemberExpression' &&
    object?.name === 'module' &&
    property?.name === 'exports'
  );
}

/** Wraps what comes after `head` in that statement. */
function wrap({ text, edits }: Source, node: Node, head: RegExp): boolean {
  const found = head.exec(text.slice(node.start, node.end));
  if (found === null) return false;
  const end = text[node.end - 1] === ';' ? node.end - 1 : node.end;
  edits.appendRight(node.start + found[0].length, 'withSSECast(');
  edits.appendLeft(end, ')');
  return true;
}
