import { createSSE, type SSE, type SSEServiceConfig } from 'ssecast/channels';
import { register } from 'ssecast/next/instrumentation';
import { type EventServer, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import type { Database } from './database.js';
import { openPage, type Page, userIn } from './page.js';

export interface User {
  id: number;
  name: string;
}

/** The tables that the document's examples write to. */
export interface Tables {
  messages: { id: number; fromUserId: number; toUserId: number; content: string };
  notifications: NotificationData & {
    id: number;
    userId: number;
    read: boolean;
    createdAt: string;
  };
}

export interface NotificationData {
  title: string;
  body: string;
  type: string;
}

/** The jobs, with what each of them is given. */
export interface Jobs {
  broadcastAnnouncement: { title: string; message: string; priority: string };
  longProcess: { taskId: string; data: string[]; userId: number };
}

/** What happens in the app. */
export interface Happenings {
  'order.created': { id: number; total: number; customerName: string };
}

export interface Core {
  sse: SSE;
  logger: { info(message: string, details: object): void };
  jobs: {
    register<Name extends keyof Jobs>(name: Name, run: (data: Jobs[Name]) => Promise<void>): void;
    enqueue<Name extends keyof Jobs>(name: Name, data: Jobs[Name]): void;
  };
  events: {
    on<Name extends keyof Happenings>(
      name: Name,
      run: (data: Happenings[Name]) => Promise<void>,
    ): void;
  };
  cron: { schedule(when: string, run: () => Promise<void>): void };
}

export interface Context {
  core: Core;
  db: Database<Tables>;
  user: User;
  params: Record<string, string>;
}

/** What its examples have at hand. */
export type App = Pick<AppServer, 'router' | 'ctx'>;

type Handle = (request: Request, context: Context) => Promise<Response>;

/** The framework that document 5 is written for, as far as its examples use it. */
export class AppServer {
  readonly core: Core;
  readonly ctx: { core: Core };
  readonly db: Database<Tables>;
  /** What was logged. */
  readonly logged: [message: string, details: object][] = [];
  private readonly routes: { path: RegExp; handle: Handle }[] = [];
  private readonly doing = new Map<string, (data: never) => Promise<void>>();
  private readonly pages: Page[] = [];
  private served: EventServer | undefined;

  constructor({ db, sse }: { db: Database<Tables>; sse?: SSEServiceConfig }) {
    this.db = db;
    this.core = {
      sse: createSSE({ logger: silent, ...sse }),
      logger: { info: (message, details) => void this.logged.push([message, details]) },
      jobs: {
        register: (name, run) => void this.doing.set(`job ${name}`, run),
        enqueue: (name, data) => void this.run(`job ${name}`, data),
      },
      events: { on: (name, run) => void this.doing.set(`event ${name}`, run) },
      cron: { schedule: (_when, run) => void this.doing.set('cron', run) },
    };
    this.ctx = { core: this.core };
  }

  readonly router = {
    route: (pattern: string) => {
      const path = new RegExp(`^/${pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
      const add = (handle: Handle) => void this.routes.unshift({ path, handle });
      return {
        raw: ({ handle }: { handle: Handle }) => add(handle),
        // biome-ignore lint/suspicious/noExplicitAny: the framework knows it by a schema, which the document leaves out
        typed: ({ handle }: { handle(input: any, context: Context): Promise<unknown> }) =>
          add(async (request, context) => {
            const text = await request.text();
            return Response.json(await handle(text ? JSON.parse(text) : undefined, context));
          }),
      };
    },
  };

  /** Does what was registered, as the framework would when its time has come. */
  async run(what: string, data?: unknown): Promise<void> {
    await this.doing.get(what)?.(data as never);
  }

  async listen(): Promise<EventServer> {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    this.served = await serveRoute((request) => this.answer(request));
    return this.served;
  }

  /** A page of the app, which is left when it shuts down. */
  page(cookie?: string): Page {
    const page = openPage(this.served?.origin ?? '', cookie);
    this.pages.push(page);
    return page;
  }

  async shutdown(): Promise<void> {
    for (const page of this.pages) page.leave();
    this.core.sse.shutdown();
    await this.served?.close();
    // The worker's last words are for this test file.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  private async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    for (const { path, handle } of this.routes) {
      const match = path.exec(pathname);
      if (match === null) continue;
      const id = Number(userIn(request) ?? 7);
      const user = { id, name: `user ${id}` };
      return handle(request, { core: this.core, db: this.db, user, params: { ...match.groups } });
    }
    return new Response(null, { status: 404 });
  }
}
