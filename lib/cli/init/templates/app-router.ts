import type { App } from '../app/app.js';
import { openAuthorize } from './open-route.js';
import { pageText, sendText } from './page.js';
import { codeSuffix, type Places, specifier, type Template, typed } from './template.js';

/** The route of the stream in the App Router. */
export function appRoute(app: App, { lib, route }: Places): Template {
  return {
    name: route,
    suffix: codeSuffix(app),
    mark: /\blive\b|ssecast/,
    text: `import { live } from '${specifier(app, route, `${lib}/live`)}';

/** The stream of events: who is let in, and which channels they may read. */
export const { GET, POST, OPTIONS } = live.route({
${openAuthorize}
  allow: { example: true },
});
`,
  };
}

/** The example page in the App Router, with its Server Action. */
export function appPage(app: App, places: Places, hasLayout: boolean): Template[] {
  const name = `${places.page}/page`;
  const actions = `${places.page}/actions`;
  const page: Template = {
    name,
    suffix: app.component,
    mark: /\buseLive\b/,
    text: pageText(app, places, {
      name,
      head: "'use client';\n",
      imports: "import { sayHello } from './actions';\n",
      send: 'sayHello()',
    }),
  };
  const action: Template = {
    name: actions,
    suffix: codeSuffix(app),
    mark: /\blive\b/,
    text: `'use server';
import { live } from '${specifier(app, actions, `${places.lib}/live`)}';

/** Sends an event to the pages that show the example. An action of your own checks first who calls it. */
export async function sayHello() {
  ${sendText}
}
`,
  };
  return hasLayout ? [page, action] : [page, action, layout(app, places)];
}

/** Without a layout at the root of the app, each part of it has one of its own. */
function layout(app: App, { page }: Places): Template {
  return {
    name: `${page}/layout`,
    suffix: app.component,
    mark: /<html/,
    text: `${typed(app, "import type { ReactNode } from 'react';\n\n")}export default function Layout({ children }${typed(app, ': { children: ReactNode }')}) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`,
  };
}
