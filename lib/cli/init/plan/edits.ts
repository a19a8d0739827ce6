import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../app/app.js';
import { editConfig } from '../config/edit.js';
import { editInstrumentation, kInstrumentation } from '../instrumentation/edit.js';
import type { Edit } from '../source/edit.js';
import type { Plan } from './types.js';

export async function planConfig(app: App, plan: Plan): Promise<void> {
  if (app.config !== undefined) {
    return planEdit(app, plan, app.config, editConfig, (text) =>
      isCommonJs(text)
        ? "write `const { withSSECast } = require('ssecast/next/config')` at its top, and wrap what it exports: `module.exports = withSSECast(nextConfig)`"
        : "write `import { withSSECast } from 'ssecast/next/config'` at its top, and wrap what it exports: `export default withSSECast(nextConfig)`",
    );
  }
  // Next 14 reads no configuration in TypeScript.
  const file = app.typescript && app.next >= 15 ? 'next.config.ts' : 'next.config.mjs';
  const after = `import { withSSECast } from 'ssecast/next/config';\n\nexport default withSSECast({});\n`;
  plan.changes.push({ file, before: undefined, after });
}

export async function planInstrumentation(app: App, plan: Plan): Promise<void> {
  if (app.instrumentation !== undefined) {
    return planEdit(app, plan, app.instrumentation, editInstrumentation, (text) => {
      const line = isCommonJs(text)
        ? `const { register: registerSSECast } = require('${kInstrumentation}')`
        : `import { register as registerSSECast } from '${kInstrumentation}'`;
      return `where \`register\` is, write \`${line}\` at the top, and \`registerSSECast()\` as the first line of \`register\``;
    });
  }
  const file = `${app.base}instrumentation${app.typescript ? '.ts' : '.js'}`;
  const after = `export { register } from '${kInstrumentation}';\n`;
  plan.changes.push({ file, before: undefined, after });
}

const isCommonJs = (text: string) =>
  /\bmodule\.exports\b|\brequire\(/.test(text) && !/^\s*(import|export)\b/m.test(text);

async function planEdit(
  { folder }: App,
  plan: Plan,
  file: string,
  edit: (text: string, file: string) => Promise<Edit>,
  how: (text: string) => string,
): Promise<void> {
  const before = readFileSync(path.join(folder, file), 'utf8');
  const made = await edit(before, file);
  if (made.kind === 'changed') plan.changes.push({ file, before, after: made.text });
  if (made.kind === 'by hand') plan.byHand.push(`${file} ${made.why}: ${how(before)}.`);
}
