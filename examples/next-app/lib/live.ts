import { defineLive } from 'ssecast';
import { redisBackplane } from 'ssecast/redis';
import { z } from 'zod';

const { REDIS_URL, SSECAST_DIRECT_PATH, SSECAST_HISTORY_FILE } = process.env;

const notification = z.object({
  id: z.number(),
  title: z.string(),
  body: z.string(),
  read: z.literal([0, 1]),
  /** In milliseconds since the epoch. */
  createdAt: z.number(),
});

const task = z.object({
  id: z.string(),
  title: z.string(),
  current: z.number(),
  total: z.number(),
});

const figures = z.object({
  orders: z.number(),
  /** In cents. */
  revenue: z.number(),
  latest: z.array(z.object({ id: z.number(), customer: z.string(), total: z.number() })),
});

const paragraph = z.object({
  id: z.number(),
  text: z.string(),
  /** Counts the edits. An edit names the version that it changes, and is refused if that is not the newest. */
  version: z.number(),
  editedBy: z.string(),
});

const instance = z.object({ name: z.string(), process: z.number() });

export type Instance = z.infer<typeof instance>;
export type Notification = z.infer<typeof notification>;
export type Task = z.infer<typeof task>;
export type Figures = z.infer<typeof figures>;
export type Paragraph = z.infer<typeof paragraph>;

const channels = {
  user: {
    notification,
    notificationRead: z.object({ id: z.number() }),
    unreadCount: z.object({ count: z.number() }),
    taskStarted: task,
    taskProgress: z.object({ taskId: z.string(), current: z.number() }),
    taskComplete: z.object({ taskId: z.string() }),
  },
  counter: {
    /** `count`: the number with this addition. */
    added: z.object({ by: z.number(), count: z.number() }),
  },
  dashboard: { figures },
  'document:[id]': { changed: paragraph },
  // Its events are those of lib/workspace-events.ts.
  'workspace:[id]': {},
  instances: {
    /** Each instance sends one a second. `number` counts those of its process. */
    hello: instance.extend({ number: z.number(), clients: z.number() }),
  },
  /** One window of the page of instances. */
  'window:[id]': {
    /** The instance that now writes the stream of this window. */
    served: instance,
  },
};

const options = {
  metadata: z.object({ name: z.string() }),
  // Who has a document open, and who is online in a workspace. Longer than a page takes to come back.
  presence: { channels: ['document:[id]', 'workspace:[id]'], grace: 10_000 },
  maxConnections: 20_000,
  // Low enough for the button of the workspace page to exceed it; an app would allow ten times as much.
  rateLimits: { workspace: { perSecond: 2, burst: 10 } },
  // SSECAST_DIRECT_PATH=0 shows the same app with every client on the stream path.
  directPath: SSECAST_DIRECT_PATH !== '0',
} as const;

/**
 * The channels of the pages that use the front door, with their events. The options apply to the one
 * broadcaster of this app, which the other pages use through APIs of their own. All code that sends imports
 * this file, directly or through lib/sse.ts, so the options apply whichever route gets the first request.
 * Next evaluates this file once for each of its bundles.
 *
 * With REDIS_URL the events reach the clients of all instances. Then `send` gives a promise, so all code
 * here awaits it. Without, one process has all clients; with a history file, its restart loses nothing.
 */
export const live = REDIS_URL
  ? defineLive(channels, {
      ...options,
      backplane: redisBackplane({ url: REDIS_URL }),
      // A client whose instance ends finds another one at once.
      retryInterval: 1_000,
    })
  : defineLive(channels, {
      ...options,
      ...(SSECAST_HISTORY_FILE ? { history: { file: SSECAST_HISTORY_FILE } } : {}),
    });
