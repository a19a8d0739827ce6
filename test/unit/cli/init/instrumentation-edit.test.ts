import { editInstrumentation } from '../../../../lib/cli/init/instrumentation/edit.js';

const edit = async (text: string, file = 'instrumentation.ts') => {
  const made = await editInstrumentation(text, file);
  if (made.kind !== 'changed') return made;
  // A second run finds the first.
  expect(await editInstrumentation(made.text, file)).toEqual({ kind: 'done' });
  return made.text;
};

const kImport = "import { register as registerSSECast } from 'ssecast/next/instrumentation';\n";
const kAll = [
  'async function registerAll() {',
  '  registerSSECast();',
  '  await register();',
  '}',
  '',
  'export { registerAll as register };',
  '',
].join('\n');

const sentry = `import * as Sentry from '@sentry/nextjs';

export async function register() {
  // Both runtimes.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    await import('./sentry.server.config');
  }

  if (process.env.NEXT_RUNTIME === 'edge') {
    await import('./sentry.edge.config');
  }
}

export const onRequestError = Sentry.captureRequestError;
`;

describe('a register with a body', () => {
  it("is called first in Sentry's, and nothing else changes", async () => {
    const after = sentry
      .replace("nextjs';\n", `nextjs';\n${kImport}`)
      .replace('register() {\n', 'register() {\n  registerSSECast();\n');
    expect(await edit(sentry)).toBe(after);
    expect(await edit(sentry.replaceAll('\n', '\r\n'))).toBe(after.replaceAll('\n', '\r\n'));
  });

  it.each([
    [
      'export function register() {\n\tstart()\n}\n',
      'export function register() {\n\tregisterSSECast()\n\tstart()\n}\n',
    ],
    ['export function register() {}\n', 'export function register() { registerSSECast(); }\n'],
    [
      'export function register() { start(); }\n',
      'export function register() { registerSSECast(); start(); }\n',
    ],
    [
      'export function register() {\n  // later\n}\n',
      'export function register() {\n  registerSSECast();\n  // later\n}\n',
    ],
    [
      'export const register = async () => {\n  await start();\n};\n',
      'export const register = async () => {\n  registerSSECast();\n  await start();\n};\n',
    ],
    [
      'export const register = async function () {\n  await start();\n};\n',
      'export const register = async function () {\n  registerSSECast();\n  await start();\n};\n',
    ],
    [
      "export const register = () => import('./otel');\n",
      "export const register = () => { registerSSECast(); return import('./otel'); };\n",
    ],
    [
      'export const register = () => ({});\n',
      'export const register = () => { registerSSECast(); return ({}); };\n',
    ],
    [
      'const register = (): void => {\n  start();\n};\nexport { register };\n',
      'const register = (): void => {\n  registerSSECast();\n  start();\n};\nexport { register };\n',
    ],
    [
      'const go = () => {};\nfunction start() {\n  go();\n}\nexport { start as register, go };\n',
      'const go = () => {};\nfunction start() {\n  registerSSECast();\n  go();\n}\nexport { start as register, go };\n',
    ],
    [
      "export function register() {\n  'use strict';\n  start();\n}\n",
      "export function register() {\n  'use strict';\n  registerSSECast();\n  start();\n}\n",
    ],
  ])('%j', async (before, after) => {
    const text = String(await edit(before));
    expect(text.slice(text.indexOf('\n') + 2)).toBe(after);
    expect(text).toMatch(
      /^import \{ register as registerSSECast \} from 'ssecast\/next\/instrumentation';?\n/,
    );
  });

  it('does not continue the call with a bracket of the next line', async () => {
    const before = 'export function register() {\n  [1].map(start)\n  start()\n}\n';
    expect(await edit(before)).toContain('  registerSSECast();\n  [1].map(start)');
  });
});

describe('a register from elsewhere', () => {
  it('is composed, where it is a value', async () => {
    expect(await edit("import { wrap } from './otel';\n\nexport const register = wrap();\n")).toBe(
      `import { wrap } from './otel';\n${kImport}\nconst register = wrap();\n\n${kAll}`,
    );
  });

  it.each([
    [
      "export { register } from './otel';\n",
      `${kImport}import { register } from './otel';\n\n${kAll}`,
    ],
    [
      "export { start as register } from './otel';\n",
      `${kImport}import { start } from './otel';\n\n${kAll.replace('register()', 'start()')}`,
    ],
    [
      "export { default as register } from './otel';\n",
      `${kImport}import { default as registerOwn } from './otel';\n\n${kAll.replace('register()', 'registerOwn()')}`,
    ],
    [
      "export { onRequestError, register } from './otel';\n",
      `${kImport}import { register } from './otel';\nexport { onRequestError } from './otel';\n\n${kAll}`,
    ],
    [
      "import { register } from './otel';\nexport { register };\n",
      `import { register } from './otel';\n${kImport}\n\n${kAll}`,
    ],
  ])('%j', async (before, after) => {
    expect(await edit(before)).toBe(after);
  });
});

describe('a file without register', () => {
  const line = "export { register } from 'ssecast/next/instrumentation';\n";

  it.each([
    ['export const onRequestError = () => {};\n', 'export const onRequestError = () => {};\n'],
    ['// nothing yet', '// nothing yet\n'],
    ['', ''],
  ])('%j gets it', async (before, kept) => {
    expect(await edit(before)).toBe(kept + line);
  });
});

describe('CommonJS', () => {
  const kRequire =
    "const { register: registerSSECast } = require('ssecast/next/instrumentation');\n";

  it.each([
    [
      'exports.register = async () => {\n  start();\n};\n',
      'exports.register = async () => {\n  registerSSECast();\n  start();\n};\n',
    ],
    [
      'module.exports.register = function () {\n  start();\n};\n',
      'module.exports.register = function () {\n  registerSSECast();\n  start();\n};\n',
    ],
    [
      'module.exports = {\n  register() {\n    start();\n  },\n};\n',
      'module.exports = {\n  register() {\n    registerSSECast();\n    start();\n  },\n};\n',
    ],
    [
      'function register() {\n  start();\n}\nmodule.exports = { register };\n',
      'function register() {\n  registerSSECast();\n  start();\n}\nmodule.exports = { register };\n',
    ],
  ])('%j', async (before, after) => {
    expect(await edit(before, 'instrumentation.js')).toBe(`${kRequire}\n${after}`);
  });
});

describe('what is left', () => {
  it.each([
    ["export * from './otel';\n", 'exports all of another file'],
    ["module.exports = require('./otel');\n", 'in a way that is not known'],
    ['export const a = 1, register = wrap();\n', 'declares `register` beside others'],
    ['export function register( {', 'cannot be parsed'],
  ])('%j', async (text, why) => {
    expect(await edit(text, 'instrumentation.js')).toEqual({
      kind: 'by hand',
      why: expect.stringContaining(why),
    });
  });

  it('one that calls it already', async () => {
    const text = "export { register } from 'ssecast/next/instrumentation';\n";
    expect(await edit(text)).toEqual({ kind: 'done' });
    const own =
      "import { createRegister } from 'ssecast/next/instrumentation';\nexport const register = createRegister({});\n";
    expect(await edit(own)).toEqual({ kind: 'done' });
  });
});
