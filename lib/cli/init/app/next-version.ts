import { createRequire } from 'node:module';
import path from 'node:path';
import { CliError } from '../../cli-error.js';

interface Version {
  major: number;
  minor: number;
}

/**
 * The version that is installed, or else the lowest that package.json asks for. Of tags like `latest` it
 * knows nothing, and takes them for the newest.
 */
export function nextVersion(folder: string, range = ''): Version {
  const [, major = Number.POSITIVE_INFINITY, minor = 0] =
    /(\d+)(?:\.(\d+))?/.exec(installed(folder) ?? range) ?? [];
  return { major: Number(major), minor: Number(minor) };
}

function installed(folder: string): string | undefined {
  try {
    return createRequire(path.join(folder, 'package.json'))('next/package.json').version;
  } catch {
    // Not installed yet: package.json says which version will be.
    return undefined;
  }
}

export function checkVersion({ major, minor }: Version): void {
  if (major > 14 || (major === 14 && minor >= 2)) return;
  throw new CliError(
    `Expected Next.js 14.2 or newer, but the app has ${major}.${minor}. ` +
      'Update next first: npx @next/codemod upgrade.',
  );
}
