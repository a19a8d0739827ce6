import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const folder = path.resolve(__dirname, '../../../build/screenshots');

/** Takes a picture to look at, and checks that nothing is wider than the window. */
export async function look(page: Page, name: string, scheme: string, width: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({
    path: path.join(folder, `${name}-${scheme}-${width}.png`),
    fullPage: true,
    animations: 'disabled',
  });
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
  expect([name, overflow]).toEqual([name, 0]);
}

/** Errors and warnings of a page, as they come. */
export function listenTo(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
