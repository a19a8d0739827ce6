import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Finding, ok, problem, warning } from '../../finding.js';
import type { Application } from '../application.js';
import { findCopies } from '../copies.js';

/** Whether ssecast is installed, once: a second copy has broadcasters of its own. */
export function checkCopies({ folder, ssecast, show }: Application): Finding[] {
  if (ssecast === undefined) {
    return [problem('ssecast', 'ssecast is not installed here', 'npm install ssecast')];
  }
  const copies = findCopies(folder);
  if (copies.length < 2) return [ok('ssecast', `ssecast ${ssecast.version}`)];
  const list = copies.map((copy) => `${versionOf(copy)} in ${show(copy)}`).join(', ');
  const text = `ssecast is installed ${copies.length} times (${list}): an event of one copy may not reach the clients of another`;
  return [
    warning('ssecast', text, 'npm dedupe   # or pnpm dedupe; npm ls ssecast names who asks for it'),
  ];
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
}
