/** The tables of all pages. It runs at each start, so it creates only missing tables. */
export const schema = `
  CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
  );
  INSERT OR IGNORE INTO counter (id, count) VALUES (1, 0);
  CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS notifications_of_user ON notifications (user_id, id);
  CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer TEXT NOT NULL,
    total INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS paragraphs (
    document_id TEXT NOT NULL,
    id INTEGER NOT NULL,
    text TEXT NOT NULL,
    version INTEGER NOT NULL,
    edited_by TEXT NOT NULL,
    PRIMARY KEY (document_id, id)
  );
  CREATE TABLE IF NOT EXISTS tasks (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    title TEXT NOT NULL,
    current INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS tasks_of_user ON tasks (user_id, created_at);
  CREATE TABLE IF NOT EXISTS retrospectives (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS retrospective_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    side TEXT NOT NULL,
    content TEXT NOT NULL,
    author TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS items_of_session ON retrospective_items (session_id, id);
  CREATE TABLE IF NOT EXISTS retrospective_votes (
    item_id INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (item_id, user_id)
  );
  CREATE TABLE IF NOT EXISTS retrospective_actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    content TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS actions_of_session ON retrospective_actions (session_id, id);
  CREATE TABLE IF NOT EXISTS workspaces (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS workspace_members (
    workspace_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
  );
  CREATE TABLE IF NOT EXISTS workspace_channels (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    name TEXT NOT NULL,
    topic TEXT NOT NULL,
    general INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS channels_of_workspace ON workspace_channels (workspace_id, created_at);
`;
