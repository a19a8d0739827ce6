import { randomUUID } from 'node:crypto';
import { all, first, run } from './database';
import { defaultBroadcaster } from './sse';

export interface Task {
  id: string;
  title: string;
  current: number;
  total: number;
}

const stepTime = 500;
const stepsPerTask = 20;
const maxRunning = 3;

/** The tasks that a timer of this process runs. Next evaluates this file once for each bundle. */
const shared = globalThis as { ssecastDemoTasks?: Set<string> };
shared.ssecastDemoTasks ??= new Set();
const running = shared.ssecastDemoTasks;

/** Also resumes the tasks that another process left unfinished. */
export function listTasks(userId: string): Task[] {
  const tasks = all<Task>(
    `SELECT id, title, current, total FROM tasks
     WHERE user_id = ? ORDER BY created_at DESC, id LIMIT 20`,
    userId,
  );
  for (const { id, current, total } of tasks) if (current < total) work(userId, id);
  return tasks;
}

/** @returns the task, or undefined when the user has the most tasks that may run at a time */
export function startTask(userId: string, title: string): Task | undefined {
  const sql = 'SELECT count(*) AS count FROM tasks WHERE user_id = ? AND current < total';
  if ((first<{ count: number }>(sql, userId)?.count ?? 0) >= maxRunning) return undefined;
  const task = { id: randomUUID(), title, current: 0, total: stepsPerTask };
  run(
    'INSERT INTO tasks (id, user_id, title, total, created_at) VALUES (?, ?, ?, ?, ?)',
    task.id,
    userId,
    title,
    task.total,
    Date.now(),
  );
  tell(userId, 'taskStarted', task);
  work(userId, task.id);
  return task;
}

function work(userId: string, id: string): void {
  if (running.has(id)) return;
  running.add(id);
  const timer = setInterval(() => {
    run('UPDATE tasks SET current = current + 1 WHERE id = ? AND current < total', id);
    const task = first<Task>('SELECT id, title, current, total FROM tasks WHERE id = ?', id);
    if (task) {
      const { current, total } = task;
      const percent = Math.round((current / total) * 100);
      tell(userId, 'taskProgress', { taskId: id, current, total, percent });
      if (current < total) return;
      tell(userId, 'taskComplete', { taskId: id, result: 'success' });
    }
    running.delete(id);
    clearInterval(timer);
  }, stepTime);
  // A restarted server resumes the task with the next request for the list.
  timer.unref();
}

function tell(userId: string, event: string, data: unknown): void {
  defaultBroadcaster.publish({ user: userId }, { event, data });
}
