import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { fromRoot } from './paths.mjs';

/** Bundled as an app would: React from outside, production, minified, parts loaded later apart. */
async function bundle(entry) {
  const { metafile, outputFiles } = await build({
    stdin: { contents: entry, resolveDir: fromRoot('dist/esm/lib') },
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/bundle',
    external: ['react'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const files = new Map(
    outputFiles.map(({ path, contents }) => [path.split('/').at(-1), contents]),
  );
  return { files, outputs: Object.entries(metafile.outputs) };
}

const nameOf = (file) => file.split('/').at(-1);

/** The files that a page loads with an entry: itself, and what it imports at once. */
function withImports(outputs, entry, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  const [, { imports }] = outputs.find(([name]) => nameOf(name) === entry);
  for (const { path, kind } of imports) {
    if (kind === 'import-statement' && path !== 'react') withImports(outputs, nameOf(path), found);
  }
  return found;
}

function sizeOf(files, names) {
  // As one: a server compresses each, but bundlers of apps join what is loaded together.
  const text = Buffer.concat([...names].map((name) => files.get(name)));
  return gzipSync(text, { level: 9 }).length;
}

/**
 * Bytes, minified and gzipped.
 * @param entry JavaScript that imports from dist/esm/lib
 * @param part a file of dist/esm/lib that is loaded later, whose size on top is asked for as well
 */
export async function bundleSize(entry, part) {
  const { files, outputs } = await bundle(entry);
  const [first] = outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>');
  const loaded = withImports(outputs, nameOf(first));
  if (part === undefined) return { initial: sizeOf(files, loaded) };
  const [later] = outputs.find(([, { entryPoint }]) => entryPoint?.endsWith(part)) ?? [];
  if (later === undefined || loaded.has(nameOf(later))) {
    throw new Error(`Expected ${part} to be loaded later, but it is part of the first load.`);
  }
  const more = [...withImports(outputs, nameOf(later))].filter((name) => !loaded.has(name));
  return { initial: sizeOf(files, loaded), part: sizeOf(files, more) };
}
