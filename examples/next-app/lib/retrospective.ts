import { randomUUID } from 'node:crypto';
import { all, first, run } from './database';
import { Refusal } from './json-route';
import type { Person } from './people';
import { type Board, type Item, type Side, sessionEmitter } from './retrospective-events';

export const maxContent = 200;
const maxItems = 200;

export interface Retrospective {
  id: string;
  title: string;
}

export function listRetrospectives(): Retrospective[] {
  return all<Retrospective>(
    'SELECT id, title FROM retrospectives ORDER BY created_at DESC, id LIMIT 20',
  );
}

export function findRetrospective(id: string): Retrospective | undefined {
  return first<Retrospective>('SELECT id, title FROM retrospectives WHERE id = ?', id);
}

export function createRetrospective(title: string): Retrospective {
  const id = randomUUID().slice(0, 8);
  run('INSERT INTO retrospectives (id, title, created_at) VALUES (?, ?, ?)', id, title, Date.now());
  return { id, title };
}

export function loadBoard(id: string): Board | undefined {
  const retrospective = findRetrospective(id);
  if (!retrospective) return undefined;
  const actions = all<{ id: number; content: string; done: 0 | 1 }>(
    'SELECT id, content, done FROM retrospective_actions WHERE session_id = ? ORDER BY id',
    id,
  );
  return {
    ...retrospective,
    items: loadItems(id),
    actions: actions.map((action) => ({ ...action, done: action.done === 1 })),
  };
}

function loadItems(id: string): Item[] {
  const rows = all<Omit<Item, 'voters'>>(
    'SELECT id, side, content, author FROM retrospective_items WHERE session_id = ? ORDER BY id',
    id,
  );
  const votes = all<{ itemId: number; userId: string }>(
    `SELECT item_id AS itemId, user_id AS userId FROM retrospective_votes
     JOIN retrospective_items ON id = item_id WHERE session_id = ? ORDER BY user_id`,
    id,
  );
  return rows.map((row) => ({
    ...row,
    voters: votes.filter(({ itemId }) => itemId === row.id).map(({ userId }) => userId),
  }));
}

export function rename(id: string, title: string): void {
  const { changes } = run('UPDATE retrospectives SET title = ? WHERE id = ?', title, id);
  expectOne(changes, 'board');
  sessionEmitter.emit(id, { type: 'session:updated', data: { title } });
}

export function addItem(id: string, side: Side, content: string, { name }: Person): Item {
  const { count = 0 } =
    first<{ count: number }>(
      'SELECT count(*) AS count FROM retrospective_items WHERE session_id = ?',
      id,
    ) ?? {};
  if (count >= maxItems) throw new Refusal(409, `A board has room for ${maxItems} notes.`);
  const { changes, id: itemId } = run(
    `INSERT INTO retrospective_items (session_id, side, content, author)
     SELECT id, ?, ?, ? FROM retrospectives WHERE id = ?`,
    side,
    content,
    name,
    id,
  );
  expectOne(changes, 'board');
  const item = { id: itemId, side, content, author: name, voters: [] };
  sessionEmitter.emit(id, { type: 'item:added', data: item });
  return item;
}

export function updateItem(id: string, itemId: number, content: string): void {
  const sql = 'UPDATE retrospective_items SET content = ? WHERE id = ? AND session_id = ?';
  expectOne(run(sql, content, itemId, id).changes, 'note');
  sessionEmitter.emit(id, { type: 'item:updated', data: { id: itemId, content } });
}

export function deleteItem(id: string, itemId: number): void {
  const sql = 'DELETE FROM retrospective_items WHERE id = ? AND session_id = ?';
  expectOne(run(sql, itemId, id).changes, 'note');
  run('DELETE FROM retrospective_votes WHERE item_id = ?', itemId);
  sessionEmitter.emit(id, { type: 'item:deleted', data: { id: itemId } });
}

/** One vote for each person and note; a second one changes nothing. */
export function vote(id: string, itemId: number, { id: userId }: Person): void {
  expectItem(id, itemId);
  run('INSERT OR IGNORE INTO retrospective_votes (item_id, user_id) VALUES (?, ?)', itemId, userId);
  sessionEmitter.emit(id, { type: 'vote:added', data: { itemId, userId } });
}

export function withdrawVote(id: string, itemId: number, { id: userId }: Person): void {
  expectItem(id, itemId);
  run('DELETE FROM retrospective_votes WHERE item_id = ? AND user_id = ?', itemId, userId);
  sessionEmitter.emit(id, { type: 'vote:removed', data: { itemId, userId } });
}

function expectItem(id: string, itemId: number): void {
  const sql = 'SELECT id FROM retrospective_items WHERE id = ? AND session_id = ?';
  expectOne(first(sql, itemId, id) ? 1 : 0, 'note');
}

/** For an item that another person has deleted, or that was never on this board. */
export function expectOne(changes: number, what: string): void {
  if (changes !== 1) throw new Refusal(404, `There is no such ${what} here, or not any more.`);
}
