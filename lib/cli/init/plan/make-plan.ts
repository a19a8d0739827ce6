import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../../cli-error.js';
import type { App } from '../app/app.js';
import { stringOf } from '../source/literals.js';
import { readSource } from '../source/source.js';
import { planConfig, planInstrumentation } from './edits.js';
import { planExample } from './example.js';
import type { Plan } from './types.js';
import { planTypeScript } from './typescript.js';

export async function makePlan(app: App): Promise<Plan> {
  const plan: Plan = {
    changes: [],
    notes: [],
    byHand: [],
    page: undefined,
    beforeProduction: [],
  };
  const facts = await readFacts(app);
  await planConfig(app, plan);
  await planInstrumentation(app, plan);
  await planTypeScript(app, plan);
  planExample(app, facts.basePath ?? '', plan);
  if (facts.basePath === null) {
    plan.byHand.push(
      `${app.config} computes basePath: give it to the hook, as createHooks({ url: basePath + '/api/sse' }), ` +
        'and put it in front of the URL of the example page.',
    );
  }
  return plan;
}

/** What the configuration says about the files to write. */
async function readFacts({
  folder,
  config,
}: App): Promise<{ basePath?: string | null | undefined }> {
  if (config === undefined) return {};
  const source = await readSource(readFileSync(path.join(folder, config), 'utf8'), config);
  if (source === undefined) return {};
  if (stringOf(source, 'output') === 'export') {
    throw new CliError(
      `Expected an app with a server, but ${config} has output: 'export', which makes files only. ` +
        'Events need a server: remove that line, and run this again.',
    );
  }
  return { basePath: stringOf(source, 'basePath') };
}
