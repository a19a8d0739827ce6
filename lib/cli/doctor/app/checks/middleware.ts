import { createRequire } from 'node:module';
import path from 'node:path';
import { type Finding, ok, warning } from '../../finding.js';
import { type Application, firstFile } from '../application.js';
import type { RouteFile } from '../routes.js';
import { reachable } from '../source/reachable.js';
import type { SourceFile } from '../source/read-module.js';

const kCheck = 'middleware';
const kNames = ['proxy', 'middleware'].flatMap((name) =>
  ['ts', 'js', 'tsx', 'jsx'].map((suffix) => `${name}.${suffix}`),
);

/** Whether code of the application runs before a stream is opened. */
export async function checkMiddleware(
  app: Application,
  routes: readonly RouteFile[],
): Promise<Finding[]> {
  const { next, sourceFolder, aliases, show } = app;
  const file = next && firstFile(sourceFolder, kNames);
  if (file === undefined || routes.length === 0) return [];
  const name = show(file);
  const modules = await reachable(file, aliases);
  const config = modules[0]?.values.get('config') as { matcher?: unknown } | undefined;
  const sources = sourcesOf(config?.matcher);
  const matches = sources === undefined ? () => true : createMatch(app, sources);
  if (matches === undefined) {
    return [
      warning(kCheck, `The matcher of ${name} cannot be read: see that it leaves out the route`),
    ];
  }
  const matched = routes.filter(({ address }) => matches(address.replace(/\[.*?\]/g, 'x')));
  if (matched.length === 0) return [ok(kCheck, `${name} leaves out the routes of streams`)];
  const addresses = matched.map(({ address }) => address);
  const where = `${name} runs before each connection to ${addresses.join(', ')}`;
  if (!modules.some(mayAnswer)) return [ok(kCheck, `${where}, and passes it on`)];
  const text = `${where}: a redirect in it, such as to a login, is no stream for the page`;
  return [warning(kCheck, text, `${name}:  ${lineOf(addresses)}`)];
}

/** Whether it may send something else than what the route sends; a library may. */
function mayAnswer({ calls, imports }: SourceFile): boolean {
  if (['redirect', 'rewrite', 'json'].some((name) => calls.has(name))) return true;
  return imports.some(
    ({ from, isTypeOnly }) =>
      !isTypeOnly && /^(@?[a-z0-9])/.test(from) && !/^next(\/|$)/.test(from),
  );
}

function lineOf(addresses: readonly string[]): string {
  const names = addresses.map((address) => address.slice(1).replace(/\/\[.*/, ''));
  return `export const config = { matcher: ['/((?!${[...new Set(names)].join('|')}|_next).*)'] };`;
}

/** undefined: without a matcher it runs for every request. */
function sourcesOf(matcher: unknown): unknown[] | undefined {
  if (matcher === undefined) return undefined;
  return (Array.isArray(matcher) ? matcher : [matcher]).map((each) =>
    typeof each === 'object' && each !== null ? (each as { source?: unknown }).source : each,
  );
}

/** Next's own matching, from its own copy of the library; undefined where that is not possible. */
function createMatch({ folder }: Application, sources: unknown[]) {
  try {
    const require = createRequire(path.join(folder, 'package.json'));
    const { pathToRegexp } = require('next/dist/compiled/path-to-regexp');
    const patterns = sources.map((source): RegExp => pathToRegexp(String(source)));
    if (sources.some((source) => typeof source !== 'string')) return undefined;
    return (address: string) => patterns.some((pattern) => pattern.test(address));
  } catch {
    return undefined;
  }
}
