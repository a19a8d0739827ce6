/** The system's Chromium, for what only a browser shows. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

/** Nothing of it may look for the network: the rows talk to this machine only. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Each with a profile folder of its own. */
export function launchChromium() {
  const executablePath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'chromium'))
    .find((file) => existsSync(file));
  if (!executablePath) {
    throw new Error('Expected Chromium in the PATH; `npm run setup -- --test` installs it');
  }
  return chromium.launch({ executablePath, args, headless: true });
}
