// #region "Event Types"
interface SSEEvent {
  id?: string;
  event: string;
  data: any;
  retry?: number;
  timestamp?: number;
}

interface SSEMessage {
  event: SSEEvent;
  target?: 'all' | 'user' | 'session' | 'client';
  targetId?: string;
  targetIds?: string[];
}
// #endregion

export type { SSEEvent, SSEMessage };
