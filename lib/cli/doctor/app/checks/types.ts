import { type Finding, ok, problem } from '../../finding.js';
import type { Application } from '../application.js';

const kCheck = 'types';
/** They do not read `exports` of a package, where ssecast has its parts. */
const kOld = ['node', 'node10', 'classic'];

/** Whether TypeScript finds `ssecast/next` and the other parts. */
export function checkTypes({ compilerOptions }: Application): Finding[] {
  const { moduleResolution } = compilerOptions;
  if (moduleResolution === undefined) return [];
  if (!kOld.includes(moduleResolution.toLowerCase())) {
    return [ok(kCheck, `moduleResolution: ${moduleResolution}`)];
  }
  const text = `With moduleResolution: ${moduleResolution}, TypeScript does not find ssecast/next and other parts`;
  return [problem(kCheck, text, 'tsconfig.json:  "moduleResolution": "bundler"')];
}
