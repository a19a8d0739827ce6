import type { Program } from 'acorn';
import type MagicString from 'magic-string';
import { nodesOf } from './nodes.js';
import { type Style, styleOf } from './style.js';

/** A file of the application: its text, its syntax, and the edits that are made to it. */
export interface Source {
  text: string;
  body: Program['body'];
  style: Style;
  edits: MagicString;
}

/** @returns undefined for a file that cannot be parsed */
export async function readSource(text: string, file: string): Promise<Source | undefined> {
  const [{ Parser }, { default: MagicString }] = await Promise.all([
    import('acorn'),
    import('magic-string'),
  ]);
  const parser = /\.[cm]?tsx?$/.test(file) ? Parser.extend(await typescript()) : Parser;
  try {
    const program = parser.parse(text, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      // The plugin for TypeScript needs them.
      locations: true,
      allowHashBang: true,
      allowReturnOutsideFunction: true,
    });
    return {
      text,
      body: program.body,
      style: styleOf(text, program),
      edits: new MagicString(text),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const typescript = async () => (await import('@sveltejs/acorn-typescript')).tsPlugin();

/** Whether the file imports, requires or exports from that module. */
export function names(source: Source, module: string): boolean {
  for (const node of nodesOf(source.body)) {
    if (node.type === 'Literal' && node.value === module) return true;
  }
  return false;
}

/** Whether the file has imports or exports; otherwise it is CommonJS. */
export function isModule({ body }: Source): boolean {
  return body.some(({ type }) => /^(Import|Export|TSImportEquals|TSExportAssignment)/.test(type));
}
