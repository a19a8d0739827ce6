import { type Finding, ok, problem, warning } from '../../finding.js';
import type { Application } from '../application.js';

const kOldest = [14, 2] as const;
/** The newest major version that `npm run world` has run with: docs/compatibility.md. */
const kNewestTested = 16;

/** Whether this Next.js is supported. An application may also be without it. */
export function checkNext({ next }: Pick<Application, 'next'>): Finding[] {
  if (next === undefined) {
    return [ok('next', 'Next.js is not installed here: the checks of its files are left out')];
  }
  const [major = 0, minor = 0] = next.version.split('.').map((part) => Number.parseInt(part, 10));
  if (major < kOldest[0] || (major === kOldest[0] && minor < kOldest[1])) {
    const text = `Expected Next.js ${kOldest.join('.')} or newer but received ${next.version}`;
    return [problem('next', text, 'npm install next@latest')];
  }
  if (major > kNewestTested) {
    return [warning('next', `Next.js ${next.version} is newer than the versions that were tested`)];
  }
  return [ok('next', `Next.js ${next.version}`)];
}
