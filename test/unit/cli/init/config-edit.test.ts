import { editConfig } from '../../../../lib/cli/init/config/edit.js';

const edit = async (text: string, file = 'next.config.mjs') => {
  const made = await editConfig(text, file);
  if (made.kind !== 'changed') return made;
  // A second run finds the first.
  expect(await editConfig(made.text, file)).toEqual({ kind: 'done' });
  return made.text;
};

const kImport = "import { withSSECast } from 'ssecast/next/config';\n";
const kRequire = "const { withSSECast } = require('ssecast/next/config');\n";

describe('an export default', () => {
  it.each([
    ['an object', 'export default { a: 1 };\n', 'export default withSSECast({ a: 1 });\n'],
    ['parentheses', 'export default ({ a: 1 });\n', 'export default withSSECast(({ a: 1 }));\n'],
    [
      'an arrow function',
      'export default (phase) => ({ phase });\n',
      'export default withSSECast((phase) => ({ phase }));\n',
    ],
    [
      'an async arrow function',
      'export default async () => ({});\n',
      'export default withSSECast(async () => ({}));\n',
    ],
    [
      'a function without a name',
      'export default async function (phase) {\n  return {};\n}\n',
      'export default withSSECast(async function (phase) {\n  return {};\n})\n',
    ],
    [
      'a plugin',
      "export default withMDX({ a: 'b' });\n",
      "export default withSSECast(withMDX({ a: 'b' }));\n",
    ],
    [
      'a list',
      'const c = {};\nexport { c as default };\n',
      'const c = {};\nexport default withSSECast(c);\n',
    ],
    [
      'a comment in it',
      'export default {\n  // strict\n  reactStrictMode: true, // on\n}; // end\n',
      'export default withSSECast({\n  // strict\n  reactStrictMode: true, // on\n}); // end\n',
    ],
  ])('of %s is wrapped', async (_what, before, after) => {
    expect(await edit(before)).toBe(`${kImport}\n${after}`);
  });

  it('of a named function stays a declaration, which others may call', async () => {
    const before = 'export default async function config(phase) {\n  return {};\n}\n';
    expect(await edit(before)).toBe(
      `${kImport}\nasync function config(phase) {\n  return {};\n}\n\nexport default withSSECast(config);\n`,
    );
  });

  it('goes around other plugins, and its import after theirs', async () => {
    const before = [
      "import createMDX from '@next/mdx'; // pages in Markdown",
      "import { withSentryConfig } from '@sentry/nextjs';",
      '',
      "/** @type {import('next').NextConfig} */",
      'const nextConfig = {};',
      '',
      'export default withSentryConfig(createMDX()(nextConfig), {',
      '  silent: true,',
      '});',
      '',
    ];
    const after = [...before];
    after.splice(2, 0, kImport.trimEnd());
    after.splice(7, 1, 'export default withSSECast(withSentryConfig(createMDX()(nextConfig), {');
    after.splice(9, 1, '}));');
    expect(await edit(before.join('\n'))).toBe(after.join('\n'));
  });

  it('of TypeScript keeps its types', async () => {
    const before =
      "import type { NextConfig } from 'next';\n\nexport default {\n  a: <T,>(b: T) => b,\n} satisfies NextConfig;\n";
    expect(await edit(before, 'next.config.ts')).toBe(
      `import type { NextConfig } from 'next';\n${kImport}\nexport default withSSECast({\n  a: <T,>(b: T) => b,\n} satisfies NextConfig);\n`,
    );
  });

  it('of TypeScript, as `export =`', async () => {
    expect(await edit('const c = {};\nexport = c;\n', 'next.config.ts')).toContain(
      'export = withSSECast(c);',
    );
  });
});

describe('module.exports', () => {
  it.each([
    ['an object', 'module.exports = { a: 1 };\n', 'module.exports = withSSECast({ a: 1 });\n'],
    ['no semicolon', 'module.exports = { a: 1 }\n', 'module.exports = withSSECast({ a: 1 })\n'],
    [
      'a function',
      'module.exports = async (phase) => {\n  return {};\n};\n',
      'module.exports = withSSECast(async (phase) => {\n  return {};\n});\n',
    ],
    [
      'both names',
      'exports = module.exports = { a: 1 };\n',
      'exports = module.exports = withSSECast({ a: 1 });\n',
    ],
  ])('of %s is wrapped', async (_what, before, after) => {
    const text = await edit(before, 'next.config.js');
    expect(String(text).replace(/^.*\n\n/, '')).toBe(after);
    expect(text).toMatch(/^const \{ withSSECast \} = require\('ssecast\/next\/config'\);?\n\n/);
  });

  it('that a plugin has appended is the one that counts', async () => {
    const before = [
      "'use strict';",
      "const path = require('node:path');",
      '',
      'module.exports = { root: path.resolve() };',
      '',
      "const { withSentryConfig } = require('@sentry/nextjs');",
      'module.exports = withSentryConfig(module.exports, {});',
      '',
    ];
    const after = [...before];
    after.splice(2, 0, kRequire.trimEnd());
    after.splice(7, 1, 'module.exports = withSSECast(withSentryConfig(module.exports, {}));');
    expect(await edit(before.join('\n'), 'next.config.js')).toBe(after.join('\n'));
  });

  it('stays behind a comment for the compiler, and before that of the configuration', async () => {
    const before =
      "// @ts-check\n\n/** @type {import('next').NextConfig} */\nmodule.exports = {};\n";
    expect(await edit(before, 'next.config.js')).toBe(
      `// @ts-check\n${kRequire}\n/** @type {import('next').NextConfig} */\nmodule.exports = withSSECast({});\n`,
    );
  });
});

describe('the style of the file', () => {
  it('keeps double quotes, no semicolons and CRLF', async () => {
    const before = 'import a from "a"\r\n\r\nexport default a\r\n';
    expect(await edit(before)).toBe(
      'import a from "a"\r\nimport { withSSECast } from "ssecast/next/config"\r\n\r\nexport default withSSECast(a)\r\n',
    );
  });

  it('keeps a byte order mark first', async () => {
    expect(await edit('\uFEFFexport default {};\n')).toBe(
      `\uFEFF${kImport}\nexport default withSSECast({});\n`,
    );
  });
});

describe('what is left', () => {
  it.each([
    ['export default class {}', 'in a way that is not known'],
    ["export { default } from './other.mjs';", 'in a way that is not known'],
    ['const c = {};', 'in a way that is not known'],
    [
      'if (a) module.exports = {};\nelse { module.exports = { b: 1 }; }',
      'in a way that is not known',
    ],
    ['module.exports = {};\nif (a) { module.exports = { b: 1 }; }', 'in a way that is not known'],
    ['export default {', 'cannot be parsed'],
    ['', 'in a way that is not known'],
  ])('%j', async (text, why) => {
    expect(await edit(text)).toEqual({ kind: 'by hand', why: expect.stringContaining(why) });
  });
});
