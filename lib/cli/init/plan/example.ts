import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../app/app.js';
import { appPage, appRoute } from '../templates/app-router.js';
import { accessPage, isStillOpen } from '../templates/open-route.js';
import { pagesPage, pagesRoute } from '../templates/pages-api.js';
import { sharedFiles } from '../templates/shared.js';
import type { Places, Template } from '../templates/template.js';
import { existing } from './existing.js';
import { choosePlaces } from './places.js';
import type { Plan } from './types.js';

/** Plans the definition, the route, the hook and the page, as far as they are missing. */
export function planExample(app: App, basePath: string, plan: Plan): void {
  const places = choosePlaces(app, basePath, plan);
  if (places === undefined) return;
  const [definition, hook] = sharedFiles(app, places) as [Template, Template];
  const route = routeOf(app, places);
  const isFirst = existing(app.folder, definition.name) === undefined;
  addMissing(app, plan, [definition, hook]);
  if (!knowsExample(app, definition)) {
    plan.notes.push(
      `${existing(app.folder, definition.name)} defines channels of its own, so the example page is left out.`,
    );
    if (existing(app.folder, route.name) === undefined) {
      const call = app.router === 'app' ? 'live.route' : 'live.handler';
      plan.byHand.push(
        `${route.name}${route.suffix} is missing: write it with \`${call}({ authorize, allow })\` and the rules ` +
          'of your channels, as in node_modules/ssecast/docs/start.md.',
      );
    } else sayOpen(app, plan, route);
    return;
  }
  addMissing(app, plan, [route]);
  planPage(app, places, plan, { isOpen: sayOpen(app, plan, route), isFirst });
}

/**
 * The page is for a route that lets its visitors in. Where the user has written the route, a page that is gone
 * stays away. `isFirst`: there was no definition.
 */
function planPage(
  app: App,
  places: Places,
  plan: Plan,
  { isOpen, isFirst }: { isOpen: boolean; isFirst: boolean },
): void {
  const files = pageOf(app, places);
  const isThere = files.some(({ name }) => existing(app.folder, name) !== undefined);
  if (isOpen) {
    addMissing(app, plan, files);
    plan.page = places.basePath + places.pageUrl;
  } else if (isFirst) {
    plan.notes.push('The route has rules of its own, so the example page is left out.');
  }
  if (!isOpen && !isThere) return;
  const names = app.router === 'app' ? [places.page] : files.map((file) => nameOf(app, file));
  plan.beforeProduction.push(`delete ${names.join(' and ')}: every visitor may press the button`);
}

/** Says that the route lets everyone in. @returns whether it does */
function sayOpen(app: App, plan: Plan, route: Template): boolean {
  const file = existing(app.folder, route.name);
  const text = file === undefined ? route.text : readFileSync(path.join(app.folder, file), 'utf8');
  const isOpen = isStillOpen(text);
  if (isOpen) {
    plan.beforeProduction.push(
      `write your own authorize in ${nameOf(app, route)}, which lets everyone in (${accessPage})`,
    );
  }
  return isOpen;
}

/** The name that a file has, or gets. */
const nameOf = ({ folder }: App, { name, suffix }: Template) =>
  existing(folder, name) ?? name + suffix;

const routeOf = (app: App, places: Places) =>
  app.router === 'app' ? appRoute(app, places) : pagesRoute(app, places);

function pageOf(app: App, places: Places): Template[] {
  if (app.router === 'pages') return pagesPage(app, places);
  return appPage(app, places, existing(app.folder, `${app.base}app/layout`) !== undefined);
}

function addMissing({ folder }: App, plan: Plan, templates: Template[]): void {
  for (const { name, suffix, text } of templates) {
    if (existing(folder, name) !== undefined) continue;
    plan.changes.push({ file: name + suffix, before: undefined, after: text });
  }
}

/** Whether the definition, if there is one already, has the channel of the example. */
function knowsExample({ folder }: App, { name }: Template): boolean {
  const file = existing(folder, name);
  if (file === undefined) return true;
  return /\bexample\b[\s\S]*\bhello\b/.test(readFileSync(path.join(folder, file), 'utf8'));
}
