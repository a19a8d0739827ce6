/**
 * Joins the modules that `tsc` wrote. Node takes about a third of a millisecond for each file of an import,
 * and `ssecast` has a hundred modules. Declarations stay as they are.
 */
import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, transform } from 'esbuild';
import { rollup } from 'rollup';
import { fromRoot } from './paths.mjs';

const kFormats = { es: 'esm', cjs: 'cjs' };

/** What Next loads at the start of a server, before any route. */
const kHook = 'next/instrumentation.js';

/** Not of servers: bundlers of apps choose from these file by file. */
const kApart = /^(client|react|cli)\/|^unsupported-|^next\/instrumentation-edge\./;

/** The modules of the package that servers import, relative to lib/. */
function serverEntries() {
  const { exports } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  const prefix = './dist/esm/lib/';
  return Object.values(exports)
    .map((conditions) => conditions.import?.default ?? '')
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length))
    .filter((file) => !kApart.test(file));
}

/** The ids of a module and of all that it imports. */
function modulesUnder(id, getModuleInfo, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const each of getModuleInfo(id).importedIds) modulesUnder(each, getModuleInfo, found);
  return found;
}

/** Two files for what `import 'ssecast'` needs. Rollup divides the rest by who imports it. */
function chunkOf(at) {
  let start;
  let server;
  return (id, { getModuleInfo }) => {
    start ??= modulesUnder(at(kHook), getModuleInfo);
    server ??= modulesUnder(at('index.js'), getModuleInfo);
    if (start.has(id)) return 'start';
    return server.has(id) ? 'server' : undefined;
  };
}

/** Removes the modules that are in a bundle now, and the folders that held nothing else. */
function removeModules(folder, from = folder) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const file = path.join(from, entry.name);
    const name = path.relative(folder, file);
    if (entry.isDirectory()) removeModules(folder, file);
    else if (name.endsWith('.js') && !kApart.test(name)) rmSync(file);
  }
  if (readdirSync(from).length === 0) rmdirSync(from);
}

/** dist/: each entry for servers keeps its name, and takes what it exports from chunks beside it. */
export async function bundleServer() {
  const folder = fromRoot('dist/esm/lib');
  const at = (name) => path.join(folder, name);
  const bundle = await rollup({
    input: Object.fromEntries(serverEntries().map((name) => [name.replace(/\.js$/, ''), at(name)])),
    external: (id) => id.endsWith('.cjs') || !(id.startsWith('.') || path.isAbsolute(id)),
    // None has effects of its own, as package.json says.
    treeshake: { moduleSideEffects: false },
    // Without comments, a quarter of the text that Node has to read: editors show those of the declarations.
    plugins: [{ name: 'comments', renderChunk: (code) => transform(code, { target: 'es2022' }) }],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  for (const [format, name] of Object.entries(kFormats)) {
    removeModules(fromRoot('dist', name, 'lib'));
    await bundle.write({
      format,
      dir: fromRoot('dist', name, 'lib'),
      exports: 'named',
      hoistTransitiveImports: false,
      manualChunks: chunkOf(at),
      chunkFileNames: 'shared/[name].js',
    });
  }
  await bundle.close();
}

/** Tracers of bundlers read in it which binaries belong to an app, so it stays a file. */
const kLoader = 'load-binding.cjs';

/** The names of a CommonJS module of native/ and of all that it requires there. */
function requiredBy(name, folder, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(path.join(folder, name), 'utf8');
  for (const [, each] of text.matchAll(/require\("\.\/([\w-]+\.cjs)"\)/g)) {
    requiredBy(each, folder, found);
  }
  return found;
}

/** The names that the module of `lib/native/index.cts` exports. All of them come from other modules. */
function exportsOf(index) {
  const defined = readFileSync(index, 'utf8').matchAll(/Object\.defineProperty\(exports, "(\w+)"/g);
  return [...defined].map(([, name]) => name).filter((name) => name !== '__esModule');
}

/**
 * native/: the loader with what it requires, `joined.cjs` for all the rest, and an index. Node reads through
 * the whole text of a CommonJS module that is imported for the names of its exports, and takes
 * longer for that than for running it, so the index has nothing but names.
 */
export async function bundleNative() {
  const folder = fromRoot('native');
  const index = path.join(folder, 'index.cjs');
  const joined = path.join(folder, 'joined.cjs');
  const names = exportsOf(index);
  const apart = [...requiredBy(kLoader, folder)];
  await build({
    entryPoints: [index],
    outfile: joined,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: apart.map((name) => path.join(folder, name)),
    logLevel: 'error',
  });
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.cjs'))) {
    if (name !== 'joined.cjs' && !apart.includes(name)) rmSync(path.join(folder, name));
  }
  const lines = names.map((name) => `exports.${name} = joined.${name};`);
  writeFileSync(
    index,
    ["'use strict';", "const joined = require('./joined.cjs');", ...lines, ''].join('\n'),
  );
}
