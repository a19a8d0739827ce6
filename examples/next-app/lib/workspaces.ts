import { randomUUID } from 'node:crypto';
import { all, first, run } from './database';
import { insertChannel } from './workspace-channels';

export const maxName = 60;

export interface Workspace {
  id: string;
  name: string;
}

/** Each with whether the person is a member. */
export function listWorkspaces(userId: string): (Workspace & { isMember: boolean })[] {
  const rows = all<Workspace & { joined: 0 | 1 }>(
    `SELECT id, name, user_id IS NOT NULL AS joined FROM workspaces
     LEFT JOIN workspace_members ON workspace_id = id AND user_id = ?
     ORDER BY workspaces.rowid DESC LIMIT 20`,
    userId,
  );
  return rows.map(({ id, name, joined }) => ({ id, name, isMember: joined === 1 }));
}

export function findWorkspace(id: string): Workspace | undefined {
  return first<Workspace>('SELECT id, name FROM workspaces WHERE id = ?', id);
}

export function isMember(workspaceId: string, userId: string): boolean {
  const sql = 'SELECT 1 FROM workspace_members WHERE workspace_id = ? AND user_id = ?';
  return first(sql, workspaceId, userId) !== undefined;
}

/** A new workspace has one channel that stays, and its creator as the first member. */
export function createWorkspace(name: string, userId: string): Workspace {
  const id = randomUUID().slice(0, 8);
  run('INSERT INTO workspaces (id, name) VALUES (?, ?)', id, name);
  insertChannel({ workspaceId: id, name: 'general', topic: '', isGeneral: true });
  joinWorkspace(id, userId);
  return { id, name };
}

export function joinWorkspace(workspaceId: string, userId: string): void {
  run(
    `INSERT OR IGNORE INTO workspace_members (workspace_id, user_id)
     SELECT id, ? FROM workspaces WHERE id = ?`,
    userId,
    workspaceId,
  );
}
