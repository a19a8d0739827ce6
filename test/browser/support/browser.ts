import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Nothing of it may look for the network: the tests talk to this machine only. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The system's Chromium, with a profile folder of its own for each launch.
 * @param hasPageCache keeps pages in the back/forward cache, as browsers do; Playwright turns it off
 */
export function launchBrowser(hasPageCache = false): Promise<Browser> {
  const executablePath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'chromium'))
    .find((file) => existsSync(file));
  if (!executablePath) {
    throw new Error('Expected Chromium in the PATH; `npm run setup -- --test` installs it');
  }
  const ignoreDefaultArgs = hasPageCache ? ['--disable-back-forward-cache'] : [];
  return chromium.launch({ executablePath, args, ignoreDefaultArgs, headless: true });
}
