import { readFile } from 'node:fs/promises';
import { bundleSize } from './bundle-size.mjs';
import { longestFunction } from './function-length.mjs';
import { sources } from './sources.mjs';

async function linesOf(...patterns) {
  const files = await sources(...patterns);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.reduce((sum, text) => sum + text.trimEnd().split('\n').length, 0);
}

/** Comment lines for each line of code. */
async function commentsOf(...patterns) {
  const files = await sources(...patterns);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n').map((line) => line.trim()));
  const comments = lines.filter((line) => /^(\/\/|\/\*|\*)/.test(line)).length;
  const code = lines.filter((line) => line !== '').length - comments;
  return Number((comments / code).toFixed(2));
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(2)} kB`;

/**
 * What the package weighs and how its code is built, each with its budget; `isIn`: whether it keeps it.
 * dist/ has to be built.
 */
export async function structure() {
  const hook = await bundleSize("export { useSSE } from './react/index.js'", 'tabs/index.js');
  const both = await bundleSize("export { createHooks, useSSE } from './react/index.js'");
  const all = await bundleSize(
    "export { createHooks, createPresence, useSSE } from './react/index.js'",
  );
  const client = await bundleSize("export * from './client/index.js'");
  const clientFiles = await sources('lib/client/**/*.ts');
  const { lines, name, file } = await longestFunction(clientFiles);
  const row = (what, value, budget, show = String) => ({
    what,
    value: show(value),
    budget: show(budget),
    isIn: value <= budget,
  });
  return [
    row('useSSE, minified and gzipped', hook.initial, 12_250, kilobytes),
    row('createHooks and useLive, on top', both.initial - hook.initial, 600, kilobytes),
    row('createPresence and usePresence, on top', all.initial - both.initial, 1_500, kilobytes),
    row('ssecast/client', client.initial, 10_450, kilobytes),
    row("the part for tabs: 'shared', on top", hook.part, 4_550, kilobytes),
    row('lines of lib/client', await linesOf('lib/client/**/*.ts'), 4_420),
    row(`longest function of lib/client (${name} in ${file})`, lines, 100),
    ...(await Promise.all(
      ['src/core', 'src/net'].map(async (folder) => ({
        what: `comment lines for each line of code in ${folder}`,
        value: String(await commentsOf(`${folder}/*.hpp`, `${folder}/*.cpp`)),
        budget: '',
        isIn: true,
      })),
    )),
  ];
}
