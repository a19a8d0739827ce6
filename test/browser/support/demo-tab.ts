import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Locator,
  Page,
} from 'playwright-core';

/** A tab with the demo page, in the words of somebody who uses it. */
export interface DemoTab {
  readonly page: Page;
  /** What the console said that somebody should look at. */
  readonly complaints: string[];
  readonly sessionId: string;
  status(): Locator;
  history(): Locator;
  /** Waits until an event with this text is in the history. */
  receives(text: string): Promise<void>;
  /** Chooses a segment by its label. */
  choose(label: string): Promise<void>;
  /** Opens another tab in the same browser, which has its cookies. */
  another(): Promise<DemoTab>;
  /** Closes all tabs of its browser. */
  close(): Promise<void>;
}

/** Opens a tab in a browser of its own. */

export async function openDemoTab(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<DemoTab> {
  return openTab(await browser.newContext(options), origin);
}

async function openTab(context: BrowserContext, origin: string): Promise<DemoTab> {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  await page.goto(`${origin}/sse-demo`);
  await page.getByTestId('status').getByText('Connected').waitFor();
  await page.getByTestId('history').getByText('connected', { exact: true }).waitFor();
  return {
    page,
    complaints,
    sessionId: await page.getByLabel('Session').first().inputValue(),
    status: () => page.getByTestId('status'),
    history: () => page.getByTestId('history'),
    receives: (text) => page.getByTestId('history').getByText(text).first().waitFor(),
    // The radio itself is transparent; its label is what one clicks.
    choose: (label) =>
      page.locator('fieldset label', { hasText: new RegExp(`^${label}$`) }).click(),
    another: () => openTab(context, origin),
    close: () => context.close(),
  };
}
