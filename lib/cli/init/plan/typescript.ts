import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../app/app.js';
import type { Plan } from './types.js';

const kOld = /("moduleResolution"\s*:\s*")(node|node10|classic)(")/i;

/**
 * `moduleResolution: node` reads no `exports` of packages, so the compiler would find none of
 * `ssecast/next/config` and the others.
 */
export async function planTypeScript({ folder, typescript, next }: App, plan: Plan): Promise<void> {
  if (!typescript || !/^(node|node10|classic)$/i.test(typescript.moduleResolution ?? '')) return;
  const { file } = typescript;
  const before = readFileSync(path.join(folder, file), 'utf8');
  const after = before.replace(kOld, '$1bundler$3');
  const isModern = /"module"\s*:\s*"(es\w+|preserve)"/i.test(before);
  // Next 16 writes it itself.
  if (isModern && after !== before && !file.startsWith('..')) {
    plan.changes.push({ file, before, after });
  } else if (next < 16) {
    plan.byHand.push(
      `${file} has "moduleResolution": "${typescript.moduleResolution}", with which the compiler does not find ` +
        '`ssecast/react`: write "moduleResolution": "bundler" and "module": "esnext" there.',
    );
  }
}
