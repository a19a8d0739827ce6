import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.js';
import { type ExampleApp, startExampleApp } from './example-app.js';
import { type Visitor, visit } from './people.js';

/** The example with a database of its own, and a browser. */
export interface Stage {
  app: ExampleApp;
  browser: Browser;
  /** The folder of the database. */
  data: string;
}

/** For all tests of a file: one server and one browser. */
export function withExample(begin: (stage: Stage) => void | Promise<void>): void {
  const data = mkdtempSync(path.join(tmpdir(), 'ssecast-demo-'));
  let app: ExampleApp;
  let browser: Browser;

  beforeAll(async () => {
    // The server that the tests start inherits it.
    process.env.SSECAST_DEMO_DATA = data;
    [app, browser] = await Promise.all([startExampleApp(), launchBrowser()]);
    await begin({ app, browser, data });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    delete process.env.SSECAST_DEMO_DATA;
    rmSync(data, { recursive: true, force: true });
  });
}

/** The same, and for each test two people who visit it for the first time. */
export function withTwoPeople(begin: (stage: Stage & { ada: Visitor; bo: Visitor }) => void): void {
  let stage: Stage;
  let visitors: Visitor[] = [];

  withExample((made) => {
    stage = made;
  });
  beforeEach(async () => {
    const { app, browser } = stage;
    const ada = await visit(browser, app.origin, 'Ada');
    const bo = await visit(browser, app.origin, 'Bo');
    visitors = [ada, bo];
    begin({ ...stage, ada, bo });
  });
  afterEach(() => Promise.all(visitors.map((visitor) => visitor.close())));
}
