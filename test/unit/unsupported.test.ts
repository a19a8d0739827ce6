import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { transformSync } from '@swc/core';

const folder = path.resolve(__dirname, '../../lib');
const sourceOf = (name: string) => readFileSync(path.join(folder, name), 'utf8');

/** What a module throws where these globals are all there is. */
function thrownBy(name: string, globals: object): unknown {
  const { code } = transformSync(sourceOf(name), {
    jsc: { parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  try {
    runInNewContext(code, { exports: {}, ...globals });
  } catch (error) {
    return error;
  }
  return undefined;
}

const contexts: [string, string, object, RegExp][] = [
  ['the edge runtime', 'unsupported-edge.cts', {}, /edge bundle.*runtime = 'edge'/s],
  ['a browser', 'unsupported-browser.cts', {}, /browser bundle.*'ssecast\/react'/s],
  [
    'a browser with a stand-in for process',
    'unsupported-browser.cts',
    { process: { env: {}, versions: {} } },
    /browser bundle/,
  ],
  [
    'a test with jsdom',
    'unsupported-browser.cts',
    { process },
    /jest-environment-jsdom.*@jest-environment node.*jest\.mock/s,
  ],
];

test.each(contexts)('%s has a sentence of its own', (_what, module, globals, sentence) => {
  const error = thrownBy(module, globals);
  expect(error).toMatchObject({
    code: 'ERR_SSECAST_UNSUPPORTED_RUNTIME',
    message: expect.stringMatching(sentence),
  });
});

test('an import in a browser bundle ends the build with a sentence', () => {
  const specifiers = [...sourceOf('unsupported-browser.mts').matchAll(/^import '(.*)';$/gm)];
  expect(specifiers.map(([, specifier]) => specifier)).toEqual([
    expect.stringMatching(/^\.\/.*"ssecast\/react" or "ssecast\/client"$/),
  ]);
});

test('every entry of the server has the sentences', () => {
  const root = path.resolve(__dirname, '../..');
  const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const entry of ['.', './next', './node', './metrics', './redis']) {
    const conditions = Object.keys(exports[entry]);
    // The first that matches counts.
    expect(conditions.slice(0, 2)).toEqual(['edge-light', 'browser']);
    expect(exports[entry]['edge-light']).toContain('unsupported-edge.cjs');
    expect(exports[entry].browser).toEqual({
      import: expect.stringContaining('unsupported-browser.mjs'),
      require: expect.stringContaining('unsupported-browser.cjs'),
    });
  }
});
