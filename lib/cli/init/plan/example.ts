import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from '../app/app.js';
import { appPage, appRoute } from '../templates/app-router.js';
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
    }
    return;
  }
  addMissing(app, plan, [route, ...pageOf(app, places)]);
  plan.page = places.basePath + places.pageUrl;
}

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
