import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readApp } from '../../../../../lib/cli/init/app/app.js';
import { apply } from '../../../../../lib/cli/init/apply.js';
import { makePlan } from '../../../../../lib/cli/init/plan/make-plan.js';
import type { Plan } from '../../../../../lib/cli/init/plan/types.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with these files, which is removed after the test. */
export function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-init-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

export const manifestOf = (next: string) =>
  JSON.stringify({ dependencies: { next, ssecast: '1', react: '19' } });

/** A new app of that version, with what is in `files` besides. */
export const app = (next: string, files: Record<string, string>) =>
  folderWith({ 'package.json': manifestOf(next), ...files });

/** Plans, writes, and plans again: a second run has nothing to write. */
export async function setUp(folder: string): Promise<Plan> {
  const plan = await makePlan(await readApp(folder));
  apply(folder, plan.changes);
  const again = await makePlan(await readApp(folder));
  expect(again.changes).toEqual([]);
  expect(again.page).toBe(plan.page);
  return plan;
}

export const filesOf = ({ changes }: Plan) => changes.map(({ file }) => file);

export const read = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');
