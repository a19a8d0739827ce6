import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { kBroughtAlong } from '../../../lib/native/system.cjs';
import { kPlatforms } from '../../../lib/next/traced-addons.js';

const root = path.resolve(__dirname, '../../..');

// Three lists, because each has its own readers: the loader, the configuration of Next, and the build.
it('the platforms that are built are those that the loader and the configuration know', () => {
  const script = `import('${root}/scripts/lib/prebuild/targets.mjs').then(({ targets }) =>
    console.log(JSON.stringify(targets.map(({ name }) => name))))`;
  const built = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  expect([...kBroughtAlong].sort()).toEqual([...built].sort());
  expect([...kPlatforms].sort()).toEqual([...built].sort());
});
