import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** Somebody with a browser of their own: its cookies are nobody else's. */
export interface Visitor {
  readonly context: BrowserContext;
  /** Opens a page in another window and waits until it is live. */
  open(path: string): Promise<Page>;
  /** Opens a page that has no connection of its own. */
  enter(path: string): Promise<Page>;
  close(): Promise<void>;
}

export async function visit(
  browser: Browser,
  origin: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(15_000);
  let isKnown = false;
  async function enter(path: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${origin}${path}`);
    if (!isKnown) {
      await page.getByLabel('Name').fill(name);
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByTestId('person').waitFor();
      isKnown = true;
    }
    return page;
  }
  return {
    context,
    enter,
    async open(path) {
      const page = await enter(path);
      await isLive(page);
      return page;
    },
    close: () => context.close(),
  };
}

export async function isLive(page: Page): Promise<void> {
  await page
    .locator('[data-testid="status"][data-status="open"]')
    .first()
    .waitFor({ timeout: 30_000 });
}
