import { randomUUID } from 'node:crypto';
import { all, first, run } from './database';
import { live, type Task } from './live';

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
  for (const task of tasks) if (task.current < task.total) work(userId, task);
  return tasks;
}

/** @returns the task, or undefined when the user has the most tasks that may run at a time */
export async function startTask(userId: string, title: string): Promise<Task | undefined> {
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
  await live.user(userId).send('taskStarted', task);
  work(userId, task);
  return task;
}

/**
 * Works on a task until it is done. Several processes may do so: a process takes a step only if no other
 * took one since it last looked, and goes on when the other has ended.
 */
function work(userId: string, { id, current }: Task): void {
  if (running.has(id)) return;
  running.add(id);
  let seen = current;
  const timer = setInterval(() => {
    const sql =
      'UPDATE tasks SET current = current + 1 WHERE id = ? AND current = ? AND current < total';
    const { changes } = run(sql, id, seen);
    const task = first<Task>('SELECT id, title, current, total FROM tasks WHERE id = ?', id);
    if (changes === 1 && task) report(userId, task);
    if (task && task.current < task.total) {
      seen = task.current;
      return;
    }
    running.delete(id);
    clearInterval(timer);
  }, stepTime);
  // A restarted server resumes the task with the next request for the list.
  timer.unref();
}

/** Nothing waits for these events. An error goes to the logger. */
function report(userId: string, { id: taskId, current, total }: Task): void {
  void live.user(userId).send('taskProgress', { taskId, current });
  if (current === total) void live.user(userId).send('taskComplete', { taskId });
}
