// How the pages of documents 1 and 3 look: build/screenshots holds what to look at.
import type { Browser } from 'playwright-core';
import { writeToDemo } from './support/demo-data.js';
import type { ExampleApp } from './support/example-app.js';
import { listenTo, look } from './support/looks.js';
import { isLive, visit } from './support/people.js';
import { withExample } from './support/stage.js';

const long = 'Deployments on a Friday afternoon, without anybody who could have taken them back';
const rows = `
  INSERT INTO retrospectives VALUES ('one', 'Sprint 12', 2), ('two', 'The quarter, in hindsight', 1);
  INSERT INTO retrospective_items (id, session_id, side, content, author) VALUES
    (1, 'one', 'well', 'Quick reviews', 'Bo'), (2, 'one', 'well', 'Pairing', 'Ada'),
    (3, 'one', 'improve', '${long}', 'Cy'), (4, 'two', 'improve', '${'w'.repeat(200)}', 'Ada');
  INSERT INTO retrospective_votes VALUES (1, 'ada'), (1, 'bo'), (3, 'bo');
  INSERT INTO retrospective_actions (session_id, content, done) VALUES
    ('one', 'Ship before Thursday', 0), ('one', 'Write the checklist', 1);
  INSERT INTO workspaces VALUES ('design', 'Design'), ('ops', 'Operations'), ('long', '${'n'.repeat(60)}');
  INSERT INTO workspace_members SELECT id, 'ada' FROM workspaces;
  INSERT INTO workspace_channels VALUES
    ('g1', 'design', 'general', 'Everything that has no place of its own', 1, 1),
    ('c1', 'design', 'colours', '${long}', 0, 2), ('c2', 'design', '${'c'.repeat(60)}', '', 0, 3),
    ('g2', 'ops', 'general', '', 1, 1), ('g3', 'long', 'general', '', 1, 1);
`;

let app: ExampleApp;
let browser: Browser;

withExample(async ({ data, ...stage }) => {
  ({ app, browser } = stage);
  // The first page makes the tables.
  await fetch(`${app.origin}/workspace`, { headers: { Cookie: 'ssecast-demo-person=ada' } });
  await app.stop();
  writeToDemo(data, rows);
  await app.start();
});

const pages = [
  ['retrospective-board', '/retrospective/one'],
  ['retrospective-several', '/retrospective?boards=one,two'],
  ['workspaces', '/workspace'],
  ['workspace', '/workspace/design'],
] as const;

const looks = [
  ['light', 1440],
  ['light', 390],
  ['dark', 1440],
  ['dark', 390],
] as const;

test.each(looks)('%s at %d px: in bounds and without complaints', async (colorScheme, width) => {
  const viewport = { width, height: 900 };
  const ada = await visit(browser, app.origin, 'Ada', { colorScheme, viewport });
  await (await ada.enter('/retrospective')).close();
  for (const [name, address] of pages) {
    const page = await ada.context.newPage();
    const complaints = listenTo(page);
    await page.goto(app.origin + address);
    await isLive(page);
    await look(page, name, colorScheme, width);
    expect(complaints).toEqual([]);
    await page.close();
  }
  await ada.close();
});
