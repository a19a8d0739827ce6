import { type Finding, ok, problem } from '../../finding.js';

const kOldest = [20, 9] as const;

/** Whether this Node.js runs ssecast. */
export function checkNode(version = process.versions.node): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > kOldest[0] || (major === kOldest[0] && minor >= kOldest[1]);
  if (isNew) return [ok('node', `Node.js ${version}`)];
  const text = `Expected Node.js ${kOldest.join('.')} or newer but received ${version}`;
  return [problem('node', text, 'nvm install 22   # or another way to a newer Node.js')];
}
