import { first, run } from './database';
import { Refusal } from './json-route';
import { expectOne } from './retrospective';
import { type Action, sessionEmitter } from './retrospective-events';

const maxActions = 100;

export function addAction(id: string, content: string): Action {
  const sql = 'SELECT count(*) AS count FROM retrospective_actions WHERE session_id = ?';
  if ((first<{ count: number }>(sql, id)?.count ?? 0) >= maxActions) {
    throw new Refusal(409, `A board has room for ${maxActions} actions.`);
  }
  const { changes, id: actionId } = run(
    `INSERT INTO retrospective_actions (session_id, content)
     SELECT id, ? FROM retrospectives WHERE id = ?`,
    content,
    id,
  );
  expectOne(changes, 'board');
  const action = { id: actionId, content, done: false };
  sessionEmitter.emit(id, { type: 'action:added', data: action });
  return action;
}

export function setDone(id: string, actionId: number, done: boolean): void {
  const sql = 'UPDATE retrospective_actions SET done = ? WHERE id = ? AND session_id = ?';
  expectOne(run(sql, done ? 1 : 0, actionId, id).changes, 'action');
  const content =
    first<{ content: string }>('SELECT content FROM retrospective_actions WHERE id = ?', actionId)
      ?.content ?? '';
  sessionEmitter.emit(id, { type: 'action:updated', data: { id: actionId, content, done } });
}

export function deleteAction(id: string, actionId: number): void {
  const sql = 'DELETE FROM retrospective_actions WHERE id = ? AND session_id = ?';
  expectOne(run(sql, actionId, id).changes, 'action');
  sessionEmitter.emit(id, { type: 'action:deleted', data: { id: actionId } });
}
