import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../app/app.js';
import { editConfig } from '../config/edit.js';
import { editInstrumentation, kInstrumentation } from '../instrumentation/edit.js';
import type { Edit } from '../source/edit.js';
import type { Plan } from './types.js';

export async function planConfig(app: App, plan: Plan): Promise<void> {
  if (app.config !== undefined) {
    const line = 'export default withSSECast(nextConfig)';
    const how = `write \`${line}\` there, with \`withSSECast\` of \`ssecast/next/config\``;
    return planEdit(app, plan, app.config, editConfig, how);
  }
  // Next 14 reads no configuration in TypeScript.
  const file = app.typescript && app.next >= 15 ? 'next.config.ts' : 'next.config.mjs';
  const after = `import { withSSECast } from 'ssecast/next/config';\n\nexport default withSSECast({});\n`;
  plan.changes.push({ file, before: undefined, after });
}

export async function planInstrumentation(app: App, plan: Plan): Promise<void> {
  if (app.instrumentation !== undefined) {
    const how = `import \`register as registerSSECast\` of \`${kInstrumentation}\`, and call \`registerSSECast()\` first in your \`register\``;
    return planEdit(app, plan, app.instrumentation, editInstrumentation, how);
  }
  const file = `${app.base}instrumentation${app.typescript ? '.ts' : '.js'}`;
  const after = `export { register } from '${kInstrumentation}';\n`;
  plan.changes.push({ file, before: undefined, after });
}

async function planEdit(
  { folder }: App,
  plan: Plan,
  file: string,
  edit: (text: string, file: string) => Promise<Edit>,
  how: string,
): Promise<void> {
  const before = readFileSync(path.join(folder, file), 'utf8');
  const made = await edit(before, file);
  if (made.kind === 'changed') plan.changes.push({ file, before, after: made.text });
  if (made.kind === 'by hand') plan.byHand.push(`${file} ${made.why}: ${how}.`);
}
