import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readJsonc } from '../source/literals.js';

export interface TypeScriptSettings {
  /** `tsconfig.json`, or the file that it extends and that has the setting. */
  file: string;
  moduleResolution: string | undefined;
}

interface CompilerOptions {
  baseUrl?: string;
  paths?: Record<string, string[]>;
  moduleResolution?: string;
}

/** tsconfig.json, or the jsconfig.json of an application without TypeScript. */
export async function readTypeScript(
  folder: string,
  base: string,
): Promise<TypeScriptSettings & { isThere: boolean; alias: string | undefined }> {
  const isThere = existsSync(path.join(folder, 'tsconfig.json'));
  const file = isThere ? 'tsconfig.json' : 'jsconfig.json';
  const chain = await readChain(path.join(folder, file));
  const resolving = chain.find(({ options }) => options.moduleResolution !== undefined);
  return {
    isThere,
    file: resolving ? path.relative(folder, resolving.file) : file,
    moduleResolution: resolving?.options.moduleResolution,
    alias: aliasOf(chain, path.join(folder, base)),
  };
}

interface Configuration {
  file: string;
  options: CompilerOptions;
}

/** The file and the files that it extends by their path, nearest first. */
async function readChain(file: string, depth = 0): Promise<Configuration[]> {
  if (depth > 5 || !existsSync(file)) return [];
  const read = (await readJsonc(readFileSync(file, 'utf8'))) as
    | { compilerOptions?: CompilerOptions; extends?: string | string[] }
    | undefined;
  const chain = [{ file, options: read?.compilerOptions ?? {} }];
  // Of several the last one counts.
  for (const name of [read?.extends ?? []].flat().reverse()) {
    if (!name.startsWith('.')) continue;
    const next = path.resolve(path.dirname(file), name);
    chain.push(...(await readChain(/\.json$/.test(next) ? next : `${next}.json`, depth + 1)));
  }
  return chain;
}

/** The prefix of `paths` that stands for that folder: `@/` for `"@/*": ["./src/*"]`. */
function aliasOf(chain: Configuration[], folder: string): string | undefined {
  const own = chain.find(({ options }) => options.paths !== undefined);
  if (own === undefined) return undefined;
  const root = path.join(path.dirname(own.file), own.options.baseUrl ?? '.');
  for (const [pattern, [target = ''] = []] of Object.entries(own.options.paths ?? {})) {
    if (!/^[^*]+\/\*$/.test(pattern) || !/(^|\/)\*$/.test(target)) continue;
    const stands = path.resolve(root, target.slice(0, -1));
    if (stands === path.resolve(folder)) return pattern.slice(0, -1);
  }
  return undefined;
}
