/** The database and the sessions of the app in document 3. */
export interface Channel {
  id: string;
  workspaceId: string;
  name: string;
}

export interface Workspace {
  id: string;
  channels: Channel[];
}

const channels: Channel[] = [
  { id: 'c1', workspaceId: 'w1', name: 'general' },
  { id: 'c2', workspaceId: 'w1', name: 'news' },
];

export const workspace = (): Workspace => ({ id: 'w1', channels: structuredClone(channels) });

export const prisma = {
  channel: {
    async update({ where, data }: { where: { id: string }; data: { name: string } }) {
      const channel = channels.find(({ id }) => id === where.id);
      if (channel === undefined) throw new Error(`There is no channel ${where.id}`);
      return Object.assign(channel, data);
    },
  },
};

export const authOptions = { user: undefined as { id: string } | undefined };

/** The session of who is signed in, which the double keeps in its options. */
export async function getServerSession(options: typeof authOptions) {
  return options.user && { user: options.user };
}
