import { type Finding, ok, problem } from '../../finding.js';
import type { Application } from '../application.js';
import { loadAddon } from '../load-addon.js';

const kCheck = 'binary';

/** Whether the package has an addon for this system, and whether it loads. */
export async function checkBinary({ ssecast }: Application): Promise<Finding[]> {
  if (ssecast === undefined) return [];
  const loaded = await loadAddon(ssecast.folder);
  if ('target' in loaded) {
    return [ok(kCheck, `The addon for ${loaded.target} loads (${systemName()})`)];
  }
  return [
    problem(
      kCheck,
      `On ${systemName()} the addon does not load: ${loaded.failure}`,
      'npx ssecast build',
    ),
  ];
}

function systemName(): string {
  const name = `${process.platform} ${process.arch}`;
  if (process.platform !== 'linux') return name;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return `${name}, ${header.glibcVersionRuntime ? `glibc ${header.glibcVersionRuntime}` : 'musl'}`;
}
