import type { Manifest } from './manifest.js';

/** That of `next dev` where nobody names one. */
const usualPort = 3000;

/** The port of the app while it is developed, as far as the script `dev` says it. */
export function portOf({ scripts }: Pick<Manifest, 'scripts'>): number {
  const script = scripts?.dev ?? '';
  // Up to the next command of the line: others have a -p of their own.
  const [, options = ''] = /\bnext\b([^&|;]*)/.exec(script) ?? [];
  const option = /\s(?:-p|--port)(?:\s*=?\s*)["']?(\d+)/.exec(options);
  const variable = /\bPORT=["']?(\d+)/.exec(script);
  return Number((option ?? variable)?.[1] ?? usualPort);
}
