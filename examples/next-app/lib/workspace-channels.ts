import { randomUUID } from 'node:crypto';
import { all, first, run } from './database';
import { Refusal } from './json-route';
import { transaction } from './transaction';
import { type Channel, notifyWorkspaceClients } from './workspace-events';

const maxChannels = 50;

const fields = 'id, workspace_id AS workspaceId, name, topic, general';
type Row = Omit<Channel, 'isGeneral'> & { general: 0 | 1 };

const toChannel = ({ general, ...row }: Row): Channel => ({ ...row, isGeneral: general === 1 });

export function listChannels(workspaceId: string): Channel[] {
  return all<Row>(
    `SELECT ${fields} FROM workspace_channels
     WHERE workspace_id = ? ORDER BY general DESC, created_at, id`,
    workspaceId,
  ).map(toChannel);
}

export function findChannel(id: string): Channel | undefined {
  const row = first<Row>(`SELECT ${fields} FROM workspace_channels WHERE id = ?`, id);
  return row && toChannel(row);
}

export function insertChannel(channel: Omit<Channel, 'id'>): Channel {
  const id = randomUUID().slice(0, 8);
  run(
    `INSERT INTO workspace_channels (id, workspace_id, name, topic, general, created_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
    id,
    channel.workspaceId,
    channel.name,
    channel.topic,
    channel.isGeneral ? 1 : 0,
    Date.now(),
  );
  return { id, ...channel };
}

/*
 * Each change is stored and published, or neither. Above the rate limit of the workspace the notifier
 * throws a RateLimitError, and the change is rolled back. The same request can be sent again.
 */

export function addChannel(workspaceId: string, name: string): Channel {
  return transaction(() => {
    if (listChannels(workspaceId).length >= maxChannels) {
      throw new Refusal(409, `A workspace has room for ${maxChannels} channels.`);
    }
    const channel = insertChannel({ workspaceId, name, topic: '', isGeneral: false });
    notifyWorkspaceClients(workspaceId, { type: 'CHANNEL_ADDED', channel });
    return channel;
  });
}

export function updateChannel(channel: Channel, change: Pick<Channel, 'name' | 'topic'>): Channel {
  return transaction(() => {
    const updated = { ...channel, ...change };
    run(
      'UPDATE workspace_channels SET name = ?, topic = ? WHERE id = ?',
      updated.name,
      updated.topic,
      updated.id,
    );
    notifyWorkspaceClients(updated.workspaceId, { type: 'CHANNEL_UPDATED', channel: updated });
    return updated;
  });
}

/** @throws Refusal for the general channel, and RateLimitError */
export function deleteChannel({ id, workspaceId, isGeneral }: Channel): void {
  if (isGeneral) throw new Refusal(409, 'The general channel cannot be deleted.');
  const general = listChannels(workspaceId).find((channel) => channel.isGeneral);
  transaction(() => {
    run('DELETE FROM workspace_channels WHERE id = ?', id);
    notifyWorkspaceClients(workspaceId, {
      type: 'CHANNEL_DELETED',
      channelId: id,
      generalChannelId: general?.id ?? '',
    });
  });
}
